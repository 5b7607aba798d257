import { z } from "zod";
import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { administrativeOf, grantedRole } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { endAuthenticators, findHeld } from "../authenticators/store.ts";
import {
  type ApplyContext,
  type Change,
  type ChangeContext,
  type Context,
  type GuardedChange,
  guarded,
} from "../command.ts";
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
import { targetOf } from "../members/target.ts";
import { deletePasskeys, findPasskeys } from "../passkeys/store.ts";
import { endSessions } from "../sessions/store.ts";
import { lockConfirmed } from "./store.ts";

/** Which app of whom, or the oldest passkey where there is no app: as it is when it is asked for; and what it protects. */
type AboutApp = AboutMember & { app: { id: string; since: string; isPasskey?: true | undefined } };

const aboutApp: z.ZodType<AboutApp> = z.strictObject({
  memberId: z.uuid(),
  grants: aboutGrants,
  app: z.strictObject({ id: z.uuid(), since: z.iso.datetime(), isPasskey: z.literal(true).optional() }),
  reason: z.string(),
});

type Own = Pick<Change<AboutApp>, "name" | "needs"> & {
  reason: Field;
  /** whose app it is; null where nobody is named */
  whose(context: Context, words?: string): Promise<Actor | null>;
  /** refuses whom it is not for */
  check?(context: ChangeContext, member: Actor): void;
  /** passkeys too: without it, the app alone */
  all?: true;
  words: { title: Text; intro: (who: string) => Text; request: (who: string, isPasskey: boolean) => Text };
};

/**
 * Takes a member's app off, with a code and an approval by somebody who holds what it protects. What comes after is up to
 * the member: nobody sees or sets another person's secret.
 */
export function takeOff({ name, needs, reason, whose, check, all, words }: Own): GuardedChange {
  return guarded<AboutApp>({
    ...{ name, needs, input: aboutApp, fields: [reason] },
    async form(context, typed) {
      const member = await whose(context, typed);
      if (!member) return { reply: (await listAllMembers.run(context)).reply };
      await appOf(context, member, all);
      const form = { title: words.title, intro: [words.intro(nameOf(member))], fields: [reason] };
      const ref = { id: member.id, version: 1 };
      return { form: { ...form, submit: text("button.continue") }, values: context.values, ref };
    },
    async parse(context) {
      const member = await whose(context);
      if (!member) throw new Refusal(text("refused.old-form"));
      const [app, grants] = [await appOf(context, member, all), member.grants.map(grantedRole)];
      return { memberId: member.id, grants, app, reason: String(context.values.reason ?? "") };
    },
    title: (context, input) => words.request(nameOf(targetOf(context, input)), input.app.isPasskey === true),
    subjects: (_, { memberId }) => [memberId],
    targets: (_, { memberId }) => [memberId],
    scope: (_, { grants }) => scopeOfGrants(grants),
    facts: (context, input) => [
      memberFact(targetOf(context, input)),
      {
        label: text(input.app.isPasskey ? "fact.passkey" : "fact.app"),
        value: text("app.since", { at: input.app.since }),
      },
      ...grantFacts(context, input.grants, text("fact.protects")),
    ],
    approverNeeds: (context, input) => administrativeOf(targetOf(context, input).grants.map(({ role }) => role)),
    moved: async (context, input) => [...givenSince(context, input), ...(await replacedSince(context, input))],
    check(context, input) {
      const member = targetOf(context, input);
      if (member.state !== "active") throw new Refusal(text("refused.app-not-active"));
      check?.(context, member);
    },
    apply: (context, input) => carriedOut(context, input, all),
    again: ({ memberId }) => ({ command: name, values: { memberId } }),
  });
}

/** The app that they have, also one that counts later. */
async function appOf({ tx, organization }: Context, member: Actor, all?: true): Promise<AboutApp["app"]> {
  const { confirmed } = await findHeld(tx, organization.id, member.id);
  if (confirmed?.confirmedAt) return { id: confirmed.id, since: confirmed.confirmedAt.toISOString() };
  const whose = { organizationId: organization.id, memberId: member.id };
  const [oldest] = all ? await findPasskeys(tx, whose) : [];
  if (!oldest) throw new Refusal(text("refused.no-app", { who: nameOf(member) }));
  return { id: oldest.id, since: oldest.createdAt.toISOString(), isPasskey: true };
}

/** Another app is not the one that was lost. */
async function replacedSince({ tx, organization, mentioned }: ChangeContext, input: AboutApp): Promise<Text[]> {
  const { confirmed } = await findHeld(tx, organization.id, input.memberId);
  const whose = { organizationId: organization.id, memberId: input.memberId };
  const now = input.app.isPasskey && !confirmed ? (await findPasskeys(tx, whose))[0] : confirmed;
  return now?.id === input.app.id ? [] : [text("app.moved", { who: nameOf(targetOf({ mentioned }, input)) })];
}

async function carriedOut({ tx, organization, now }: ApplyContext, { memberId, app }: AboutApp, all?: true) {
  const whose = { organizationId: organization.id, memberId };
  await lockMember(tx, { organizationId: organization.id, id: memberId, now }, ["active"]);
  if ((await lockConfirmed(tx, organization.id, memberId)) !== app.id) throw new Refusal(text("refused.app-changed"));
  const passkeyIds = all ? (await findPasskeys(tx, whose)).map(({ id }) => id) : [];
  const about = { memberId, how: "request" as const };
  return {
    events: [
      ...(app.isPasskey ? [] : [{ kind: "authenticator.removed" as const, ...about }]),
      ...(passkeyIds.length > 0 ? [{ kind: "passkey.removed" as const, ...about, passkeyIds }] : []),
    ],
    writes: [
      ...endAuthenticators(whose, now),
      ...(all ? [deletePasskeys(whose)] : []),
      ...endSessions({ ...whose, now }),
    ],
  };
}
