import type { Button, Card, Item } from "../../core/card.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { nameOf } from "../access/person-name.ts";
import type { MemberDetails } from "./store.ts";

/** A member with what they hold: who asked for it, since when and until when. */
export function memberCard(details: MemberDetails): Card {
  const { member, platforms } = details;
  return {
    title: verbatim(nameOf(member)),
    facts: [
      { label: text("fact.state"), value: text(`member.state.${member.state}`) },
      ...(member.grants.length === 0 ? [{ label: text("fact.role"), value: text("member.no-role") }] : []),
      { label: text("fact.chat"), value: text("member.chats", { platforms }) },
      { label: text("fact.last-seen"), value: text("member.last-seen", { at: member.seenAt?.toISOString() ?? null }) },
    ],
    items: grantItems(details),
    buttons: buttonsFor(member),
  };
}

function grantItems({ member, accounts, given }: MemberDetails): Item[] {
  return member.grants.map(({ id, role, scope, until }) => {
    const from = given.find((one) => one.id === id);
    const held = { role: role.name, accounts: accountNames(accounts, scope), until: until?.toISOString() ?? null };
    const change: Button = { label: text("button.change"), command: "grant.change", ref: { id, version: 1 } };
    return {
      title: text("member.grant", held),
      ...(from && {
        detail: text("member.given", { by: from.by, at: from.at?.toISOString() ?? null, request: from.request }),
      }),
      ...(member.state === "active" && { button: change }),
    };
  });
}

/** What can be done about a member; buttons that would be refused are left out before they are shown. */
function buttonsFor({ id, state }: MemberDetails["member"]): Button[] {
  const ref = { id, version: 1 };
  const remove: Button = { label: text("button.remove"), command: "member.remove", ref, style: "danger" };
  if (state === "suspended") return [{ label: text("button.reinstate"), command: "member.reinstate", ref }, remove];
  if (state !== "active") return [];
  return [
    { label: text("button.give"), command: "grant.give", ref },
    { label: text("button.suspend"), command: "member.suspend", ref },
    remove,
  ];
}
