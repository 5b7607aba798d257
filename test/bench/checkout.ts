import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, realpath, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Checkout, ours } from "./outside.ts";

const run = promisify(execFile);

/**
 * Checks a commit out into a folder outside of this one, makes it ready to run and takes it away again, also when `use`
 * rejects or this process is interrupted. Rejects where git doesn't know the commit, or `npm ci` or Prisma fails.
 */
export async function withCheckout<T>(
  commit: string,
  use: (checkout: Checkout) => Promise<T>,
  repository = ours.root,
): Promise<T> {
  const git = (...words: string[]) => run("git", words, { cwd: repository });
  const { stdout } = await git("rev-parse", "--verify", "--short", `${commit}^{commit}`);
  const name = stdout.trim();
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-commit-"));
  const remove = () => removeWorktree(folder, repository);
  process.once("exit", remove);
  try {
    const root = join(folder, "countersign");
    await git("worktree", "add", "--detach", root, name);
    await prepare(root, repository);
    return await use({ root, name });
  } finally {
    process.off("exit", remove);
    remove();
  }
}

// Without waiting: a process that is ending has no time for promises.
function removeWorktree(folder: string, repository: string): void {
  // What is shared goes first, and only the link to it.
  rmSync(join(folder, "countersign/node_modules"), { force: true, recursive: true });
  rmSync(folder, { force: true, recursive: true });
  spawnSync("git", ["worktree", "prune"], { cwd: repository });
}

async function prepare(root: string, repository: string): Promise<void> {
  const [theirs, here] = await Promise.all([root, repository].map((one) => readFile(join(one, "package-lock.json"))));
  const modules = await realpath(join(repository, "node_modules"));
  if (theirs?.equals(here ?? Buffer.of())) await symlink(modules, join(root, "node_modules"));
  else await run("npm", ["ci"], { cwd: root });
  // Prisma asks for an engine that it doesn't use here: any file will do.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
  await run(process.execPath, ["prisma/generate.ts"], { cwd: root, env });
}
