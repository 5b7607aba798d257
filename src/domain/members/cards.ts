import type { Button, Card, Fact, Item } from "../../core/card.ts";
import type { Ref } from "../../core/ref.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { nameOf } from "../access/person-name.ts";
import { againstFacts } from "../conflicts/cards.ts";
import type { MemberDetails } from "./store.ts";

// As many grants as fit into every chat's message, with a button each; the others are on further pages.
const PAGE_ITEMS = 8;
const PAGE_CHARACTERS = 3_500;

/**
 * A member with what they hold: who asked for it, since when and until when. Pages count from 1. `withRules`: it says
 * which rules they stand against.
 */
export function memberCard(details: MemberDetails, page = 1, { withRules = false } = {}): Card {
  const { member, address, accounts, conflicts } = details;
  const special = [
    ...(address ? [addressFact(address)] : []),
    ...(withRules ? againstFacts(member.grants, conflicts, accounts) : []),
  ];
  const pages = itemPages(grantItems(details), PAGE_CHARACTERS - lengthOf(special));
  const at = Math.min(Math.max(page, 1), pages.length);
  const next: Button = {
    ...{ label: text("button.next-page"), command: "member.show" },
    values: { member: member.email, page: String(at + 1) },
  };
  const more = at < pages.length ? [next] : [];
  const paged = { title: verbatim(nameOf(member)), items: pages[at - 1] ?? [] };
  const body = pages.length > 1 ? [text("request.page", { page: at, of: pages.length })] : [];
  if (at > 1) return { ...paged, body, buttons: more };
  return {
    ...paged,
    body,
    facts: [
      { label: text("fact.state"), value: text(`member.state.${member.state}`) },
      ...(member.grants.length === 0 ? [{ label: text("fact.role"), value: text("member.no-role") }] : []),
      ...special,
      { label: text("fact.chat"), value: text("member.chats", { platforms: details.platforms }) },
      { label: text("fact.last-seen"), value: text("member.last-seen", { at: member.seenAt?.toISOString() ?? null }) },
    ],
    buttons: [...buttonsFor(details), ...more],
  };
}

/** At least one page. Only the first may be without a grant, where what else it tells leaves no room for one. */
function itemPages(items: readonly Item[], onFirst: number): Item[][] {
  const pages: Item[][] = [[]];
  let room = onFirst;
  for (const item of items) {
    const length = lengthOf([item.title, item.detail]);
    const page = pages.at(-1) ?? [];
    const isCrowded = length > room && (page.length > 0 || room < PAGE_CHARACTERS);
    if (isCrowded || page.length === PAGE_ITEMS) {
      pages.push([]);
      room = PAGE_CHARACTERS;
    }
    pages.at(-1)?.push(item);
    room -= length;
  }
  return pages;
}

function lengthOf(told: readonly unknown[]): number {
  return told.length === 0 ? 0 : JSON.stringify(told).length;
}

function grantItems({ member, accounts, given }: MemberDetails): Item[] {
  return member.grants.map(({ id, role, named, until }) => {
    const from = given.find((one) => one.id === id);
    const held = { role: role.name, accounts: accountNames(accounts, named), until: until?.toISOString() ?? null };
    const button = buttonFor(member, { id, version: 1 });
    return {
      title: text("member.grant", { ...held, hours: from?.hours ?? null }),
      ...(from && {
        detail: text("member.given", { by: from.by, at: from.at?.toISOString() ?? null, request: from.request }),
      }),
      ...(button && { button }),
    };
  });
}

/** What can be done about a role of theirs: from who is suspended it can only be taken away. */
function buttonFor({ state }: MemberDetails["member"], ref: Ref): Button | null {
  if (state === "active") return { label: text("button.change"), command: "grant.change", ref };
  return state === "suspended" ? { label: text("button.take-away"), command: "grant.take", ref } : null;
}

function addressFact({ email, isConfirmed, at }: NonNullable<MemberDetails["address"]>): Fact {
  const word = isConfirmed ? "member.address-confirmed" : "member.address-asked";
  return { label: text("fact.address-then"), value: text(word, { email, at: at.toISOString() }) };
}

/** Who has no app gets codes by mail alone. */
const lostMailbox = (ref: Ref): Button => ({ label: text("button.reset-mailbox"), command: "alternate.ask", ref });

/** What can be done about a member; buttons that would be refused are left out before they are shown. */
function buttonsFor({ member: { id, state }, address, hasApp }: MemberDetails): Button[] {
  const ref = { id, version: 1 };
  const remove: Button = { label: text("button.remove"), command: "member.remove", ref, style: "danger" };
  if (state === "suspended") return [{ label: text("button.reinstate"), command: "member.reinstate", ref }, remove];
  if (state !== "active") return [];
  return [
    { label: text("button.give"), command: "grant.give", ref },
    { label: text("button.correct"), command: "member.correct", ref },
    ...(address
      ? [{ label: text("button.stop-address"), command: "address.stop", ref: { id: address.id, version: 1 } }]
      : []),
    ...(hasApp ? [{ label: text("button.reset-app"), command: "authenticator.reset", ref }] : [lostMailbox(ref)]),
    { label: text("button.suspend"), command: "member.suspend", ref },
    remove,
  ];
}
