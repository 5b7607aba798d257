import { z } from "zod";
import { isEmail } from "../../core/email-address.ts";
import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { administrativeOf, grantedRole, isGrantable } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { reasonField } from "../access/reason-field.ts";
import { ALTERNATE_HOURS } from "../alternates/alternate.ts";
import { codesGoTo } from "../alternates/cards.ts";
import { askAlternate, whyNotFree } from "../alternates/deeds.ts";
import { findHeld } from "../authenticators/store.ts";
import { type ApplyContext, type Change, type ChangeContext, type Context, guarded } from "../command.ts";
import { emailInBothForms } from "../invitations/invite-facts.ts";
import { listAllMembers } from "../members/commands.ts";
import { lockMember } from "../members/leave-store.ts";
import {
  type AboutMember,
  aboutGrants,
  givenSince,
  grantFacts,
  memberFact,
  scopeOfGrants,
} from "../members/member-input.ts";
import { findTarget, targetOf } from "../members/target.ts";
import { findActive } from "../passkeys/prove.ts";

const NEEDS = "member:edit";
const NAME = "alternate.ask";

/** Whose codes are to go where, because they can't read their mail. */
type Mailbox = AboutMember & { email: string };

const mailboxInput: z.ZodType<Mailbox> = z.strictObject({
  ...{ memberId: z.uuid(), grants: aboutGrants, reason: z.string() },
  email: z.string().refine(isEmail),
});

const fields: readonly Field[] = [
  {
    ...{ kind: "email", name: "email", label: text("field.label.mailbox") },
    hint: text("field.hint.mailbox", { hours: ALTERNATE_HOURS }),
  },
  { ...reasonField, hint: text("mailbox.reason-hint") },
];

/**
 * Somebody has lost their mailbox, and with it every code. Whoever reads the new address gets what the member's codes open,
 * so this takes what giving all of their roles would take, of who asks and of who approves. It only asks: the member
 * confirms it with a code that goes there, and for a day after that the old address can stop it.
 */
const mailbox: Change<Mailbox> = {
  ...{ name: NAME, needs: NEEDS, input: mailboxInput, fields },
  form: mailboxForm,
  async parse(context) {
    const member = await findTarget(context);
    if (!member) throw new Refusal(text("refused.old-form"));
    const { email = "", reason = "" } = context.values;
    const grants = member.grants.map(grantedRole);
    return { memberId: member.id, grants, email: String(email), reason: String(reason) };
  },
  title: (context, input) => text("mailbox.request", { who: nameOf(targetOf(context, input)) }),
  subjects: (_, { memberId, email }) => [memberId, email],
  targets: (_, { memberId }) => [memberId],
  scope: (_, { grants }) => scopeOfGrants(grants),
  facts: (context, input) => [
    memberFact(targetOf(context, input)),
    { label: text("fact.codes-then"), value: emailInBothForms(input.email) },
    ...grantFacts(context, input.grants, text("fact.role")),
  ],
  approverNeeds: (context, input) => administrativeOf(targetOf(context, input).grants.map(({ role }) => role)),
  async check(context, input) {
    const member = targetOf(context, input);
    requireMayAsk(context.actor, member);
    if (await hasApp(context, member)) throw new Refusal(text("refused.mailbox-has-app", { who: nameOf(member) }));
    const why = await whyNotFree(context.tx, context.organization.id, member, input.email);
    if (why) throw new Refusal(why, { field: "email" });
  },
  apply: applyMailbox,
  moved: async (context, input) => [...givenSince(context, input), ...(await takenSince(context, input))],
  again: ({ memberId, email }) => ({ command: NAME, values: { memberId, email } }),
};

export const resetMailbox = guarded(mailbox);

async function mailboxForm(context: Context, words?: string) {
  const member = await findTarget(context, words);
  if (!member) return { reply: (await listAllMembers.run(context)).reply };
  requireMayAsk(context.actor, member);
  const form = {
    title: text("mailbox.title"),
    intro: [text("mailbox.intro", { who: nameOf(member) })],
    facts: [{ label: text("fact.alternate"), value: codesGoTo(member.alternate) }],
    fields: [...fields],
    submit: text("button.continue"),
  };
  return { form, values: context.values, ref: { id: member.id, version: 1 } };
}

function requireMayAsk(actor: Actor, member: Actor): void {
  if (actor.id === member.id) throw new Refusal(text("refused.own-mailbox"), { forbidden: true });
  if (member.state !== "active") throw new Refusal(text("refused.mailbox-not-active"));
  const beyond = member.grants.find(({ role, scope }) => !isGrantable(actor.grants, NEEDS, role, scope));
  if (beyond) throw new Refusal(text("refused.not-grantable", { role: beyond.role.name }), { forbidden: true });
}

/** Who has an app that counts needs no mail for a code, and sets another address themselves. */
async function hasApp({ tx, organization, now }: ChangeContext, { id }: Actor): Promise<boolean> {
  const { confirmed } = await findHeld(tx, organization.id, id);
  if (confirmed?.activeAt != null && confirmed.activeAt <= now) return true;
  return (await findActive(tx, { organizationId: organization.id, memberId: id }, now)).length > 0;
}

async function takenSince(context: ChangeContext, input: Mailbox): Promise<Text[]> {
  const why = await whyNotFree(context.tx, context.organization.id, targetOf(context, input), input.email);
  return why ? [why] : [];
}

async function applyMailbox({ tx, organization, now }: ApplyContext, { memberId, email }: Mailbox) {
  const organizationId = organization.id;
  const member = await lockMember(tx, { organizationId, id: memberId, now }, ["active"]);
  const { events, writes } = await askAlternate(tx, { organizationId, member, email, how: "request", now });
  return { events, writes };
}
