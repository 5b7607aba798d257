import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { administrativeOf, can, grantedRole, isGrantable } from "../access/grant.ts";
import { nameOf, personName } from "../access/person-name.ts";
import { type ApplyContext, type Change, type ChangeContext, type Context, guarded } from "../command.ts";
import { lockMember } from "../members/leave-store.ts";
import { givenSince, scopeOfGrants } from "../members/member-input.ts";
import { targetOf } from "../members/target.ts";
import { endAddress, findOpenId, insertAddress, isReserved, renameMember } from "./address-store.ts";
import { correctionFacts, correctionTitle } from "./correct-facts.ts";
import { correctFields, correctForm, NEEDS, whoIsCorrected } from "./correct-form.ts";
import { type Correction, correctionInput, hasNewAddress, hasNewName } from "./correct-input.ts";

/**
 * The name and the address of a member. An address is only asked for here: the member has to confirm it. Whoever has
 * somebody's address gets their codes, so to correct it takes what giving all of their roles would take. A member may ask
 * for it for themselves, and then others approve it, because a name is what approvers read.
 */
const correct: Change<Correction> = {
  name: "member.correct",
  needs: "member",
  input: correctionInput,
  fields: correctFields,
  form: correctForm,
  parse: parseCorrection,
  title: (_, input) => correctionTitle(input),
  subjects: (_, input) => [input.memberId, ...(hasNewAddress(input) ? [input.email.to] : [])],
  targets: (_, { memberId }) => [memberId],
  scope: (_, { grants }) => scopeOfGrants(grants),
  facts: (context, input) => correctionFacts(context, input),
  approverNeeds: (context, input) => administrativeOf(targetOf(context, input).grants.map(({ role }) => role)),
  async check(context, input) {
    const member = targetOf(context, input);
    requireMayCorrect(context.actor, member);
    if (!hasNewName(input) && !hasNewAddress(input)) throw new Refusal(text("refused.nothing-corrected"));
    if (await isTaken(context, input)) throw new Refusal(text("refused.address-taken"), { field: "email" });
  },
  apply: applyCorrection,
  async moved(context, input) {
    const { name, email } = targetOf(context, input);
    const isSame = name === input.name.from && email === input.email.from;
    return [
      ...(isSame ? [] : [text("correct.changed-since", { who: nameOf(targetOf(context, input)) })]),
      ...givenSince(context, input),
      ...((await isTaken(context, input)) ? [text("refused.address-taken")] : []),
    ];
  },
  again: ({ memberId, name, email, reason }) => ({
    command: "member.correct",
    values: { memberId, name: name.to ?? "", email: email.to, reason },
  }),
};

export const correctMember = guarded(correct);

async function parseCorrection(context: Context): Promise<Correction> {
  const member = await whoIsCorrected(context);
  if (!member) throw new Refusal(text("refused.old-form"));
  const { name = "", email = "", reason = "" } = context.values;
  return {
    ...{ memberId: member.id, grants: member.grants.map(grantedRole), reason: String(reason) },
    name: { from: member.name, to: personName(String(name)) },
    email: { from: member.email, to: String(email) },
  };
}

function requireMayCorrect(actor: Actor, member: Actor): void {
  if (member.state === "invited") throw new Refusal(text("refused.still-invited"));
  if (member.state !== "active") throw new Refusal(text("refused.not-correctable"));
  if (actor.id === member.id) return;
  if (!can(actor, NEEDS)) throw new Refusal(text("refused.permission", { permission: NEEDS }), { forbidden: true });
  const beyond = member.grants.find(({ role, scope }) => !isGrantable(actor.grants, NEEDS, role, scope));
  if (beyond) throw new Refusal(text("refused.not-grantable", { role: beyond.role.name }), { forbidden: true });
}

/** Does another member or invitee have the address, or is to have it? */
async function isTaken({ tx, organization, mentioned }: ChangeContext, input: Correction): Promise<boolean> {
  if (!hasNewAddress(input)) return false;
  const { memberId, email } = input;
  const others = mentioned.members.filter(({ id, state }) => id !== memberId && state !== "removed");
  return others.some((one) => one.email === email.to) || isReserved(tx, organization.id, email.to, memberId);
}

async function applyCorrection({ tx, organization, now }: ApplyContext, input: Correction) {
  const { memberId, name, email } = input;
  const organizationId = organization.id;
  const member = await lockMember(tx, { organizationId, id: memberId, now }, ["active"]);
  if (member.name !== name.from || member.email !== email.from) throw late();
  const renamed = hasNewName(input) ? [renameMember(organizationId, memberId, name.to)] : [];
  const older = hasNewAddress(input) ? await findOpenId(tx, organizationId, memberId) : null;
  const asked = hasNewAddress(input)
    ? insertAddress({ organizationId, memberId, before: email.from, email: email.to, now })
    : null;
  const after = { memberId, state: member.state, grants: member.grants.map(grantedRole) };
  const corrected = { kind: "member.corrected", ...after, hasNewName: hasNewName(input) } as const;
  const ended = { kind: "address.ended", memberId, state: "replaced" } as const;
  return {
    events: [...(older ? [{ ...ended, addressId: older }] : []), { ...corrected, addressId: asked?.id ?? null }],
    writes: [
      ...renamed,
      ...(older ? [endAddress(organizationId, older, "replaced", late)] : []),
      ...(asked ? [asked.write] : []),
    ],
  };
}

const late = (): Refusal => new Refusal(text("refused.member-changed"));
