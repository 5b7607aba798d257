import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withCheckout } from "./checkout.ts";

const GENERATE = `import { writeFileSync } from "node:fs";
writeFileSync("generated", process.env.PRISMA_SCHEMA_ENGINE_BINARY);`;

describe("another commit's checkout", () => {
  let repository: string;
  const git = (...words: string[]) => execFileSync("git", words, { cwd: repository, encoding: "utf8" });
  const worktrees = () => git("worktree", "list").trim().split("\n").length;

  beforeAll(async () => {
    repository = await mkdtemp(join(tmpdir(), "countersign-test-"));
    git("init", "--quiet");
    await mkdir(join(repository, "prisma"));
    await writeFile(join(repository, "prisma/generate.ts"), GENERATE);
    await writeFile(join(repository, "package-lock.json"), "{}");
    await writeFile(join(repository, "version"), "old");
    git("add", ".");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "-m", "first");
    await writeFile(join(repository, "version"), "new");
    await mkdir(join(repository, "node_modules/shared"), { recursive: true });
  });
  afterAll(() => rm(repository, { recursive: true }));

  it("has the commit's files, the same modules and a generated client, and is gone afterwards", async () => {
    const root = await withCheckout(
      "HEAD",
      async ({ root }) => {
        expect(await readFile(join(root, "version"), "utf8")).toBe("old");
        expect(await readFile(join(root, "generated"), "utf8")).toBe(process.execPath);
        expect(existsSync(join(root, "node_modules/shared"))).toBe(true);
        expect(worktrees()).toBe(2);
        return root;
      },
      repository,
    );
    expect(existsSync(root)).toBe(false);
    expect(worktrees()).toBe(1);
  });

  it("is gone after a failure too, and the modules are still there", async () => {
    const failing = withCheckout("HEAD", () => Promise.reject(new Error("it did not start")), repository);
    await expect(failing).rejects.toThrow("it did not start");
    expect(worktrees()).toBe(1);
    expect(existsSync(join(repository, "node_modules/shared"))).toBe(true);
  });

  it("is refused for a commit that there is not", async () => {
    await expect(withCheckout("nonsense", async () => undefined, repository)).rejects.toThrow("nonsense");
  });
});
