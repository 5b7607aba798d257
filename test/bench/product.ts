import { createApp } from "../../src/app.ts";
import { createLog } from "../../src/boot/log.ts";
import { openKeys } from "../../src/boot/secret-keys.ts";
import { readConfig, readEnvironment } from "../../src/config.ts";
import { openDatabase } from "../../src/db/open.ts";
import { smtpMailer } from "../../src/delivery/email.ts";
import { openQueue } from "../../src/delivery/queue.ts";
import { routingOf } from "../../src/jobs.ts";
import { listen } from "../../src/web/server.ts";

// src/main.ts on loopback alone: with Slack configured, the real one listens on every interface.
const config = readConfig(readEnvironment());
const log = createLog(config.LOG_LEVEL);
const keys = await openKeys(config);
const db = await openDatabase({ dataDir: config.DATA_DIR, databaseUrl: config.DATABASE_URL, log });
const queue = await openQueue(db, log, routingOf);
const mailer = smtpMailer({ url: config.SMTP_URL ?? "", from: config.MAIL_FROM ?? "" });
const app = await createApp({ config, db, queue, keys, mailer, log, now: () => new Date() });
const server = listen(app.web, config.PORT, "127.0.0.1");
await app.start();

process.once("SIGTERM", async () => {
  server.closeAllConnections();
  server.close();
  await app.stop();
  await queue.stop();
  mailer.close();
  await db.close();
});
