import type { KnipConfig } from "knip";

// npm run unused: files that nothing reaches, exports that nobody imports, dependencies that nobody uses.
export default {
  entry: [
    // What a page of the try-out chat loads.
    "src/platforms/tryout/assets/chat.js",
    // Run by hand, or started by their path in a process of their own.
    "docs/*.ts",
    "manifests/teams/draw.ts",
    "test/bench/{bare,product}.ts",
    "test/playground/loopback.ts",
    "test/upgrade/make.ts",
  ],
  project: ["**/*.{ts,js}", "!src/db/generated/**"],
  ignoreDependencies: [
    // For npm 10, which runs a postinstall of botbuilder-dialogs that calls it (docs/decisions/009).
    "rimraf",
    // Its schemas are found by their path.
    "@microsoft/app-manifest",
  ],
  // Exports that nobody imports yet: take a line out when the last of them is gone.
  ignoreIssues: {
    "src/{core,db,delivery,domain,pipeline}/**": ["exports", "types"],
    "src/platforms/teams/admission.ts": ["types"],
    "src/text/translate.ts": ["exports"],
  },
  treatConfigHintsAsErrors: true,
} satisfies KnipConfig;
