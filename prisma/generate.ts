// `prisma generate` needs no engine, but the command refuses to start until it has found or downloaded one.
// Naming any existing file satisfies it, so installing works behind a firewall too (see docs/decisions/003).
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
const env = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
};
process.exit(spawnSync(process.execPath, [cli, "generate", "--no-hints"], { env, stdio: "inherit" }).status ?? 1);
