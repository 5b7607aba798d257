import type { KnipConfig } from "knip";

// npm run unused: files that nothing reaches, exports that nobody imports, dependencies that nobody uses.
export default {
  entry: [
    // What a page of the try-out chat loads.
    "src/platforms/tryout/assets/chat.js",
    // What the tab in Teams loads, and what both pages do.
    "src/platforms/teams/assets/home.js",
    "src/platforms/shared/assets/times.js",
    // What the page for the password loads.
    "src/web/assets/password.js",
    // What the pages for passkeys load.
    "src/web/assets/passkey.js",
    // Run by hand, or started by their path in a process of their own.
    "docs/*.ts",
    "manifests/teams/draw.ts",
    "test/bench/{bare,floor,product}.ts",
    "test/playground/loopback.ts",
    "test/upgrade/make.ts",
  ],
  project: ["**/*.{ts,js}", "!src/db/generated/**"],
  ignoreDependencies: [
    // Served to the tab in Teams, found by its path.
    "@microsoft/teams-js",
    // For npm 10, which runs a postinstall of botbuilder-dialogs that calls it (docs/decisions/009).
    "rimraf",
    // Its schemas are found by their path.
    "@microsoft/app-manifest",
  ],
  // The system's: a test makes a disk that is full.
  ignoreBinaries: ["mount", "umount"],
  // Rooms add to it by declaration merging, which knip does not see.
  ignoreIssues: { "src/core/event.ts": ["types"] },
  treatConfigHintsAsErrors: true,
} satisfies KnipConfig;
