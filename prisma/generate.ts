// npm run generate                    writes src/db/generated, which is committed
// npm run generate -- <schema file>   the same for another schema, beside which the client is written
// `prisma generate` needs no engine, but the command refuses to start until it has found or downloaded one. Naming any
// existing file satisfies it, so this works behind a firewall too (see docs/decisions/003).
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const cli = createRequire(import.meta.url).resolve("prisma-cli/build/index.js");
const schema = process.argv[2] ?? fileURLToPath(new URL("schema.prisma", import.meta.url));
const env = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
};
const { status } = spawnSync(process.execPath, [cli, "generate", "--no-hints", "--schema", schema], {
  env,
  stdio: "inherit",
});
process.exit(status ?? 1);
