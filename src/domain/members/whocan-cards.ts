import type { Card } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { accountNames, type MerchantAccount } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import type { Grant } from "../access/grant.ts";
import { type Permission, permissions } from "../access/permission.ts";
import type { FoundPage } from "./find-store.ts";
import { fitting, memberItem, moreOf } from "./found-cards.ts";

/** So many suspended members are counted. */
export const COUNTED = 20;
/** So many grants and accounts are told of each member; all of them are on the member's card. */
const GRANTS_TOLD = 2;
const ACCOUNTS_TOLD = 2;

/** What can be asked for, with a button each. */
export function permissionsCard(typed: string): Card {
  const items = permissions.map((permission) => ({
    title: text("whocan.permission", { permission }),
    button: { label: text("button.who"), command: "member.whocan", values: { asked: permission } },
  }));
  const unknown = typed === "" ? [] : [text("whocan.unknown", { typed: text("typed", { typed }) })];
  return { title: text("whocan.choose"), body: unknown, items };
}

export type Holders = {
  permission: Permission;
  /** the account that was named */
  account: MerchantAccount | null;
  page: FoundPage;
  suspended: FoundPage;
  /** the names of those that are told */
  accounts: readonly MerchantAccount[];
};

export function holdersCard({ permission, account, page, suspended, accounts }: Holders): Card {
  // The account that was asked for is told, whatever is left out.
  const inOrder = [...(account ? [account] : []), ...accounts.filter(({ id }) => id !== account?.id)];
  const because = (member: Actor) => reason(grantsFor(member, permission, account), inOrder);
  const items = fitting(page.found.map(({ member }) => memberItem(member, because(member))));
  const asked = [permission, account?.name ?? ""].join(" ").trim();
  const more = moreOf(page, items.length, { command: "member.whocan", values: { asked } });
  return {
    title: text("whocan.title", { permission }),
    body: [
      ...(account ? [text("whocan.on", { account: account.name })] : []),
      ...(items.length === 0 && !page.looked ? [text("whocan.none")] : []),
      ...suspendedToo(suspended),
      ...more.body,
    ],
    items,
    buttons: more.buttons,
  };
}

/** Those of a member's grants that let them do it. */
export function grantsFor({ grants }: Actor, permission: Permission, account: MerchantAccount | null): Grant[] {
  const reaches = ({ scope }: Grant) => !account || scope === "all" || scope.includes(account.id);
  return grants.filter((grant) => grant.role.permissions.includes(permission) && reaches(grant));
}

function reason(given: readonly Grant[], accounts: readonly MerchantAccount[]): Text {
  const grants = given.slice(0, GRANTS_TOLD).map(({ role, named, until }) => {
    const names = accountNames(accounts, named);
    const more = Math.max(0, (names?.length ?? 0) - ACCOUNTS_TOLD);
    const told = { accounts: names?.slice(0, ACCOUNTS_TOLD) ?? null, more };
    return { role: role.name, ...told, until: until?.toISOString() ?? null };
  });
  return text("whocan.because", { grants, more: Math.max(0, given.length - GRANTS_TOLD) });
}

// Counting stops early: it is beside the point, and must not read everybody.
function suspendedToo({ found, looked }: FoundPage): Text[] {
  if (found.length === 0) return [];
  const hasMore = looked !== null || found.length > COUNTED;
  return [text("whocan.suspended", { count: Math.min(found.length, COUNTED), hasMore })];
}
