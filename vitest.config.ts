import { globSync, readFileSync, statfsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { QUICK } from "./test/harness/process.ts";

// Node keeps what it has compiled for the next run and for each start of the product. Not while coverage is measured:
// https://nodejs.org/api/module.html#limitations-of-the-compile-cache
if (!process.argv.includes("--coverage"))
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "countersign-test-compiled");

// Every embedded database of a test is a copy of a thousand files, 40 MB, which takes ten times as long on a disk.
const MEMORY_DISK = "/dev/shm";
if (freeBytes(MEMORY_DISK) > 4e9) process.env.TMPDIR ??= MEMORY_DISK;

// What replaces modules or takes over every socket does so for its whole process, which it must not share.
const alone = globSync("test/**/*.test.ts").filter((file) => /\bvi\.mock\(|"nock"/.test(readFileSync(file, "utf8")));

export default defineConfig({
  test: {
    globalSetup: ["test/setup.ts"],
    setupFiles: ["test/loopback.ts"],
    testTimeout: 45_000,
    hookTimeout: 60_000,
    pool: "forks",
    execArgv: QUICK,
    // Each embedded database takes some 300 MB; many tests wait more than they work.
    maxWorkers: availableParallelism() + 1,
    projects: [
      // A process for many files: the product is loaded four times and not a hundred times.
      { extends: true, test: { name: "shared", isolate: false, include: ["test/**/*.test.ts"], exclude: alone } },
      { extends: true, test: { name: "alone", isolate: true, include: alone } },
    ],
    coverage: {
      // Files that no test loads count too. Processes that tests start by themselves (test/start, test/cli) don't.
      include: ["src/**/*.ts"],
      exclude: ["src/db/generated/**"],
      reporter: ["text", "html"],
    },
  },
});

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
