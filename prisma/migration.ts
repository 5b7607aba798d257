// npm run migration -- <name>            writes what the schema has and the migrations don't
// npm run migration -- <name> --replace  writes the migration of that name anew (only before a release has it)
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MIGRATIONS, readMigrations } from "../src/db/migrate.ts";
import { difference, LOCK_FILE } from "./engine.ts";

const [name, option] = process.argv.slice(2);
if (!name || !/^[a-z0-9_]+$/.test(name) || (option && option !== "--replace")) {
  console.error("npm run migration -- <name in small letters, digits and _> [--replace]");
  process.exit(1);
}

await mkdir(MIGRATIONS, { recursive: true });
const existing = await readMigrations(MIGRATIONS);
const replaced = option ? existing.find((migration) => migration.name.replace(/^\d+_/, "") === name) : undefined;
// What follows the replaced one is left out of the comparison: it may build on what is about to be written.
const before = replaced ? existing.slice(0, existing.indexOf(replaced)) : existing;
const sql = await difference(before);
if (!sql) {
  console.log("The migrations and the schema agree; nothing to write.");
} else {
  const folder = join(MIGRATIONS, replaced?.name ?? `${stamp()}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "migration.sql"), `${sql.trimEnd()}\n`);
  await writeFile(join(MIGRATIONS, "migration_lock.toml"), LOCK_FILE);
  console.log(`Written: ${join(folder, "migration.sql")}`);
}

function stamp(): string {
  return new Date().toISOString().replace(/\D/g, "").slice(0, 14);
}
