import { ANYBODY } from "../core/reader.ts";
import { Refusal } from "../core/refusal.ts";
import { inTransaction, readTime, type Tx } from "../db/transaction.ts";
import { addKey, endKey, type NewApiKey, tellKeys } from "../domain/api-keys/deeds.ts";
import { text } from "../text/text.ts";
import { say } from "../text/translate.ts";
import type { Services } from "./services.ts";

type Told = { ok: boolean; lines: string[] };

/** What the command line may do with API keys. */
export type ApiKeys = {
  add(asked: NewApiKey): Promise<Told>;
  list(): Promise<Told>;
  revoke(asked: { which: string }): Promise<Told>;
};

type Deed = (tx: Tx, where: { organizationId: string; now: Date }) => ReturnType<typeof tellKeys>;
type Given = Pick<Services, "db" | "clock" | "record" | "log" | "newReference">;

export function createApiKeys(services: Given, organizationId: string): ApiKeys {
  const does = (deed: Deed) => told(services, organizationId, deed);
  return {
    add: (asked) => does((tx, where) => addKey(tx, where, asked)),
    list: () => does(tellKeys),
    revoke: ({ which }) => does((tx, where) => endKey(tx, where, which)),
  };
}

async function told(
  { db, clock, record, log, newReference }: Given,
  organizationId: string,
  deed: Deed,
): Promise<Told> {
  try {
    return await inTransaction(db, async (tx) => {
      const now = await readTime(tx, clock());
      const { said, events, writes } = await deed(tx, { organizationId, now });
      await record(tx, { organizationId, doer: { by: null, via: "command line" }, events, writes, now });
      return { ok: true, lines: said.map((one) => say(one, ANYBODY)) };
    });
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, lines: [say(error.text, ANYBODY)] };
    const reference = newReference();
    log.error({ reference, error }, "an API key could not be looked after at the command line");
    return { ok: false, lines: [say(text("went-wrong", { reference }), ANYBODY)] };
  }
}
