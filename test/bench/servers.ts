import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../harness/free-port.ts";

export type Running = {
  url: string;
  /** milliseconds from starting the process until /readyz said yes */
  startedIn: number;
  /** resident memory now, in megabytes */
  memory(): Promise<number>;
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 90_000;
const STOPPED_WITHIN_MS = 10_000;
const LINES = 20;

export type Program = {
  /** absolute, or relative to this folder */
  file: string;
  cwd: string;
  environment: Record<string, string>;
  /** options of Node's own */
  flags?: readonly string[];
};

const running = new Set<ChildProcess>();
process.once("exit", killAll);

/** Ends what is still running at once, where nothing more is expected of it. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Starts a program in a process and an environment of its own and waits until it is ready. */
export async function startServer({ file, cwd, environment, flags = [] }: Program): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, resolve(import.meta.dirname, file)], {
    cwd,
    env: { PATH: process.env.PATH, PORT: String(port), ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const said: string[] = [];
  createInterface(child.stderr).on("line", (line) => {
    if (isTrouble(line)) said.push(line);
  });
  try {
    await ready(child, url);
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`${file} did not start: ${said.join("\n")}`, { cause: error });
  }
  const startedIn = performance.now() - began;
  const stop = async () => {
    await ended(child);
    if (said.length > 0) console.error(`${basename(file)} said:\n${said.slice(0, LINES).join("\n")}`);
  };
  return { url, startedIn, memory: () => residentMemory(child.pid), stop };
}

// The product's log is JSON, with 30 for what is as it should be and 40 for a warning.
const isTrouble = (line: string) => !/^\{"level":[1-4]0,/.test(line);

async function ready(child: ChildProcess, url: string): Promise<void> {
  for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until; await sleep(5)) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode} instead of starting`);
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
  }
  throw new Error("the server did not become ready");
}

/** Asks the process to end and waits for that. */
async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOPPED_WITHIN_MS);
  await exit;
  clearTimeout(timer);
}

async function residentMemory(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
