import "./node-version.ts";
import { once } from "node:events";
import { stdout } from "node:process";
import { createApp, mailFolder } from "./app.ts";
import { type Config, ConfigProblem, readConfig, readEnvironment } from "./config.ts";
import { openDatabase } from "./db/open.ts";
import { openQueue } from "./db/queue.ts";
import { folderMailer, smtpMailer } from "./delivery/email.ts";
import { openKeys } from "./keyring.ts";
import { createLog } from "./log.ts";
import { listen } from "./web/server.ts";
import { welcome } from "./welcome.ts";

const say = (line: string) => stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = createLog(config.LOG_LEVEL);
  const keys = await openKeys(config);
  const db = await openDatabase({ dataDir: config.DATA_DIR, databaseUrl: config.DATABASE_URL, say, log });
  const queue = await openQueue(db, log);
  const mailer = config.SMTP_URL
    ? smtpMailer({ url: config.SMTP_URL, from: config.MAIL_FROM ?? "" })
    : folderMailer(mailFolder(config));
  const app = await createApp({ config, db, queue, keys, mailer, log, now: () => new Date() });
  const server = listen(app.web, config.PORT, hostFor(config));
  await once(server, "listening");
  await app.start();
  for (const line of welcome(config, app)) say(line);

  const stop = async () => {
    server.close();
    server.closeIdleConnections();
    await app.stop();
    await queue.stop();
    mailer.close();
    await db.close();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop().catch(fail));
}

// The try-out chat is for whoever sits at this computer; nobody else on the network can even reach it.
function hostFor(config: Config): string {
  return config.isTryOut ? "127.0.0.1" : "0.0.0.0";
}

function fail(error: unknown): void {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(1);
}

function sentenceFor(error: unknown): string {
  if (error instanceof ConfigProblem) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return "The port is in use already. Stop the other program, or set PORT to another number.";
  return `Countersign could not start: ${error instanceof Error ? error.message : String(error)}`;
}

main().catch(fail);
