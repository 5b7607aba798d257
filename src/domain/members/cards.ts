import type { Button, Card, Fact } from "../../core/card.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { nameOf } from "../access/person-name.ts";
import type { MemberDetails } from "./store.ts";

export function memberCard({ member, platforms, accounts }: MemberDetails): Card {
  const grants: Fact[] = member.grants.map(({ role, scope, until: end }) => ({
    label: text("fact.role"),
    value: text("member.grant", {
      role: role.name,
      accounts: accountNames(accounts, scope),
      until: end?.toISOString() ?? null,
    }),
  }));
  return {
    title: verbatim(nameOf(member)),
    buttons: buttonsFor(member),
    facts: [
      { label: text("fact.state"), value: text(`member.state.${member.state}`) },
      ...grants,
      { label: text("fact.chat"), value: text("member.chats", { platforms }) },
    ],
  };
}

/** What can be done about a member; buttons that would be refused are left out before they are shown. */
function buttonsFor({ id, state }: MemberDetails["member"]): Button[] {
  const ref = { id, version: 1 };
  const remove: Button = { label: text("button.remove"), command: "member.remove", ref, style: "danger" };
  if (state === "active") return [{ label: text("button.suspend"), command: "member.suspend", ref }, remove];
  if (state === "suspended") return [{ label: text("button.reinstate"), command: "member.reinstate", ref }, remove];
  return [];
}
