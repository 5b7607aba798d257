import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { covers, type Scope, union } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { requireEnd } from "../access/end-fields.ts";
import { can } from "../access/grant.ts";
import type { ChangeContext, GuardedChange } from "../command.ts";
import { inviteMember } from "../invitations/commands.ts";
import { giveRoles } from "../members/give.ts";
import { grantsInputFor } from "../members/grants-input.ts";
import type { Gives, Misread, Row, Wanted } from "./import.ts";

/** Who asks, with the rights of now, and everything that the rows name. */
export type Ground = ChangeContext;

/** What a row asks for, as the change that would be asked for if it were the only one: the same rules hold for it. */
export type Single = { change: GuardedChange; input: unknown; about: ChangeContext };

type Asked = Pick<Row, "email" | "gives" | "end">;

/** For an address that nobody has, it is an invitation; for a member, it is more roles. */
export function singleOf(ground: Ground, member: Actor | null, { email, gives, end }: Asked): Single {
  const mentioned = { ...ground.mentioned, members: member ? [member] : [] };
  const about = { ...ground, mentioned };
  if (member) {
    const give = gives.map((one) => ({ ...one, end }));
    return { change: giveRoles, input: grantsInputFor(member, { take: [], give, reason: "" }), about };
  }
  const [roles, accounts] = [gives.map(({ roleId }) => roleId), gives[0]?.accounts ?? []];
  return { change: inviteMember, input: { emails: [email], roles, accounts, end, reason: "" }, about };
}

/** Refuses what the requester could not ask for by itself. */
export async function requireAllowed(ground: Ground, single: Single, { end }: Pick<Row, "end">): Promise<void> {
  await single.change.check(single.about, single.input);
  requireEnd(end, ground.now);
}

/** Each row by itself, with the rights of whoever asks. */
export async function judgeRows(ground: Ground, read: readonly (Wanted | Misread)[]): Promise<Row[]> {
  const members = new Map(ground.mentioned.members.map((member) => [member.email, member]));
  const known = new Map<string, Promise<Refusal | null>>();
  const rows: Row[] = [];
  for (const row of read) {
    if ("reason" in row) rows.push({ ...row, verdict: "wrong", gives: [], end: null });
    else rows.push(await judged(ground, row, members.get(row.email) ?? null, known));
  }
  return rows;
}

type Known = Map<string, Promise<Refusal | null>>;

async function judged(ground: Ground, wanted: Wanted, member: Actor | null, known: Known): Promise<Row> {
  const { line, email, name, end } = wanted;
  const row = { line, email, name, end };
  // What a member holds, and that they are suspended, is for those who may see it.
  if (member && member.state !== "invited" && !can(ground.actor, "member:edit"))
    return { ...row, end: null, verdict: "wrong", gives: [], reason: text("refused.member-already", { email }) };
  const all = wanted.roles.map((roleId) => ({ roleId, accounts: wanted.accounts }));
  const gives = member?.state === "active" ? missing(member, { gives: all, end }) : all;
  if (gives.length === 0) return { ...row, verdict: "nothing", gives: [], reason: null };
  const why = refusalOfState(member) ?? (await refusalOf(ground, { ...row, gives }, member, known));
  if (why) return { ...row, end: null, verdict: "wrong", gives: [], reason: why.text };
  return { ...row, verdict: member ? "give" : "invite", gives, reason: null };
}

/** Only somebody who is active is given more. */
export function refusalOfState(member: Actor | null): Refusal | null {
  if (!member || member.state === "active") return null;
  if (member.state === "invited") return new Refusal(text("refused.invited-already", { email: member.email }));
  return new Refusal(text("import.not-active"));
}

// For an address that nobody has, what is refused depends on the roles, the accounts and the end only.
async function refusalOf(ground: Ground, row: Asked, member: Actor | null, known: Known): Promise<Refusal | null> {
  const check = () => refused(() => requireAllowed(ground, singleOf(ground, member, row), row));
  if (member) return check();
  const key = JSON.stringify([row.gives, row.end]);
  const found = known.get(key) ?? check();
  known.set(key, found);
  return found;
}

export async function refused(work: () => Promise<void>): Promise<Refusal | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What of it a member does not hold, for at least as long. */
export function missing({ grants }: Pick<Actor, "grants">, { gives, end }: Pick<Row, "gives" | "end">): Gives[] {
  const lasts = (until: Date | null) => until === null || (end !== null && until >= new Date(end.at));
  return gives.flatMap(({ roleId, accounts }) => {
    const held = union(
      grants.filter(({ role, until }) => role.id === roleId && lasts(until)).map(({ scope }) => scope),
    );
    const left = without(accounts, held);
    return covers(held, accounts) ? [] : [{ roleId, accounts: left }];
  });
}

function without(wanted: Scope, held: Scope): Scope {
  return wanted === "all" || held === "all" ? wanted : wanted.filter((id) => !held.includes(id));
}
