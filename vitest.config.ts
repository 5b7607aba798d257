import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// Node keeps what it has compiled for the next test file and for each start of the product. Not while coverage is
// measured: https://nodejs.org/api/module.html#limitations-of-the-compile-cache
if (!process.argv.includes("--coverage"))
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "countersign-test-compiled");

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup.ts"],
    setupFiles: ["test/loopback.ts"],
    testTimeout: 45_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Each embedded database takes some 400 MB; many tests wait more than they work.
    maxWorkers: 4,
    coverage: {
      // Files that no test loads count too. Processes that tests start by themselves (test/start, test/cli) don't.
      include: ["src/**/*.ts"],
      exclude: ["src/db/generated/**"],
      reporter: ["text", "html"],
    },
  },
});
