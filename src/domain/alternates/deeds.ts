import { isEmail, normalizedEmail } from "../../core/email-address.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import type { Proof } from "../command.ts";
import type { CodeHolder } from "../verification/challenge.ts";
import { type Effects, spend } from "../verification/proof.ts";
import { codesSince, sendCode } from "../verification/send-code.ts";
import { lockRecentCodes } from "../verification/store.ts";
import { type AlternateChange, type AlternateHow, purposeOf, stateOf } from "./alternate.ts";
import {
  confirmAlternate,
  endAlternate,
  findOpen,
  forgetAlternate,
  insertAlternate,
  isTaken,
  lockForAlternate,
} from "./store.ts";

type Whose = { organizationId: string; member: Actor; now: Date };

export const endedMeanwhile = (): Refusal => new Refusal(text("refused.alternate-ended"));

/** What was typed, as addresses are kept. */
export function alternateIn(typed: string): string {
  const email = normalizedEmail(typed.trim());
  if (isEmail(email)) return email;
  throw new Refusal(text("refused.alternate-no-address"), { field: "email" });
}

/** Why a member's codes can't go there: they do already, or it is somebody else's. Null: they can. */
export async function whyNotFree(tx: Tx, organizationId: string, member: Actor, email: string): Promise<Text | null> {
  if (email === member.email) return text("refused.alternate-own");
  if (email === member.alternate) return text("refused.alternate-same");
  const isSomebodys = await isTaken(tx, { organizationId, memberId: member.id }, email);
  return isSomebodys ? text("refused.alternate-taken") : null;
}

type Asking = Whose & { email: string | null; how: AlternateHow };
type Asked = Effects & { change: Pick<AlternateChange, "id" | "email"> };

/** Asks for another address, or for none. What was typed before and never confirmed makes room for it. */
export async function askAlternate(tx: Tx, { organizationId, member, email, how, now }: Asking): Promise<Asked> {
  const memberId = member.id;
  await lockForAlternate(tx, { organizationId, memberId });
  const older = await findOpen(tx, organizationId, memberId, sql`${now}::timestamptz`);
  // Nothing that waits for its time is put aside in silence: its member was told that it comes.
  if (older?.state === "confirmed" && how === "self") throw new Refusal(text("refused.alternate-waits"));
  const { id, activeAt, write } = insertAlternate({
    ...{ organizationId, memberId, email, how, now },
    before: member.alternate,
  });
  const replaced = { kind: "alternate.ended", changeId: older?.id ?? "", memberId, state: "replaced" } as const;
  const asked = { changeId: id, memberId, how, isRemoval: email === null };
  return {
    change: { id, email },
    events: [
      ...(older ? [replaced] : []),
      activeAt ? { kind: "alternate.confirmed", ...asked } : { kind: "alternate.asked", ...asked },
    ],
    writes: [...(older ? [endAlternate(organizationId, older.id, "replaced", endedMeanwhile)] : []), write],
  };
}

type Sending = { organizationId: string; memberId: string; holder: CodeHolder; again: boolean; now: Date };

/** The code that shows that the new address is read by its member. It is bounded as all codes are. */
export async function sendAlternateCode(
  tx: Tx,
  { organizationId, memberId, holder, again, now }: Sending,
  change: Pick<AlternateChange, "id" | "email">,
): Promise<Effects> {
  if (change.email === null) throw endedMeanwhile();
  const recent = await lockRecentCodes(tx, organizationId, memberId, codesSince(now));
  const wanted = { organizationId, holder, memberId, purpose: purposeOf(change), sentTo: change.email, now, again };
  return sendCode(wanted, recent);
}

/** The code was right: from now on the time runs in which it can be stopped. */
export async function alternateProved(
  tx: Tx,
  organizationId: string,
  { change, proof, now }: { change: AlternateChange; proof: Proof | null; now: Date },
): Promise<Effects> {
  const { id, email, how, member } = change;
  if (stateOf(change, now) !== "asked" || email === null) throw endedMeanwhile();
  const { writes } = spend(organizationId, { ...purposeOf(change), proof, now });
  const why = await whyNotFree(tx, organizationId, member, email);
  if (why) throw new Refusal(why);
  return {
    events: [{ kind: "alternate.confirmed", changeId: id, memberId: member.id, how, isRemoval: false }],
    writes: [...writes, confirmAlternate(organizationId, id, now, endedMeanwhile)],
  };
}

/** Codes go on going where they go now. It gives nothing, so it asks for nothing. */
export function stopAlternate(organizationId: string, { id, member }: AlternateChange): Effects {
  return {
    events: [{ kind: "alternate.ended", changeId: id, memberId: member.id, state: "stopped" }],
    writes: [endAlternate(organizationId, id, "stopped", endedMeanwhile)],
  };
}

/** At the console: codes go to the member's own address at once, and nothing else is waited for. */
export async function dropAlternate(tx: Tx, { organizationId, member, now }: Whose): Promise<Effects> {
  const memberId = member.id;
  const open = await findOpen(tx, organizationId, memberId, sql`${now}::timestamptz`);
  const ended = open ? stopAlternate(organizationId, open) : { events: [], writes: [] };
  if (member.alternate === null) return ended;
  const asked = { organizationId, memberId, before: member.alternate, email: null, how: "console", now } as const;
  const { id, write } = insertAlternate(asked);
  return {
    events: [...ended.events, { kind: "alternate.changed", changeId: id, memberId }],
    writes: [...ended.writes, write, forgetAlternate({ organizationId, memberId })],
  };
}
