import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { administrativeOf, grantedRole, isGrantable } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { type Change, guarded } from "../command.ts";
import { lockMember, reinstateMember } from "./leave-store.ts";
import {
  type AboutMember,
  aboutForm,
  aboutMember,
  givenSince,
  grantFacts,
  memberFact,
  parseAbout,
  reasonField,
  scopeOfGrants,
} from "./member-input.ts";
import { targetOf } from "./target.ts";

const NEEDS = "member:edit";
const fields = [{ ...reasonField, optional: true }] as const;

/** Gives everything back that a suspended member held, so it takes what giving it would take. */
const reinstate: Change<AboutMember> = {
  name: "member.reinstate",
  needs: NEEDS,
  input: aboutMember,
  fields,
  form: (context, words) =>
    aboutForm(context, words, {
      title: text("reinstate.title"),
      intro: (who) => text("reinstate.intro", { who }),
      fields,
      submit: text("button.continue"),
    }),
  parse: parseAbout,
  title: (context, input) => text("reinstate.request", { who: nameOf(targetOf(context, input)) }),
  subjects: (_, { memberId }) => [memberId],
  targets: (_, { memberId }) => [memberId],
  scope: (_, { grants }) => scopeOfGrants(grants),
  facts: (context, input) => [
    memberFact(targetOf(context, input)),
    ...grantFacts(context, input.grants, text("fact.gets-back")),
  ],
  approverNeeds: (context, input) => administrativeOf(targetOf(context, input).grants.map(({ role }) => role)),
  restores: true,
  moved: (context, input) => givenSince(context, input),
  again: ({ memberId }) => ({ command: "member.reinstate", values: { memberId } }),
  check(context, input) {
    const member = targetOf(context, input);
    if (member.state !== "suspended") throw new Refusal(text("refused.not-suspended"));
    for (const { role, scope } of member.grants)
      if (!isGrantable(context.actor.grants, NEEDS, role, scope))
        throw new Refusal(text("refused.not-grantable", { role: role.name }), { forbidden: true });
  },
  async apply({ tx, organization, now }, { memberId }) {
    const member = await lockMember(tx, { organizationId: organization.id, id: memberId, now }, ["suspended"]);
    return {
      events: [{ kind: "member.reinstated", memberId, state: "active", grants: member.grants.map(grantedRole) }],
      writes: [reinstateMember(organization.id, memberId)],
    };
  },
};

export const reinstateToWork = guarded(reinstate);
