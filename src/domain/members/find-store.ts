import { z } from "zod";
import type { Tx } from "../../db/transaction.ts";
import type { Actor } from "../access/actor.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import type { Permission } from "../access/permission.ts";
import { PAGE } from "./store.ts";
import type { Vocabulary, Wanted } from "./wanted.ts";

const EXPIRING_DAYS = 7;
export const DORMANT_DAYS = 90;
const DAY_MS = 86_400_000;

const storedVocabulary: z.ZodType<Vocabulary> = z.object({
  roles: z.array(z.object({ id: z.string(), name: z.string() })),
  accounts: z.array(z.object({ id: z.string(), name: z.string(), closed: z.boolean(), phrase: z.string() })),
});

/** The roles, and the merchant accounts that are called like one of the phrases. */
export async function findVocabulary(tx: Tx, organizationId: string, phrases: readonly string[]): Promise<Vocabulary> {
  const [row] = await tx.$queryRaw<{ vocabulary: unknown }[]>`
    SELECT jsonb_build_object(
      'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name) ORDER BY position, name)
        FROM role WHERE organization_id = ${organizationId}::uuid AND deleted_at IS NULL), '[]'),
      'accounts', coalesce((SELECT jsonb_agg(account_told(a) || jsonb_build_object('phrase', phrase)
          ORDER BY a.closed_at IS NOT NULL, a.name <> phrase, a.accounts IS NOT NULL, a.name)
        FROM unnest(${[...phrases]}::text[]) AS phrase JOIN account_or_group a
          ON a.organization_id = ${organizationId}::uuid AND lower(a.name) = lower(phrase)), '[]')) AS vocabulary`;
  return storedVocabulary.parse(row?.vocabulary);
}

/** Where a page ended: at which address and, where words were searched, at what they found. */
export type Place = { at: string; email: string };

const storedPlace = z.object({ at: z.string(), email: z.string() });
const storedFound = z.object({
  found: z.array(storedPlace.extend({ member: storedActor })),
  looked: storedPlace.nullable(),
});

/**
 * `found` has one more than PAGE when there is a next page. `looked`: as far as that it was searched, and there may be
 * more behind it.
 */
export type FoundPage = { found: (Place & { member: Actor })[]; looked: Place | null };

/** The members who meet all that is wanted, behind a place. However many there are, it looks at a thousand at most. */
export async function findMembers(
  tx: Tx,
  organizationId: string,
  { words, roles, accounts, states, isExpiring }: Wanted,
  { behind, now }: { behind: Place; now: Date },
): Promise<FoundPage> {
  const wanted = {
    words,
    states: states.length > 0 ? states : ["active", "invited", "suspended"],
    needs: needsOf({ roles, accounts, isExpiring }),
    ending: isExpiring ? new Date(now.getTime() + EXPIRING_DAYS * DAY_MS).toISOString() : null,
  };
  const [row] = await tx.$queryRaw<{ page: unknown }[]>`
    SELECT members_found(${organizationId}::uuid, ${JSON.stringify(wanted)}::jsonb, ${JSON.stringify(behind)}::jsonb,
      ${PAGE + 1}::int, ${now}::timestamptz) AS page`;
  return storedFound.parse(row?.page);
}

/** A grant of each role on each account; what is not named may be any. */
function needsOf({ roles, accounts, isExpiring }: Pick<Wanted, "roles" | "accounts" | "isExpiring">) {
  if (roles.length + accounts.length === 0 && !isExpiring) return [];
  const ofRoles = roles.length > 0 ? roles.map(({ id }) => [id]) : [null];
  const onAccounts = accounts.length > 0 ? accounts.map(({ id }) => id) : [null];
  return ofRoles.flatMap((ids) => onAccounts.map((account) => ({ roles: ids, account })));
}

type Who = { permission: Permission; accountId: string | null; behind: Place; most: number; now: Date };

const storedHolders = storedFound.extend({ suspended: storedFound });

/** Active members who hold a permission (on an account, if one is named), and the first suspended ones who do. */
export async function findWhoCan(tx: Tx, organizationId: string, { permission, accountId, behind, most, now }: Who) {
  const [row] = await tx.$queryRaw<{ holders: unknown }[]>`
    WITH needs AS MATERIALIZED (SELECT jsonb_build_array(jsonb_build_object('account', ${accountId}::text, 'roles',
        coalesce((SELECT jsonb_agg(id) FROM role WHERE organization_id = ${organizationId}::uuid
          AND ${permission} = ANY (permissions)), '[]'))) AS list)
    SELECT members_found(${organizationId}::uuid, jsonb_build_object('words', '[]'::jsonb, 'states',
        '["active"]'::jsonb, 'needs', needs.list), ${JSON.stringify(behind)}::jsonb, ${PAGE + 1}::int,
        ${now}::timestamptz)
      || jsonb_build_object('suspended', members_found(${organizationId}::uuid, jsonb_build_object('words', '[]'::jsonb,
        'states', '["suspended"]'::jsonb, 'needs', needs.list), '{}'::jsonb, ${most + 1}::int, ${now}::timestamptz))
      AS holders FROM needs`;
  return storedHolders.parse(row?.holders);
}

const storedDormant = z.array(z.object({ since: storedTime, member: storedActor }));

/** Where a page of dormant members ended. */
export type DormantPlace = { since: Date; id: string };

/** Active members who were not seen for 90 days, nor joined since then; the longest first. */
export async function findDormant(tx: Tx, organizationId: string, behind: DormantPlace | null, now: Date) {
  const until = new Date(now.getTime() - DORMANT_DAYS * DAY_MS);
  const [after, id] = [behind?.since ?? new Date(0), behind?.id ?? "00000000-0000-0000-0000-000000000000"];
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT to_jsonb(since) AS since, member_rights(${organizationId}::uuid, id, ${now}::timestamptz) AS member FROM (
      SELECT id, coalesce(seen_at, activated_at, created_at) AS since FROM member
      WHERE organization_id = ${organizationId}::uuid AND state = 'active'
        AND coalesce(seen_at, activated_at, created_at) < ${until}::timestamptz
        AND (coalesce(seen_at, activated_at, created_at), id) > (${after}::timestamptz, ${id}::uuid)
      ORDER BY coalesce(seen_at, activated_at, created_at), id LIMIT ${PAGE + 1}) m ORDER BY since, id`;
  return storedDormant.parse(rows);
}
