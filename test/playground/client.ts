import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { configurationFor, type Person } from "./people.ts";

const PACKAGE = "@microsoft/m365agentsplayground@0.2.28";
const START_MS = 180_000;

export const ON_LOOPBACK = pathToFileURL(join(import.meta.dirname, "loopback.ts")).href;

type Place = { port: number; endpoint: string; parent: string };

/** Microsoft's playground, fetched if it is not there yet, in which that person talks to the bot at `endpoint`. */
export async function startPlayground(person: Person, { port, endpoint, parent }: Place) {
  const [folder, url] = [join(parent, person.name), `http://127.0.0.1:${port}`];
  await mkdir(folder);
  await writeFile(join(folder, ".m365agentsplayground.yml"), configurationFor(person));
  const options = ["-e", endpoint, "-c", "msteams", "-p", String(port), "--service-url", `${url}/_connector`];
  // This Node, whatever the shell's is: an older one does not read TypeScript.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const child = spawn("npx", ["--yes", PACKAGE, "start", ...options, "--disable-telemetry"], {
    cwd: folder,
    env: { ...process.env, PATH: path, NODE_OPTIONS: `--import=${ON_LOOPBACK}`, TEAMSAPPTESTER_BROWSER: "none" },
    stdio: ["ignore", "pipe", "pipe"],
    // npx starts the playground as a process of its own: they are ended together.
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const ended = once(child, "close");
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.pid) process.kill(-child.pid, "SIGTERM");
    await ended;
  };
  const broke = ended.then(() => Promise.reject(new Error(`${PACKAGE} could not be fetched or started:\n${said}`)));
  await Promise.race([answers(url), broke]).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

async function answers(url: string): Promise<void> {
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(250))
    if (await fetch(url).catch(() => null)) return;
  throw new Error(`${PACKAGE} did not start`);
}
