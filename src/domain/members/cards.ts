import type { Card, Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames, type MerchantAccount } from "../access/account.ts";
import type { Grant, MemberState } from "../access/actor.ts";

type Shown = { email: string; state: MemberState; grants: readonly Grant[]; identities: { platform: string }[] };

/** A grant in a line: the role, and where it holds. */
export function grantText({ role, scope }: Grant, accounts: readonly MerchantAccount[]): Text {
  return text("member.grant", { role: role.name, accounts: accountNames(accounts, scope) });
}

export function memberCard(member: Shown, accounts: readonly MerchantAccount[]): Card {
  const grants: Fact[] = member.grants.map((grant) => ({
    label: text("fact.role"),
    value: grantText(grant, accounts),
  }));
  return {
    title: verbatim(member.email),
    facts: [
      { label: text("fact.state"), value: text(`member.state.${member.state}`) },
      ...grants,
      {
        label: text("fact.chat"),
        value: text("member.chats", { platforms: member.identities.map(({ platform }) => platform) }),
      },
    ],
  };
}
