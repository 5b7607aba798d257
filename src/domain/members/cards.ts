import type { Card, Fact } from "../../core/card.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { nameOf } from "../access/person-name.ts";
import type { MemberDetails } from "./store.ts";

export function memberCard({ member, platforms, accounts }: MemberDetails): Card {
  const grants: Fact[] = member.grants.map(({ role, scope }) => ({
    label: text("fact.role"),
    value: text("member.grant", { role: role.name, accounts: accountNames(accounts, scope) }),
  }));
  return {
    title: verbatim(nameOf(member)),
    facts: [
      { label: text("fact.state"), value: text(`member.state.${member.state}`) },
      ...grants,
      { label: text("fact.chat"), value: text("member.chats", { platforms }) },
    ],
  };
}
