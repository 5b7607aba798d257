import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { visibleName } from "../../text/visible.ts";
import type { MerchantAccount, Scope } from "../access/account.ts";
import { storedTime } from "../access/actor-store.ts";
import { storedAccount } from "../access/choice-store.ts";

export const PAGE = 10;

const storedDetails = z.object({
  ...{ id: z.string(), name: z.string().transform(visibleName) },
  closedAt: storedTime.nullable(),
});

/** A merchant account; `closedAt` is null while it is open. */
export type AccountDetails = z.infer<typeof storedDetails>;

/** A page by name, from the `from`-th on, counted from 0; one more than PAGE when there is a next page. */
export async function listAccounts(tx: Tx, organizationId: string, scope: Scope, from: number) {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, closed_at IS NOT NULL AS closed FROM merchant_account
    WHERE organization_id = ${organizationId}::uuid AND ${within(scope)}
    ORDER BY name, id LIMIT ${PAGE + 1} OFFSET ${from}`;
  return z.array(storedAccount).parse(rows);
}

type Which = { id: string } | { name: string };

/** By its id or its name, whatever the case: the open one of that name, or else the one that was closed last. */
export async function findAccount(tx: Tx, organizationId: string, which: Which): Promise<AccountDetails | null> {
  const [row] = await tx.$queryRaw<{ account: unknown }[]>`
    SELECT jsonb_build_object('id', id, 'name', name, 'closedAt', closed_at) AS account FROM merchant_account
    WHERE organization_id = ${organizationId}::uuid AND ${isIt(which)} ORDER BY closed_at DESC NULLS FIRST LIMIT 1`;
  return storedDetails.nullable().parse(row?.account ?? null);
}

/** Of those that are open or those that are closed, the one of that id or name that is in the scope. */
export async function findWithin(
  tx: Tx,
  organizationId: string,
  { scope, closed, ...which }: { scope: Scope; closed: boolean } & Which,
): Promise<MerchantAccount | null> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, closed_at IS NOT NULL AS closed FROM merchant_account
    WHERE organization_id = ${organizationId}::uuid AND ${isIt(which)} AND ${within(scope)}
      AND (closed_at IS NOT NULL) = ${closed}
    ORDER BY closed_at DESC LIMIT 1`;
  return z.array(storedAccount).parse(rows)[0] ?? null;
}

/** The open accounts and the groups of that name, whatever the case. */
export async function findCalled(tx: Tx, organizationId: string, name: string): Promise<MerchantAccount[]> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, false AS closed, accounts::text[] FROM account_or_group
    WHERE organization_id = ${organizationId}::uuid AND lower(name) = lower(${name}) AND closed_at IS NULL`;
  return z.array(storedAccount).parse(rows);
}

const person = { email: z.string(), name: z.string().nullable() };

const storedPeople = z.object({
  ...{ count: z.number(), hasMore: z.boolean() },
  people: z.array(z.object({ ...person, roles: z.array(z.string().transform(visibleName)) })),
  left: z.object({ count: z.number(), people: z.array(z.object(person)) }),
});

/**
 * Members who reach something: how many, and the first ones by address. `hasMore`: there may be more, as counting on would
 * read them all. `left`: those of the counted ones with a role that names the account, and no other one that is open.
 */
export type People = z.infer<typeof storedPeople>;

/** So many are told by name. */
export const NAMED = 10;

type On = { ids: readonly string[]; andAll: boolean };

/**
 * Those whose roles name one of these accounts or groups, or a group that it is in; with `andAll` also those who have a
 * role on all accounts, those to come included.
 */
export async function findPeople(tx: Tx, organizationId: string, { ids, andAll }: On, now: Date) {
  const [row] = await tx.$queryRaw<{ found: unknown }[]>`
    SELECT place_people(${organizationId}::uuid, ${[...ids]}::uuid[], ${andAll}, ${now}::timestamptz, ${NAMED}) AS found`;
  return storedPeople.parse(row?.found);
}

/** Open requests for roles that name the account, oldest first; one more than `most` when there are others. */
export function findNaming(tx: Tx, organizationId: string, accountId: string, most: number) {
  return tx.$queryRaw<{ id: string; number: number }[]>`
    SELECT id::text, number FROM change_request
    WHERE organization_id = ${organizationId}::uuid AND state IN ('awaiting_code', 'awaiting_approval', 'applying')
      AND accounts && (ARRAY[${accountId}]::uuid[] || ARRAY(SELECT group_id FROM account_group_member
        WHERE organization_id = ${organizationId}::uuid AND account_id = ${accountId}::uuid)) AND NOT starts_with(command, 'account.')
    ORDER BY number LIMIT ${most + 1}`;
}

function isIt(which: Which): Sql {
  return "id" in which ? sql`id = ${which.id}::uuid` : sql`lower(name) = lower(${which.name})`;
}

function within(scope: Scope): Sql {
  return scope === "all" ? sql`true` : sql`id = ANY (${[...scope]}::uuid[])`;
}

type Ids = { organizationId: string; id: string };
type Late = () => Error;

export function insertAccount({ organizationId, id, name }: Ids & { name: string }): Write {
  return write(sql`
    INSERT INTO merchant_account (id, organization_id, name) VALUES (${id}::uuid, ${organizationId}::uuid, ${name})`);
}

/** Each from exactly what was read; `late` if somebody else was first. */
export function renameAccount(ids: Ids, name: string, late: Late): Write {
  return changed(ids, sql`name = ${name}`, { when: sql`closed_at IS NULL`, late });
}

export function closeAccount(ids: Ids, now: Date, late: Late): Write {
  return changed(ids, sql`closed_at = ${now}::timestamptz`, { when: sql`closed_at IS NULL`, late });
}

export function reopenAccount(ids: Ids, late: Late): Write {
  return changed(ids, sql`closed_at = NULL`, { when: sql`closed_at IS NOT NULL`, late });
}

function changed({ organizationId, id }: Ids, set: Sql, { when, late }: { when: Sql; late: Late }): Write {
  const statement = sql`
    UPDATE merchant_account SET ${set}
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND ${when}`;
  return write(statement, { rows: 1, otherwise: late });
}
