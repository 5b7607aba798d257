import { ANYBODY } from "../../core/reader.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { lockAccounts } from "../access/account-store.ts";
import type { Actor } from "../access/actor.ts";
import { can, canOn } from "../access/grant.ts";
import { lockGround } from "../conflicts/store.ts";
import { type Former, lockFormer } from "../invitations/former-store.ts";
import type { JobContext } from "../job.ts";
import { signersOf } from "../requests/apply.ts";
import type { ChangeRequest } from "../requests/store.ts";
import { idsIn, NEEDS, type StoredRow } from "./import.ts";
import { type Ground, missing, refusalOfState, refused, requireAllowed, type Single, singleOf } from "./judge.ts";
import { findNamed, lockMembersCalled } from "./named-store.ts";

/** A row that may be done now: for whom, and what of it they still lack. */
export type Allowed = StoredRow & { member: Actor | null };
type Judged = { allowed: Allowed[]; leftOut: Map<number, Text>; former: Former[] };

/**
 * Judges rows that were approved once more, with everybody's rights of now: the requester's, and those of the people who
 * approved. A row that is no longer right is left out, with the reason, and harms no other.
 */
export async function judgeAgain(
  context: JobContext,
  request: ChangeRequest,
  rows: readonly StoredRow[],
): Promise<Judged> {
  const ground = await lockedGround(context, request, rows);
  const members = new Map(ground.mentioned.members.map((member) => [member.email, member]));
  const judged: Judged = { allowed: [], leftOut: new Map(), former: ground.former };
  for (const row of rows) {
    const member = members.get(row.email) ?? null;
    const gives = member?.state === "active" ? missing(member, row) : row.gives;
    const left = { ...row, gives, member };
    const why = await refused(() => requireStill(ground, request, left));
    if (why) judged.leftOut.set(row.line, why.text);
    else judged.allowed.push(left);
  }
  return judged;
}

/** Members first, also former ones, then accounts and then the rules, as wherever these are locked; read afterwards, so that nothing moves meanwhile. */
async function lockedGround(
  { tx, organization }: JobContext,
  request: ChangeRequest,
  rows: readonly StoredRow[],
): Promise<Ground & { former: Former[] }> {
  const emails = rows.map(({ email }) => email);
  await lockMembersCalled(tx, organization.id, emails);
  const former = await lockFormer(tx, organization.id, emails, []);
  const accounts = rows.flatMap(({ gives }) => gives.flatMap((one) => (one.accounts === "all" ? [] : one.accounts)));
  if (accounts.length > 0) await lockAccounts(tx, organization.id, [...new Set(accounts)], "give");
  // A rule may come, or a role be changed, at this very moment.
  await lockGround(tx, organization.id, { members: [], roles: [] }, request.now);
  const mentioned = await findNamed(tx, organization.id, { ids: idsIn(rows), emails }, request.now);
  const { requester: actor, organization: whose, now } = request;
  return { tx, organization: whose, actor, values: {}, locale: ANYBODY.locale, now, mentioned, former };
}

async function requireStill(ground: Ground, request: ChangeRequest, row: Allowed): Promise<void> {
  const { requester } = request;
  if (requester.state !== "active" || !can(requester, NEEDS)) throw new Refusal(text("import.requester-may-not"));
  // What was approved is one or the other. Who may only invite is not told that somebody is suspended.
  const isAsApproved = (row.verdict === "give") === (row.member !== null);
  if (!isAsApproved && row.member?.state !== "invited") throw new Refusal(text("import.changed-since"));
  const why = refusalOfState(row.member);
  if (why) throw why;
  if (row.gives.length === 0) throw new Refusal(text("import.has-all-since"));
  const single = singleOf(ground, row.member, row);
  await requireAllowed(ground, single, row);
  await requireSigners(request, row, single);
}

/** Enough of those who approved the file could approve this row by itself. Nobody counts for what they get. */
async function requireSigners(request: ChangeRequest, { member }: Allowed, single: Single): Promise<void> {
  const { change, input, about } = single;
  const [scope, needed] = [await change.scope(about, input), await change.approverNeeds(about, input)];
  const isAble = (signer: Actor) =>
    signer.state === "active" &&
    signer.id !== member?.id &&
    (["request:approve", ...needed] as const).every((permission) => canOn(signer, permission, scope));
  if (signersOf(request).filter(isAble).length < request.policy.approvals)
    throw new Refusal(text("import.approvers-may-not"));
}
