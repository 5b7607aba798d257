import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { QUICK } from "./process.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The product as `npm start` runs it, in a process and a folder of its own, with nothing configured but these. */
export async function startProduct(dataDir: string, environment: Record<string, string> = {}) {
  const port = environment.PORT ?? String(await freePort());
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [...QUICK, MAIN], {
    // Somewhere without a .env.
    cwd: dataDir,
    env: { PATH, NODE_COMPILE_CACHE, DATA_DIR: dataDir, PORT: port, LOG_LEVEL: "warn", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      said += chunk;
      if (said.includes("Try it:")) resolve();
    });
  });
  await Promise.race([ready, ended.then(() => Promise.reject(new Error(`Countersign ended: ${said}`)))]);
  return {
    port,
    url: `http://localhost:${port}`,
    async stop(): Promise<void> {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
