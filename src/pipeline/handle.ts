import type { Handle, Intent, Reply } from "../core/conversation.ts";
import type { Errors } from "../core/form.ts";
import type { Keys } from "../core/keys.ts";
import type { Log } from "../core/log.ts";
import { Refusal } from "../core/refusal.ts";
import type { Database } from "../db/open.ts";
import { countRoundTrips } from "../db/round-trips.ts";
import { inTransaction, isUniqueViolation, isUnreachable } from "../db/transaction.ts";
import { type Book, record } from "../domain/history/record.ts";
import { findActor } from "../domain/identities/store.ts";
import type { Proof } from "../domain/verification/proof.ts";
import { text } from "../text/text.ts";
import { dispatch, greet, withErrors } from "./dispatch.ts";
import { findCommand, requireMayRun, requireReadable, typedCommand, understand } from "./route-command.ts";
import { pardon, prove, withTypedCode } from "./step-up.ts";

export type House = {
  db: Database;
  book: Book;
  organization: { id: string; name: string };
  keys: Keys;
  log: Log;
  now: () => Date;
  newReference: () => string;
};

/** How an intent becomes a reply: one line in the log for each, and never a rejection. */
export function createHandle(house: House): Handle {
  return async (intent) => {
    const reference = house.newReference();
    const started = performance.now();
    const { value, count } = await countRoundTrips(() => answer(house, intent, reference));
    const { reply, outcome } = value;
    const command = commandOf(intent);
    const milliseconds = Math.round(performance.now() - started);
    house.log.info(
      { reference, platform: intent.by.platform, command, outcome, milliseconds, roundTrips: count },
      "intent",
    );
    return reply;
  };
}

type Answered = { reply: Reply; outcome: string };
type How = { proof: Proof | null; errors?: Errors };

async function answer(house: House, said: Intent, reference: string): Promise<Answered> {
  try {
    requireReadable(said);
    // A code written as a direct message stands for the one form that waits for it.
    const intent = await withTypedCode(house, said);
    // Counted in a statement of its own before anything else, so that no rollback gives an attempt back.
    const proof = await prove(house, intent);
    return await decide(house, intent, proof);
  } catch (error) {
    return broken(house, said, error, reference);
  }
}

/** What fits no field is told as a sentence; what does stands in the form, with everything typed still there. */
async function decide(house: House, intent: Intent, proof: Proof | null): Promise<Answered> {
  try {
    return await actOnce(house, intent, { proof });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await pardon(house, proof);
    if (error.forbidden) await recordRefusal(house, intent, error);
    const outcome = `refused: ${error.text.id}`;
    if (!belongsInForm(intent, error)) return { reply: { kind: "text", text: error.text }, outcome };
    const shown = await act(house, intent, { proof: null, errors: { [error.field ?? "form"]: error.text } });
    return { ...shown, outcome };
  }
}

// Two deliveries of the same form at once: whoever comes second finds what the first has done. Who finds nothing of the
// kind has sent a key that isn't theirs, or no longer is.
async function actOnce(house: House, intent: Intent, how: How): Promise<Answered> {
  try {
    return await act(house, intent, how);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  return act(house, intent, how).catch((error) => {
    throw isUniqueViolation(error) ? new Refusal(text("refused.stale")) : error;
  });
}

/** One transaction: who is it, which command, form or run; then the history and the messages. */
async function act(house: House, intent: Intent, { proof, errors }: How): Promise<Answered> {
  const { db, book, organization } = house;
  const now = house.now();
  const reply = await inTransaction(db, async (tx) => {
    const actor = await findActor(tx, organization.id, intent.by);
    const meant = understand(intent, actor);
    const { values, ref } = meant;
    const asked = { tx, now, values, ref, proof, key: intent.key, account: intent.by, reshow: errors !== undefined };
    if (actor) requireMayRun(actor, meant.command);
    const outcome = await (actor ? dispatch({ ...asked, actor }, meant) : greet({ ...asked, organization }, meant));
    await record(tx, book, { by: actor?.id ?? null, via: intent.by }, outcome.events, now);
    return errors ? withErrors(outcome.reply, values, errors) : outcome.reply;
  });
  return { reply, outcome: reply.kind };
}

function belongsInForm(intent: Intent, refusal: Refusal): boolean {
  if (intent.kind === "typed") return false;
  const isChange = findCommand(intent.command)?.kind === "change";
  return refusal.field !== undefined || (isChange && intent.kind === "submitted");
}

async function recordRefusal({ db, book, organization, now }: House, intent: Intent, refusal: Refusal): Promise<void> {
  await inTransaction(db, async (tx) => {
    const actor = await findActor(tx, organization.id, intent.by);
    const refused = { kind: "command.refused", command: commandOf(intent), reason: refusal.text.id } as const;
    await record(tx, book, { by: actor?.id ?? null, via: intent.by }, [refused], now());
  });
}

// Only names of commands that exist: what somebody typed or made up belongs neither in the log nor in the history.
function commandOf(intent: Intent): string {
  if (intent.kind === "typed") return typedCommand(intent.text);
  return findCommand(intent.command) ? intent.command : "unknown";
}

function broken({ log }: House, intent: Intent, error: unknown, reference: string): Answered {
  if (error instanceof Refusal)
    return { reply: { kind: "text", text: error.text }, outcome: `refused: ${error.text.id}` };
  if (isUnreachable(error)) return { reply: { kind: "text", text: text("database-down") }, outcome: "database down" };
  log.error({ reference, platform: intent.by.platform, error }, "intent failed");
  return { reply: { kind: "text", text: text("went-wrong", { reference }) }, outcome: "error" };
}
