import { defineConfig } from "vitest/config";

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
