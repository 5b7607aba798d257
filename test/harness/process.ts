import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A module of src, to be imported by a script. */
export const source = (file: string): string => JSON.stringify(new URL(`../../src/${file}`, import.meta.url).href);

/** For Node: it compiles the embedded database quickly, which is enough for as long as a test needs it. */
export const QUICK = ["--liftoff-only"];

export type Running = { child: ChildProcess; ended: Promise<unknown>; said(): string };

/** Runs a script in a process of its own and waits for its end, or for it to print `until`. */
export async function runProcess(script: string, until?: string): Promise<Running> {
  const child = spawn(process.execPath, [...QUICK, "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  const seen = new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      said += chunk;
      if (until && said.includes(until)) resolve();
    });
  });
  await (until ? Promise.race([seen, ended]) : ended);
  return { child, ended, said: () => said };
}
