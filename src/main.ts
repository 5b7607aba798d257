import "./boot/node-version.ts";
import { once } from "node:events";
import type { Server } from "node:http";
import { exit, stdout } from "node:process";
import { createApp } from "./app.ts";
import { welcome } from "./boot/banner.ts";
import { mailFolder } from "./boot/chats.ts";
import { createLog } from "./boot/log.ts";
import { openKeys } from "./boot/secret-keys.ts";
import { type Config, ConfigProblem, readConfig, readEnvironment } from "./config.ts";
import { openDatabase } from "./db/open.ts";
import { folderMailer, smtpMailer } from "./delivery/email.ts";
import { openQueue } from "./delivery/queue.ts";
import { listen } from "./web/server.ts";

const REQUESTS_END_MS = 2_000;
const say = (line: string) => stdout.write(`${line}\n`);

/** What is open, in the order in which it was opened: it is closed the other way round. */
const open: (() => unknown)[] = [];

async function main(): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = createLog(config.LOG_LEVEL);
  const keys = await openKeys(config);
  const db = await openDatabase({ dataDir: config.DATA_DIR, databaseUrl: config.DATABASE_URL, say, log });
  open.push(db.close);
  const mailer = config.SMTP_URL
    ? smtpMailer({ url: config.SMTP_URL, from: config.MAIL_FROM ?? "" })
    : folderMailer(mailFolder(config));
  open.push(mailer.close);
  const queue = await openQueue(db, log);
  open.push(queue.stop);
  const app = await createApp({ config, db, queue, keys, mailer, log, now: () => new Date() });
  const server = listen(app.web, config.PORT, hostFor(config));
  await once(server, "listening");
  open.push(() => Promise.all([closed(server), app.stop()]));
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
  // npm passes Ctrl+C on to a program that got it from the terminal already: the second one must not interrupt the first.
  if (isEnding) return;
  isEnding = true;
  close().then(
    () => exit(code),
    (error) => {
      process.stderr.write(`${sentenceFor(error)}\n`);
      exit(1);
    },
  );
}

function sentenceFor(error: unknown): string {
  if (error instanceof ConfigProblem) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return "The port is in use already. Stop the other program, or set PORT to another number.";
  return `Countersign could not start: ${error instanceof Error ? error.message : String(error)}`;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => end(0));
main().catch((error: unknown) => {
  if (!isEnding) process.stderr.write(`${sentenceFor(error)}\n`);
  end(1);
});
