import { z } from "zod";
import type { ChatAccount } from "../../core/conversation.ts";
import { storedAccount } from "../../core/stored-shapes.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";

/** What a Home may show: a request, a member, what a role permits, a merchant account. */
export type Concerned = { of: "request" | "member" | "role" | "account"; id: string };

/** One that was not opened for so long is left alone: it is drawn anew when it is opened. */
const KEPT = sql`interval '30 days'`;

/** `behind`: the last one of the page before; null for the first page. */
type Page = { behind: ChatAccount | null; most: number };

/** A page of the Homes that were opened and may show it. However many members there are, only those rows are looked at. */
export async function findHomes(
  tx: Tx,
  organizationId: string,
  concerned: Concerned,
  time: Sql,
  { behind, most }: Page,
): Promise<ChatAccount[]> {
  const from = behind
    ? sql`(platform, tenant, user_id) > (${behind.platform}, ${behind.tenant}, ${behind.user})`
    : sql`true`;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT platform, tenant, user_id AS user FROM open_home
    WHERE organization_id = ${organizationId}::uuid AND opened_at > ${time} - ${KEPT}
      AND ${from} AND member_id IN (${whose(organizationId, concerned)})
    ORDER BY platform, tenant, user_id LIMIT ${most}`;
  return z.array(storedAccount).parse(rows);
}

function whose(organizationId: string, { of, id }: Concerned): Sql {
  const holders = (which: Sql) => sql`SELECT g.member_id FROM role_grant g
    WHERE g.organization_id = ${organizationId}::uuid AND ${which}`;
  switch (of) {
    case "member":
      return sql`${id}::uuid`;
    case "role":
      return holders(sql`g.role_id = ${id}::uuid`);
    case "account":
      return holders(sql`g.id IN (SELECT grant_id FROM role_grant_account
        WHERE organization_id = ${organizationId}::uuid AND account_id = ${id}::uuid
        UNION ALL SELECT grant_id FROM role_grant_group
        WHERE organization_id = ${organizationId}::uuid AND group_id = ${id}::uuid)`);
    case "request":
      return sql`SELECT requester_id FROM change_request WHERE organization_id = ${organizationId}::uuid
          AND id = ${id}::uuid
        UNION ALL ${holders(sql`g.role_id IN (SELECT id FROM role WHERE organization_id = ${organizationId}::uuid
          AND 'request:approve' = ANY (permissions)) AND EXISTS (SELECT FROM change_request
            WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid)`)}`;
    default:
      return of satisfies never;
  }
}

/** `shown`: a digest of the card that it shows; null where it never was a member's. */
export type OpenHome = { account: ChatAccount; locale: string; shown: string | null; version: string | null };

const key = (organizationId: string, { platform, tenant, user }: ChatAccount) => ({
  ...{ organizationId, platform, tenant, user },
});

export async function findHome(tx: Tx, organizationId: string, account: ChatAccount): Promise<OpenHome | null> {
  const where = { organizationId_platform_tenant_user: key(organizationId, account) };
  const home = await tx.openHome.findUnique({ where, select: { locale: true, shown: true, version: true } });
  return home && { ...home, account };
}

/** Notes that somebody looks at their Home, and what it shows. */
export function noteOpened(organizationId: string, home: OpenHome, now: Date): Write {
  const { account, locale, shown, version } = home;
  const { platform, tenant, user } = account;
  return write(sql`
    INSERT INTO open_home (organization_id, platform, tenant, user_id, member_id, locale, opened_at, shown, version)
    VALUES (${organizationId}::uuid, ${platform}, ${tenant}, ${user}, (SELECT member_id FROM identity
        WHERE organization_id = ${organizationId}::uuid AND platform = ${platform} AND tenant = ${tenant}
          AND user_id = ${user}), ${locale}, ${now}::timestamptz, ${shown}, ${version})
    ON CONFLICT (organization_id, platform, tenant, user_id) DO UPDATE SET member_id = EXCLUDED.member_id,
      locale = EXCLUDED.locale, opened_at = EXCLUDED.opened_at, version = EXCLUDED.version,
      shown = coalesce(EXCLUDED.shown, CASE WHEN open_home.shown IS NULL THEN NULL ELSE '' END)`);
}

type Shown = { shown: string; version: string | null; memberId: string | null };

/** Notes what it shows now. False where it was opened or drawn by somebody else since it was read. */
export async function noteDrawn(tx: Tx, organizationId: string, before: OpenHome, now: Shown): Promise<boolean> {
  const where = { ...key(organizationId, before.account), version: before.version };
  const { count } = await tx.openHome.updateMany({ where, data: now });
  return count > 0;
}

/** It can't be drawn any more. */
export async function forgetHome(tx: Tx, organizationId: string, account: ChatAccount): Promise<void> {
  await tx.openHome.deleteMany({ where: key(organizationId, account) });
}
