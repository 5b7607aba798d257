import type { HomeShown } from "../core/conversation.ts";
import { inTransaction, readTime } from "../db/transaction.ts";
import { digestOfCard } from "../domain/home/redraw.ts";
import { noteOpened } from "../domain/home/store.ts";
import type { Services } from "./services.ts";

/**
 * What a platform calls when it has shown somebody their Home: from then on it is drawn again when what it shows
 * changes, also by what has changed while it was on its way.
 */
export function createHomeShown(
  { db, clock, record }: Pick<Services, "db" | "clock" | "record">,
  organizationId: string,
): HomeShown {
  return ({ by, locale, reply, version }) =>
    inTransaction(db, async (tx) => {
      const now = await readTime(tx, clock());
      const shown = reply.kind === "card" ? digestOfCard(reply.card) : null;
      const opened = noteOpened(organizationId, { account: by, locale, shown, version }, now);
      const events = [{ kind: "home.opened", account: by } as const];
      await record(tx, { organizationId, doer: { by: null, via: by }, events, writes: [opened], now });
    });
}
