import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Handle } from "../../src/core/conversation.ts";
import { createKeys } from "../../src/core/keys.ts";
import type { Log } from "../../src/core/log.ts";
import type { Platform } from "../../src/core/platform.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { openQueue } from "../../src/delivery/queue.ts";
import { connectTenant } from "../../src/domain/organizations/store.ts";
import { routingOf } from "../../src/jobs.ts";
import { createClock } from "../fakes/clock.ts";
import { createMailbox } from "../fakes/mailbox.ts";
import { silent } from "../harness/postgresql.ts";
import { settled } from "../harness/queue-jobs.ts";
import type { Place } from "./places.ts";
import { TEAM } from "./seed.ts";

export type InProcess = {
  handle: Handle;
  db: Database;
  organizationId: string;
  codeFor: (email: string) => Promise<string>;
  forward: (by: { hours: number }) => void;
  /** Makes another workspace the organization's. */
  connect: (tenant: { platform: Platform; tenant: string }) => Promise<void>;
  /** what was queued is done: what is measured next has the database for itself */
  settles: () => Promise<void>;
  /** round trips of the last command, as the log tells them */
  roundTrips: () => number;
  close(): Promise<void>;
};

/** The product in this process, with nothing in front of `handle`. */
export async function openInProcess(place: Place): Promise<InProcess> {
  let last = 0;
  const note: Log["info"] = ({ roundTrips }) => {
    last = roundTrips ?? last;
  };
  const log: Log = { ...silent, info: note };
  const db = await openDatabase({ ...place, log });
  const queue = await openQueue(db, log, routingOf);
  const clock = createClock();
  const mailbox = createMailbox();
  const config = readConfig({ NODE_ENV: "test", DATA_DIR: place.dataDir });
  const keys = createKeys(["a key for figures of thirty-two or more characters"]);
  const app = await createApp({
    config,
    db,
    queue,
    keys,
    mailer: mailbox.mailer,
    log,
    now: clock.now,
    clock: clock.database,
  });
  await app.start();
  const connect = (tenant: Parameters<typeof connectTenant>[2]) =>
    inTransaction(db, (tx) => connectTenant(tx, app.organization.id, tenant));
  await connect({ platform: "slack", tenant: TEAM });
  return {
    ...{
      handle: app.handle,
      connect,
      db,
      organizationId: app.organization.id,
      codeFor: mailbox.codeFor,
      forward: clock.forward,
    },
    settles: () => settled(queue),
    roundTrips: () => last,
    async close() {
      await app.stop();
      await queue.stop();
      await db.close();
    },
  };
}
