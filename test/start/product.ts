import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { QUICK } from "../harness/process.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const STARTED = "Countersign is running";

export type Product = ReturnType<typeof spawnProduct>;

type Starting = {
  env?: Record<string, string>;
  /** The folder it is started in, where it looks for .env. */
  cwd: string;
  /** Options for Node itself. */
  node?: string[];
};

/** The program as `npm start` runs it, in a process of its own, with nothing of this one's environment that it reads. */
export function spawnProduct({ env = {}, cwd, node = [] }: Starting) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [...QUICK, ...node, MAIN], { cwd, env: { PATH, NODE_COMPILE_CACHE, ...env } });
  const text = { out: "", err: "" };
  const running = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk) => {
    text.out += chunk;
    if (text.out.includes(STARTED)) running.resolve();
  });
  child.stderr.on("data", (chunk) => {
    text.err += chunk;
  });
  const ended = once(child, "close").then(([code]) => code as number | null);
  ended.then(() => running.reject(new Error(`it ended before it ran:\n${text.out}\n${text.err}`)));
  running.promise.catch(() => undefined);
  return {
    ...{ child, text, ended, running: running.promise },
    /** Its exit code, and how long it took to end. */
    async stop(signal: NodeJS.Signals = "SIGTERM") {
      const asked = Date.now();
      child.kill(signal);
      const code = await ended;
      return { code, milliseconds: Date.now() - asked };
    },
  };
}

/** The same, once it runs. */
export async function startProduct(starting: Starting): Promise<Product> {
  const product = spawnProduct(starting);
  await product.running;
  return product;
}

/** An empty folder; removed by the function it comes with. */
export async function emptyFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "countersign-test-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
