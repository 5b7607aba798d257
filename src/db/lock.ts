import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

/** Who holds a lock. `started` is the process's start time (Linux: clock ticks since boot), so a reused pid shows. */
type Holder = { pid: number; started: string; host: string; id: string };

export type Lock = { release(): Promise<void> };

const SIGN_OF_LIFE_MS = 5_000;
const GONE_AFTER_MS = 20_000;

/**
 * Takes the lock file at `path`, or rejects with a sentence that names the process that holds it. A lock whose process
 * is dead is taken over. A holder on another host (two containers on one volume both have pid 1) can't be looked up:
 * its lock counts as dead when its file was not touched for 20 seconds.
 */
export async function takeLock(path: string): Promise<Lock> {
  const me: Holder = {
    pid: process.pid,
    started: await startOf(process.pid),
    host: hostname(),
    id: randomUUID(),
  };
  while (!(await create(path, me))) {
    const holder = await read(path);
    if (holder === "gone") continue;
    if (await isAlive(path, holder)) throw new Error(heldBy(path, holder));
    if (await replace(path, holder, me)) break;
  }
  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => undefined), SIGN_OF_LIFE_MS).unref();
  return {
    release: async () => {
      clearInterval(beat);
      const holder = await read(path);
      if (holder !== "gone" && holder.id === me.id) await rm(path, { force: true });
    },
  };
}

// link(2) fails if the name exists, like O_EXCL, but the file appears with its content already in it: nobody ever
// reads half a lock.
async function create(path: string, me: Holder): Promise<boolean> {
  const own = await ownFile(path, me);
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

// Two processes may find the same dead lock. Who holds the lock on *this* dead lock (a lock named after its id) may
// replace it, after looking again: by then somebody else may already have replaced it, with a lock that is alive.
async function replace(path: string, dead: Holder, me: Holder): Promise<boolean> {
  const turn = await takeLock(`${path}.${dead.id}`).catch(() => undefined);
  if (!turn) {
    await wait(20);
    return false;
  }
  try {
    const now = await read(path);
    if (now === "gone" || now.id !== dead.id) return false;
    await rename(await ownFile(path, me), path);
    return true;
  } finally {
    await turn.release();
  }
}

async function ownFile(path: string, me: Holder): Promise<string> {
  const file = `${path}.${randomUUID()}`;
  await writeFile(file, JSON.stringify(me), { mode: 0o600, flag: "wx" });
  return file;
}

async function read(path: string): Promise<Holder | "gone"> {
  try {
    return parse(await readFile(path, "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "gone";
    throw error;
  }
}

// A file that can't be read was not written by us, or was cut by a power loss: it names no process that is alive.
function parse(content: string): Holder {
  try {
    const { pid, started, host, id } = JSON.parse(content);
    if (Number.isInteger(pid) && /^[0-9a-f-]{36}$/.test(id)) return { pid, started: `${started}`, host: `${host}`, id };
  } catch {}
  return { pid: 0, started: "", host: hostname(), id: "unreadable" };
}

async function isAlive(path: string, holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) {
    const touched = await stat(path).catch(() => undefined);
    return touched !== undefined && Date.now() - touched.mtimeMs < GONE_AFTER_MS;
  }
  if (holder.pid <= 0 || !exists(holder.pid)) return false;
  const started = await startOf(holder.pid);
  return started !== "dead" && (started === "" || holder.started === "" || started === holder.started);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

// Field 22 of /proc/<pid>/stat (proc(5)); the name in field 2 may hold spaces and brackets. Empty where there is no
// /proc: then the pid has to do. A zombie has ended, it only waits for its parent to notice.
async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? "dead" : (fields[19] ?? "");
}

function heldBy(path: string, holder: Holder): string {
  const who =
    holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host} (seen just now)`;
  return `The database folder is in use by ${who} (lock file ${path}). Stop that process first, or give this one another DATA_DIR.`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
