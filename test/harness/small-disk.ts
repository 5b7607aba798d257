import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type SmallDisk = { path: string; fill(): void; makeRoom(): void; remove(): void };

/** A disk of so many megabytes, in memory; null where this user may not mount one (only root on Linux may). */
export function smallDisk(megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "countersign-test-"));
  const filler = join(path, "filler");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  const makeRoom = () => rmSync(filler, { force: true });
  return {
    path,
    makeRoom,
    fill: () => fillWith(filler),
    remove() {
      // Lazily: a process that was killed may not have ended yet.
      execFileSync("umount", ["-l", path]);
      rmSync(path, { recursive: true });
    },
  };
}

function fillWith(file: string): void {
  const page = Buffer.alloc(4096);
  const to = openSync(file, "w");
  try {
    for (;;) writeSync(to, page);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  } finally {
    closeSync(to);
  }
}
