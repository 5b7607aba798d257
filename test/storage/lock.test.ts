import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeLock } from "../../src/db/lock.ts";
import { freshDatabase } from "../harness/database.ts";
import { runProcess, source } from "../harness/process.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-lock-"));
  path = join(folder, "pglite.lock");
});
afterEach(() => rm(folder, { recursive: true }));

const holder = (at: string) =>
  `import { takeLock } from ${source("db/lock.ts")};
   await takeLock(${JSON.stringify(at)}).then(() => console.log("held"), (error) => console.log(error.message));
   setTimeout(() => {}, 60_000);`;

const dead = { pid: 2 ** 22 + 1, started: "1", host: hostname(), id: "00000000-0000-4000-8000-000000000000" };

describe("the lock beside the database folder", () => {
  it("F4: a second process is refused with a sentence that names the first, and exits with an error", async () => {
    const database = await freshDatabase("embedded");
    const second = await runProcess(
      `import { openDatabase } from ${source("db/open.ts")};
       await openDatabase({ dataDir: ${JSON.stringify(database.place.dataDir)}, log: console }).catch((error) => {
         console.log(error.message);
         process.exitCode = 3;
       });`,
    );
    expect(second.said()).toContain(`in use by process ${process.pid}`);
    expect(second.child.exitCode).toBe(3);
    await database.close();
  });

  it("is held by a living process, and free once that process is killed", async () => {
    const { child, ended } = await runProcess(holder(path), "held");
    await expect(takeLock(path)).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill("SIGKILL");
    await ended;
    await (await takeLock(path)).release();
  });

  it("is refused to the process that holds it already", async () => {
    const lock = await takeLock(path);
    await expect(takeLock(path)).rejects.toThrow(`in use by process ${process.pid}`);
    await lock.release();
  });

  it("leaves nothing behind when it is released", async () => {
    await writeFile(path, JSON.stringify(dead));
    await (await takeLock(path)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("is taken over from a dead process, and from a dead process whose pid another one has now", async () => {
    await writeFile(path, JSON.stringify(dead));
    await (await takeLock(path)).release();
    await writeFile(path, JSON.stringify({ ...dead, pid: process.pid }));
    await (await takeLock(path)).release();
  });

  it("is taken over when the file names nobody, as after a power loss", async () => {
    await writeFile(path, "");
    await (await takeLock(path)).release();
  });

  it("is not taken from another host that showed a sign of life, though the pid is unknown here", async () => {
    await writeFile(path, JSON.stringify({ ...dead, host: "another-container" }));
    await expect(takeLock(path)).rejects.toThrow("on another-container");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    await (await takeLock(path)).release();
  });

  it("goes to one of fifty who find a dead lock at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      await writeFile(path, JSON.stringify(dead));
      const soon = () => wait(Math.random() * 10).then(() => takeLock(path));
      const results = await Promise.allSettled(Array.from({ length: 50 }, soon));
      const winners = results.filter((result) => result.status === "fulfilled");
      expect(winners).toHaveLength(1);
      await winners[0]?.value.release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it("goes to one of several processes that find a dead lock at the same moment", async () => {
    await writeFile(path, JSON.stringify(dead));
    const contenders = await Promise.all(Array.from({ length: 6 }, () => runProcess(holder(path), "\n")));
    const winners = contenders.filter((one) => one.said() === "held\n");
    expect(winners).toHaveLength(1);
    expect(JSON.parse(await readFile(path, "utf8")).pid).toBe(winners[0]?.child.pid);
    for (const { child } of contenders) child.kill("SIGKILL");
  });
});
