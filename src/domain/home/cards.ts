import type { Button, Card, Fact, Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { accountNames, type MerchantAccount } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { nameOf } from "../access/person-name.ts";
import type { Changes, Context } from "../command.ts";
import { namesOfAccounts } from "../members/store.ts";
import { openRequests } from "../requests/list.ts";

export type Drawing = Pick<Context, "tx" | "organization" | "actor" | "now" | "locale">;

/** What concerns a member now: their roles, what waits for them, what they have asked for, and where to go on. */
export async function homeCard(context: Drawing, changes: Changes): Promise<Card> {
  const { actor, organization } = context;
  const open = await openRequests(context, changes);
  const accounts = await namesOfAccounts(context.tx, organization.id, actor.grants);
  const title = text("home.title", { who: nameOf(actor), organization: organization.name });
  return cardOfHome({ title, member: actor, accounts, open });
}

type Mine = { member: Pick<Actor, "email" | "grants">; accounts: readonly MerchantAccount[]; open: Open };
type Open = { mine: readonly Item[]; others: readonly Item[]; hasMore: boolean };

/** The card, of what it is about. */
export function cardOfHome({ title, member, accounts, open }: Mine & { title: Text }): Card {
  const { mine, others, hasMore } = open;
  return {
    title,
    body: [text("home.waiting", { count: others.length, mine: mine.length }), ...(hasMore ? [text("home.more")] : [])],
    facts: roleFacts(member, accounts),
    items: [...others, ...mine],
    buttons,
  };
}

/** So many roles are told, and of each so many merchant accounts. All of them are on the member's own card, in pages. */
const ROLES_TOLD = 3;
const ACCOUNTS_TOLD = 2;

function roleFacts({ email, grants }: Mine["member"], accounts: Mine["accounts"]): Fact[] {
  const label = text("home.roles");
  if (grants.length === 0) return [{ label, value: text("member.no-role") }];
  const told = grants.slice(0, ROLES_TOLD).map(({ role, named, until }) => {
    const names = accountNames(accounts, named);
    const more = Math.max(0, (names?.length ?? 0) - ACCOUNTS_TOLD);
    const held = { role: role.name, accounts: names?.slice(0, ACCOUNTS_TOLD) ?? null, more };
    return { label, value: text("member.grant-in-short", { ...held, until: until?.toISOString() ?? null }) };
  });
  const others = grants.length - told.length;
  return others > 0 ? [...told, { label, value: text("home.more-roles", { count: others, email }) }] : told;
}

/** Those that would be refused are left out before they are shown. */
const buttons: Button[] = [
  { label: text("button.invite"), command: "invitation.create", style: "primary" },
  { label: text("button.members"), command: "member.list" },
  { label: text("button.roles"), command: "role.list" },
  { label: text("button.ask"), command: "grant.ask" },
  { label: text("button.history"), command: "history.show" },
];

/** The Home of somebody who is suspended: they can do nothing here until they are reinstated. */
export function inactiveCard(organization: string): Card {
  return { title: text("home.organization", { organization }), body: [text("refused.not-active")] };
}

/** The Home of a chat account that is no member's, or no longer. */
export function strangerCard(organization: string): Card {
  return {
    title: text("home.organization", { organization }),
    body: [text("home.not-connected", { organization })],
    buttons: [{ label: text("button.connect"), command: "identity.link" }],
  };
}
