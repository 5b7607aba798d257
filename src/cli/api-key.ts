import type { Log } from "../core/log.ts";
import type { Database } from "../db/open.ts";
import { databaseClock } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { NewApiKey } from "../domain/api-keys/deeds.ts";
import { createRecord } from "../domain/history/record.ts";
import { findOrganization } from "../domain/organizations/store.ts";
import { events } from "../events.ts";
import { type ApiKeys, createApiKeys } from "../pipeline/api-keys.ts";
import { newReference } from "../pipeline/services.ts";
import { type Place, withDatabase } from "./database.ts";
import { type Answer, askServer } from "./server.ts";

/** What is asked for, as the running server is told it. */
export type Wanted =
  | { deed: "add"; asked: NewApiKey }
  | { deed: "list"; asked: Record<never, never> }
  | { deed: "revoke"; asked: { which: string } };

/**
 * Looks after API keys. An embedded database belongs to the server while that runs, so then it is asked; a database of
 * PostgreSQL, and one of a server that is stopped, is opened here.
 */
export async function lookAfterKeys(config: Place, wanted: Wanted): Promise<Answer> {
  const path = `/api-key/${wanted.deed}`;
  const answer = config.DATABASE_URL ? null : await askServer(config.DATA_DIR, path, wanted.asked);
  return answer ?? withDatabase(config, (db, log) => lookedAfter(db, log, wanted));
}

async function lookedAfter(db: Database, log: Log, wanted: Wanted): Promise<Answer> {
  const organization = await inTransaction(db, findOrganization);
  if (!organization) throw new Error("There is no organization in this database yet. Start the server once.");
  const record = createRecord(events, () => {
    throw new Error("nothing here is sent to anybody");
  });
  const services = { db, clock: databaseClock, record, log, newReference };
  return carriedOut(createApiKeys(services, organization.id), wanted);
}

function carriedOut(keys: ApiKeys, wanted: Wanted): Promise<Answer> {
  if (wanted.deed === "add") return keys.add(wanted.asked);
  return wanted.deed === "list" ? keys.list() : keys.revoke(wanted.asked);
}
