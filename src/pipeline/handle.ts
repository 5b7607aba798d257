import type { Handle, Intent, Reply } from "../core/conversation.ts";
import type { Errors } from "../core/form.ts";
import type { Keys } from "../core/keys.ts";
import { Refusal } from "../core/refusal.ts";
import { countRoundTrips } from "../db/round-trips.ts";
import { inTransaction, isUniqueViolation, isUnreachable, type Tx } from "../db/transaction.ts";
import { findSpeaker, noteSeen, type Speaker } from "../domain/access/actor-store.ts";
import type { Outcome, Proof } from "../domain/command.ts";
import { text } from "../text/text.ts";
import { withAllowedButtons } from "./allowed-buttons.ts";
import { pagesFor } from "./decide-pages.ts";
import { dispatch, greet, withErrors } from "./dispatch.ts";
import {
  findCommand,
  findTyped,
  type Routed,
  requireMayRun,
  requireReadable,
  routeCommand,
  typedCommand,
} from "./route-command.ts";
import type { Services } from "./services.ts";
import { forgive, stepUp } from "./step-up.ts";
import { withTypedCode } from "./typed-code.ts";

/** How an intent becomes a reply: one line in the log for each, and never a rejection. */
export function createHandle(services: Services): Handle {
  return async (intent) => {
    const reference = services.newReference();
    const started = performance.now();
    const { value, count } = await countRoundTrips(() => answered(services, intent, reference));
    const { reply, outcome } = value;
    const command = commandOf(intent);
    const milliseconds = Math.round(performance.now() - started);
    services.log.info(
      { reference, platform: intent.by.platform, command, outcome, milliseconds, roundTrips: count },
      "intent",
    );
    return reply;
  };
}

type Answered = { reply: Reply; outcome: string };
type How = { proof: Proof | null; errors?: Errors };

async function answered(services: Services, said: Intent, reference: string): Promise<Answered> {
  try {
    requireReadable(said);
    // A code written as a direct message is for the one form that waits for it.
    const intent = await withTypedCode(services, said);
    // Counted in a statement of its own before anything else, so that no rollback gives an attempt back.
    const proof = await stepUp(services, intent).catch(refused);
    return await decide(services, intent, proof);
  } catch (error) {
    return broken(services, said, error, reference);
  }
}

/** A refusal without a field is shown as text; one with a field shows the form again, with everything typed kept. */
async function decide(services: Services, intent: Intent, proved: Proof | Refusal | null): Promise<Answered> {
  const proof = proved instanceof Refusal ? null : proved;
  try {
    if (proved instanceof Refusal) throw proved;
    return await actOnce(services, intent, { proof });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await forgive(services, proof);
    if (error.forbidden) await recordRefusal(services, intent, error);
    const outcome = `refused: ${error.text.id}`;
    if (!belongsInForm(intent, error)) return { reply: { kind: "text", text: error.text }, outcome };
    const shown = await act(services, intent, { proof: null, errors: { [error.field ?? "form"]: error.text } });
    return { ...shown, outcome };
  }
}

