import { randomUUID } from "node:crypto";
import { changes } from "../commands.ts";
import { Refusal } from "../core/refusal.ts";
import { inTransaction, readTime, type Tx } from "../db/transaction.ts";
import { findActor } from "../domain/access/actor-store.ts";
import type { Context, Outcome, Step } from "../domain/command.ts";
import { getWholeOrganization } from "../domain/organizations/store.ts";
import { challengeFor, relyingParty, type Signed } from "../domain/passkeys/passkey.ts";
import { findActive, provePasskey } from "../domain/passkeys/prove.ts";
import { insertPasskeyChallenge } from "../domain/passkeys/store.ts";
import { requestOptions } from "../domain/passkeys/webauthn.ts";
import { findToDecide } from "../domain/requests/decide.ts";
import { type DecideLink, readDecideLink } from "../domain/requests/decide-link.ts";
import { parseForm } from "../text/parse-form.ts";
import { text, verbatim } from "../text/text.ts";
import type { Decided, DecideService, Decision, Over, Waiting } from "../web/decide/service.ts";
import { findCommand, requireMayRun } from "./route-command.ts";
import type { Services } from "./services.ts";
import { reachable } from "./web-session.ts";

type Given = Parameters<DecideService["decide"]>[1];

const COMMANDS = { approved: "request.approve", denied: "request.deny", confirmed: "request.verify" } as const;

/** What the pages below /decide may ask of the product. */
export function createDecideService(services: Services): DecideService {
  return {
    find: (token) => reachable(withLink(services, token, (tx, link, context) => find(services, tx, link, context))),
    decide: (token, given) =>
      reachable(withLink(services, token, (tx, link, context) => decide(services, tx, { link, context, given }))),
  };
}

type Does<T> = (tx: Tx, link: DecideLink, context: Context) => Promise<T>;

/** As the member whom a link names, with the rights of now. Null: there is no such link any more. */
async function withLink<T>(services: Services, token: string, does: Does<T>): Promise<T | null> {
  const { db, clock, keys, publicUrl } = services;
  return inTransaction(db, async (tx) => {
    const now = await readTime(tx, clock());
    const link = readDecideLink(keys, token, now);
    const actor = link && (await findActor(tx, link.organizationId, link.memberId, clock()));
    if (!link || actor?.state !== "active") return null;
    const organization = await getWholeOrganization(tx, link.organizationId);
    // No chat has said this; what is done here is done on the pages.
    const account = { platform: "web", tenant: organization.id, user: actor.id } as unknown as Context["account"];
    const locale = actor.locale ?? "en";
    const said = { values: {}, ref: link.ref, key: randomUUID(), locale, reshow: false, pageFor: () => null };
    return does(tx, link, { tx, organization, actor, account, publicUrl, factor: "email", now, proof: null, ...said });
  });
}

async function find(services: Services, tx: Tx, link: DecideLink, context: Context): Promise<Waiting | Over> {
  const found = await findToDecide(context, changes, link.command);
  if (!found.isOpen) return { ...found, said: [found.said] };
  const { title, facts, signed } = found;
  const isRequester = link.command === "request.verify";
  const decisions: Decision[] = isRequester ? ["confirmed"] : ["approved", "denied"];
  const asking = await ask(services, tx, { link, context, signed, decisions });
  return { isOpen: true, title, facts, email: context.actor.email, isRequester, asking };
}

type Asked = { link: DecideLink; context: Context; signed: Omit<Signed, "decision">; decisions: Decision[] };

/** Looking at a page uses nothing up: each look has a challenge of its own, and only an answer uses one. */
async function ask(
  { record, publicUrl }: Services,
  tx: Tx,
  { link, context, signed, decisions }: Asked,
): Promise<Waiting["asking"]> {
  const { organizationId, memberId } = link;
  const whose = { organizationId, memberId };
  const rp = relyingParty(publicUrl);
  const known = await findActive(tx, whose, context.now);
  if (!rp || known.length === 0) return null;
  const { challenge, write } = insertPasskeyChallenge(whose, { purpose: "request", ...signed }, context.now);
  await record(tx, { organizationId, doer: doerOf(context), events: [], writes: [write], now: context.now });
  const bound = { ...whose, nonce: challenge.nonce };
  const options: Partial<Record<Decision, object>> = {};
  for (const decision of decisions)
    options[decision] = await requestOptions(rp, known, challengeFor(bound, [{ ...signed, decision }]));
  return { challengeId: challenge.id, options };
}

const doerOf = ({ actor }: Context) => ({ by: actor.id, via: "web" }) as const;

type Deciding = { link: DecideLink; context: Context; given: Given };

async function decide(services: Services, tx: Tx, { link, context, given }: Deciding): Promise<Decided> {
  const step = stepOf(given.decision, link);
  const fields = step.fields.filter(({ kind }) => kind !== "code");
  const parsed = parseForm({ fields }, { comment: given.comment });
  if (!parsed.ok) return parsed;
  const rp = relyingParty(services.publicUrl);
  const { organizationId, memberId, ref } = link;
  const signed = { ...given, purpose: "request" as const, subject: ref.id };
  const proof = rp && (await provePasskey(tx, { organizationId, memberId }, rp, signed, context.now));
  if (!proof) throw new Refusal(text("web.decide-wrong"));
  requireMayRun(context.actor, { kind: "step", step });
  const outcome = await step.submit({ ...context, values: parsed.values, proof });
  await services.record(tx, { organizationId, doer: doerOf(context), ...outcome, now: context.now });
  return { ok: true, over: overOf(outcome) };
}

/** The very step that a code would lead to. */
function stepOf(decision: Decision, { command }: DecideLink): Step {
  const isRequester = command === "request.verify";
  const found = findCommand(COMMANDS[decision]);
  if (found?.kind !== "step" || isRequester !== (decision === "confirmed")) throw new Refusal(text("refused.old-form"));
  return found.step;
}

/** What a chat would have answered. */
function overOf({ reply }: Outcome): Over {
  if (reply.kind === "card") return { isOpen: false, title: reply.card.title, said: reply.card.body ?? [] };
  return { isOpen: false, title: text("web.decide-over"), said: reply.kind === "text" ? [reply.text] : [verbatim("")] };
}
