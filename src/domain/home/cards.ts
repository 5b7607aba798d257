import type { Button, Card, Fact } from "../../core/card.ts";
import { text } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { nameOf } from "../access/person-name.ts";
import type { Changes, Context } from "../command.ts";
import { namesOfAccounts } from "../members/store.ts";
import { openRequests } from "../requests/list.ts";

export type Drawing = Pick<Context, "tx" | "organization" | "actor" | "now" | "locale">;

/** What concerns a member now: their roles, what waits for them, what they have asked for, and where to go on. */
export async function homeCard(context: Drawing, changes: Changes): Promise<Card> {
  const { actor, organization } = context;
  const { mine, others, hasMore } = await openRequests(context, changes);
  return {
    title: text("home.title", { who: nameOf(actor), organization: organization.name }),
    body: [text("home.waiting", { count: others.length, mine: mine.length }), ...(hasMore ? [text("home.more")] : [])],
    facts: await roleFacts(context),
    items: [...others, ...mine],
    buttons,
  };
}

async function roleFacts({ tx, organization, actor }: Drawing): Promise<Fact[]> {
  const label = text("home.roles");
  if (actor.grants.length === 0) return [{ label, value: text("member.no-role") }];
  const accounts = await namesOfAccounts(tx, organization.id, actor.grants);
  return actor.grants.map(({ role, scope, until }) => {
    const held = { role: role.name, accounts: accountNames(accounts, scope), until: until?.toISOString() ?? null };
    return { label, value: text("member.grant", held) };
  });
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
