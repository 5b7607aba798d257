import type { Log } from "../core/log.ts";
import { openDatabase } from "../db/open.ts";
import { databaseClock } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { NewApiKey } from "../domain/api-keys/deeds.ts";
import { createRecord } from "../domain/history/record.ts";
import { findOrganization } from "../domain/organizations/store.ts";
import { events } from "../events.ts";
import { type ApiKeys, createApiKeys } from "../pipeline/api-keys.ts";
import { newReference } from "../pipeline/services.ts";
import { type Answer, ask, findDoor } from "./door.ts";

export type Place = { DATA_DIR: string; DATABASE_URL?: string | undefined; log: Log };
/** What is asked for, as the running server is told it. */
export type Wanted =
  | { deed: "add"; asked: NewApiKey }
  | { deed: "list"; asked: Record<never, never> }
  | { deed: "revoke"; asked: { which: string } };

/**
 * Looks after API keys. An embedded database belongs to the server while that runs, so then it is asked; a database of
 * PostgreSQL, and one of a server that is stopped, is opened here.
 */
export async function lookAfterKeys(place: Place, wanted: Wanted): Promise<Answer> {
  const door = place.DATABASE_URL ? null : await findDoor(place.DATA_DIR);
  if (door) return ask(door, `/api-key/${wanted.deed}`, wanted.asked);
  const { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, log } = place;
  const db = await openDatabase({ dataDir, databaseUrl, log, existing: true });
  try {
    const organization = await inTransaction(db, findOrganization);
    if (!organization) throw new Error("There is no organization in this database yet. Start the server once.");
    const record = createRecord(events, () => {
      throw new Error("nothing here is sent to anybody");
    });
    const services = { db, clock: databaseClock, record, log, newReference };
    return await carriedOut(createApiKeys(services, organization.id), wanted);
  } finally {
    await db.close();
  }
}

function carriedOut(keys: ApiKeys, wanted: Wanted): Promise<Answer> {
  if (wanted.deed === "add") return keys.add(wanted.asked);
  return wanted.deed === "list" ? keys.list() : keys.revoke(wanted.asked);
}
