import type { Config } from "../config.ts";
import type { Log } from "../core/log.ts";
import type { Database } from "../db/open.ts";
import { databaseClock } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import { openQueue } from "../delivery/queue.ts";
import { useOwnPermissions } from "../domain/access/permission.ts";
import { createRecord } from "../domain/history/record.ts";
import { findOrganization } from "../domain/organizations/store.ts";
import { events } from "../events.ts";
import { routingOf } from "../jobs.ts";
import { createRecover } from "../pipeline/recover-member.ts";
import { newReference } from "../pipeline/services.ts";
import { withDatabase } from "./database.ts";
import { type Answer, askServer } from "./server.ts";

type Asked = { email: string; address: string | null };

/** Lets a member in again: in PostgreSQL itself, in the embedded database through the server if one runs. */
export async function recover(config: Config, asked: Asked): Promise<Answer> {
  const answer = config.DATABASE_URL ? null : await askServer(config.DATA_DIR, "/recover", asked);
  return answer ?? withDatabase(config, (db, log) => recoverIn(config, db, log, asked));
}

/** Who is told is told by the server: what is queued here waits for it. */
async function recoverIn({ PUBLIC_URL: publicUrl, ownPermissions }: Config, db: Database, log: Log, asked: Asked) {
  useOwnPermissions(ownPermissions);
  const organization = await inTransaction(db, findOrganization);
  if (!organization) throw new Error("There is no organization in this database yet. Start the server once.");
  const queue = await openQueue(db, log, routingOf);
  try {
    const record = createRecord(events, queue.enqueue);
    const services = { db, clock: databaseClock, record, log, newReference, publicUrl };
    return await createRecover(services, organization.id)(asked);
  } finally {
    await queue.stop();
  }
}
