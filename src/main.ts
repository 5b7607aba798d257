import "./boot/node-version.ts";
import { once } from "node:events";
import type { Server } from "node:http";
import { argv, exit, stderr, stdout } from "node:process";
import { createApp } from "./app.ts";
import { welcome } from "./boot/banner.ts";
import { mailFolder } from "./boot/chats.ts";
import { listenToCommandLine, socketProblem } from "./boot/command-line.ts";
import { strayLines } from "./boot/env-file.ts";
import { portProblem, requireFreePort } from "./boot/free-port.ts";
import { createLog } from "./boot/log.ts";
import { openKeys } from "./boot/secret-keys.ts";
import { startProblem } from "./boot/start-problem.ts";
import { version } from "./boot/version.ts";
import { type Config, readConfig, readEnvironment } from "./config.ts";
import { openDatabase } from "./db/open.ts";
import { smtpMailer } from "./delivery/email.ts";
import { folderMailer } from "./delivery/mail-folder.ts";
import { openQueue } from "./delivery/queue.ts";
import { routingOf } from "./jobs.ts";
import { listen } from "./web/server.ts";

const REQUESTS_END_MS = 2_000;
const SAME_KEY_MS = 500;
const say = (line: string) => stdout.write(`${line}\n`);

/** What is open, in the order in which it was opened: it is closed the other way round. */
const open: (() => unknown)[] = [];

async function main(): Promise<void> {
  for (const line of strayLines()) stderr.write(`${line}\n`);
  const config = readConfig(readEnvironment());
  await requireFreePort(config.PORT, hostFor(config));
  const log = createLog(config.LOG_LEVEL);
  const keys = await openKeys(config);
  const mailer = config.SMTP_URL
    ? smtpMailer({ url: config.SMTP_URL, from: config.MAIL_FROM ?? "" })
    : folderMailer(mailFolder(config));
  open.push(mailer.close);
  await mailer.requireUsable?.();
  const db = await openDatabase({ dataDir: config.DATA_DIR, databaseUrl: config.DATABASE_URL, say, log });
  open.push(db.close);
  const queue = await openQueue(db, log, routingOf);
  open.push(queue.stop);
  const app = await createApp({ config, db, queue, keys, mailer, log, now: () => new Date() });
  const server = listen(app.web, config.PORT, hostFor(config));
  await once(server, "listening").catch((error) => {
    throw new Error(portProblem(error, config.PORT) ?? String(error), { cause: error });
  });
  open.push(() => Promise.all([closed(server), app.stop()]));
  const problem = socketProblem(config.DATA_DIR);
  if (problem) say(problem);
  else open.push(await listenToCommandLine(config.DATA_DIR, app));
  await app.start();
  for (const line of welcome(config, app)) say(line);
}

// The try-out chat is for the person at this computer: nobody else on the network can reach it.
function hostFor(config: Config): string {
  return config.isTryOut ? "127.0.0.1" : "0.0.0.0";
}

/** Requests that are being answered get a moment; a client that only keeps a connection open can't delay the end. */
async function closed(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), REQUESTS_END_MS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(timer);
}

async function close(): Promise<void> {
  for (let last = open.pop(); last; last = open.pop()) await last();
}

let isEnding = false;
function end(code: number): void {
  if (isEnding) return;
  isEnding = true;
  close().then(
    () => exit(code),
    (error) => {
      stderr.write(`${startProblem(error)}\n`);
      exit(1);
    },
  );
}

let askedAt = 0;
// npm passes Ctrl+C on to a program that got it from the terminal already: that one must not interrupt the first.
function endAsked(): void {
  if (askedAt === 0) {
    askedAt = Date.now();
    say("\nStopping Countersign. Goodbye.");
    end(0);
  } else if (Date.now() - askedAt > SAME_KEY_MS) {
    say("Stopped without waiting. Goodbye.");
    exit(1);
  }
}

if (argv.includes("--version")) {
  say(version);
} else {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, endAsked);
  main().catch((error: unknown) => {
    if (!isEnding) stderr.write(`${startProblem(error)}\n`);
    end(1);
  });
}