function refused(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

// Two deliveries of the same form at once: the second one finds what the first has done. If it finds nothing of the
// kind, its key isn't the person's, or no longer is.
async function actOnce(services: Services, intent: Intent, how: How): Promise<Answered> {
  try {
    return await act(services, intent, how);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  return act(services, intent, how).catch((error) => {
    throw isUniqueViolation(error) ? new Refusal(text("refused.stale")) : error;
  });
}

async function act(services: Services, intent: Intent, how: How): Promise<Answered> {
  const { db } = services;
  const work = (tx: Tx) => replyTo(services, tx, intent, how);
  // A question or an empty form locks nothing, and what it writes is one statement: it needs no transaction around it.
  const { reply, speaker } = await (mayLock(intent) ? inTransaction(db, work) : work(db.prisma));
  await noteReader(services, intent, speaker);
  return { reply, outcome: reply.kind };
}

/** Who speaks, which command, form or run; then everything that is to be written, in one statement. */
async function replyTo({ record, clock, publicUrl, keys }: Services, tx: Tx, intent: Intent, how: How) {
  const speaker = await findSpeaker(tx, intent.by, clock());
  if (!speaker) throw new Refusal(text("refused.unknown-workspace"));
  const { organization, actor, now } = speaker;
  const routed = routeCommand(intent, actor);
  const outcome = await run({ tx, speaker, intent, how, routed, publicUrl, keys });
  const doer = { by: actor?.id ?? null, via: intent.by };
  await record(tx, { organizationId: organization.id, doer, ...outcome, now });
  const { values } = routed;
  return { speaker, reply: how.errors ? withErrors(outcome.reply, values, how.errors) : outcome.reply };
}

function mayLock(intent: Intent): boolean {
  if (intent.kind === "submitted") return true;
  const command = intent.kind === "typed" ? findTyped(intent) : findCommand(intent.command);
  return command?.kind !== "query" && command?.kind !== "change";
}

type Run = {
  tx: Tx;
  speaker: Speaker;
  intent: Intent;
  how: How;
  routed: Routed;
  publicUrl: string;
  keys: Keys;
};

async function run({ tx, speaker, intent, how, routed, publicUrl, keys }: Run): Promise<Outcome> {
  const { organization, actor, factor, now } = speaker;
  const { values, ref } = routed;
  const { key, locale, by: account } = intent;
  const reshow = how.errors !== undefined;
  const said = { account, values, ref, key, locale, reshow };
  const pageFor = pagesFor({ publicUrl, keys }, speaker);
  const context = { ...said, tx, organization, publicUrl, factor, now, proof: how.proof, pageFor };
  if (!actor) return greet(context, routed);
  requireMayRun(actor, routed.command);
  const outcome = await dispatch({ ...context, actor }, routed);
  return { ...outcome, reply: withAllowedButtons(outcome.reply, actor) };
}

const SEEN_EVERY_MS = 60 * 60 * 1000;

// Messages and mails are written in the language, and with the times, in which their reader talks to us. Once an hour,
// unless something has changed.
async function noteReader({ db }: Services, { locale, zone }: Intent, { organization, actor, now }: Speaker) {
  if (!actor) return;
  const isSame = actor.locale === locale && actor.zone === (zone ?? null);
  if (isSame && actor.seenAt && now.getTime() - actor.seenAt.getTime() < SEEN_EVERY_MS) return;
  await noteSeen(db.prisma, organization.id, actor.id, { locale, zone, seenAt: now });
}

function belongsInForm(intent: Intent, refusal: Refusal): boolean {
  if (intent.kind === "typed") return false;
  const isChange = findCommand(intent.command)?.kind === "change";
  return refusal.field !== undefined || (isChange && intent.kind === "submitted");
}

async function recordRefusal({ db, record, clock }: Services, intent: Intent, refusal: Refusal): Promise<void> {
  await inTransaction(db, async (tx) => {
    const speaker = await findSpeaker(tx, intent.by, clock());
    if (!speaker) return;
    const { organization, actor, now } = speaker;
    const refused = { kind: "command.refused", command: commandOf(intent), reason: refusal.text.id } as const;
    const doer = { by: actor?.id ?? null, via: intent.by };
    await record(tx, { organizationId: organization.id, doer, events: [refused], writes: [], now });
  });
}

// Only names of commands that exist: what somebody typed or made up belongs neither in the log nor in the history.
function commandOf(intent: Intent): string {
  if (intent.kind === "typed") return typedCommand(intent);
  return findCommand(intent.command) ? intent.command : "unknown";
}

function broken({ log }: Services, intent: Intent, error: unknown, reference: string): Answered {
  if (error instanceof Refusal)
    return { reply: { kind: "text", text: error.text }, outcome: `refused: ${error.text.id}` };
  if (isUnreachable(error)) return { reply: { kind: "text", text: text("database-down") }, outcome: "database down" };
  log.error({ reference, platform: intent.by.platform, error }, "intent failed");
  return { reply: { kind: "text", text: text("went-wrong", { reference }) }, outcome: "error" };
}
