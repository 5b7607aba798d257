import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const OURS = path("src/db/generated");

describe("the database client in src/db/generated", () => {
  let folder = "";
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is what npm run generate writes from prisma/schema.prisma", async () => {
    folder = await mkdtemp(join(tmpdir(), "countersign-test-"));
    const theirs = await generated(folder, await readFile(path("prisma/schema.prisma"), "utf8"));
    expect(theirs.size, "npm run generate wrote nothing").toBeGreaterThan(0);
    expect(differing(await contents(OURS), theirs), "run npm run generate").toEqual([]);
  });

  it("would be found out of date if the schema had one more model", async () => {
    folder = await mkdtemp(join(tmpdir(), "countersign-test-"));
    const schema = await readFile(path("prisma/schema.prisma"), "utf8");
    const theirs = await generated(folder, `${schema}\nmodel OneMore {\n  id String @id\n}\n`);
    expect(differing(await contents(OURS), theirs)).toContain("models/OneMore.ts");
  });
});

/** The client of a schema, generated in a folder where nothing else is. */
async function generated(folder: string, schema: string): Promise<Map<string, string>> {
  const file = join(folder, "prisma/schema.prisma");
  await mkdir(dirname(file));
  await writeFile(file, schema);
  await promisify(execFile)(process.execPath, [path("prisma/generate.ts"), file], { cwd: path(".") });
  return contents(join(folder, "src/db/generated"));
}

/** The SHA-256 of each file below a folder, by its path there: the files are too long to compare by eye. */
async function contents(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashed = files.map(async (file) => {
    const name = file
      .slice(folder.length + 1)
      .split(sep)
      .join("/");
    return [
      name,
      createHash("sha256")
        .update(await readFile(file))
        .digest("hex"),
    ] as const;
  });
  return new Map(await Promise.all(hashed));
}

function differing(ours: Map<string, string>, theirs: Map<string, string>): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => ours.get(name) !== theirs.get(name)).sort();
}
