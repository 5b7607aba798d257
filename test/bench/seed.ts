import type { Place } from "./places.ts";
import { openPlain, type Sql } from "./sql.ts";

export const TEAM = "T0OURS";
export const TENANT = "5fb1a4d7-32d5-4d1f-9a52-7a1e6f2c0a02";
/** Members 1 to 3 are administrators, the next may invite, and everybody else is in finance. */
export const ADMINISTRATORS = 3;
const LAST_INVITER = 1_003;
const STEP = 10_000;

export const userOf = (member: number) => `U${member}`;
/** The object id in Entra; PostgreSQL makes the same one. */
export const objectIdOf = (member: number) => `00000000-0000-4000-8000-${String(member).padStart(12, "0")}`;
export const emailOf = (member: number) => `m${member}@example.com`;

/**
 * Fills a place that the product has started on once, so that it has tables and an organization, with so many active
 * members, each with an account in Slack and in Teams. It imports nothing of the product and names every column, so it
 * also fills what an older version made.
 */
export async function fill(place: Place, members: number): Promise<void> {
  const db = await openPlain(place);
  try {
    const [organization] = await db.sql("SELECT id::text FROM organization");
    const id = String(organization?.id);
    // The first administrator's invitation is not part of any figure.
    await db.sql("DELETE FROM pgboss.job");
    await db.sql(
      `INSERT INTO role (id, organization_id, name, purpose, predefined, permissions, position)
       VALUES (gen_random_uuid(), $1, 'Recruiter', 'invites people', false, '{member:invite}', 9)`,
      [id],
    );
    await addMembers(db, id, 1, members);
  } finally {
    await db.close();
  }
}

/** Adds members to a place that is filled up to number `from`. */
export async function grow(place: Place, from: number, to: number): Promise<void> {
  const db = await openPlain(place);
  try {
    const [organization] = await db.sql("SELECT id::text FROM organization");
    await addMembers(db, String(organization?.id), from + 1, to);
  } finally {
    await db.close();
  }
}

/** Adds members number `from` to `to`, and tells the planner, as autovacuum would. */
export async function addMembers(db: { sql: Sql }, organizationId: string, from: number, to: number): Promise<void> {
  // In steps, each well within the time that a statement may take.
  for (let at = from; at <= to; at += STEP) await addSome(db, [organizationId, at, Math.min(to, at + STEP - 1)]);
  await db.sql("VACUUM ANALYZE");
}

async function addSome({ sql }: { sql: Sql }, range: [organizationId: string, from: number, to: number]) {
  const numbers = "generate_series($2::int, $3::int) AS n";
  const members = `${numbers} JOIN member ON organization_id = $1 AND email = 'm' || n || '@example.com'`;
  const role = `CASE WHEN n <= ${ADMINISTRATORS} THEN 'Admin' WHEN n <= ${LAST_INVITER} THEN 'Recruiter' ELSE 'Finance' END`;
  await sql(
    `INSERT INTO member (id, organization_id, email, state, password_hash, created_at, activated_at)
     SELECT gen_random_uuid(), $1, 'm' || n || '@example.com', 'active', 'none', now(), now() FROM ${numbers}`,
    range,
  );
  await sql(
    `INSERT INTO identity (id, organization_id, member_id, platform, tenant, user_id, linked_at)
     SELECT gen_random_uuid(), $1, member.id, platform, tenant, user_id, now()
     FROM ${members} CROSS JOIN LATERAL (
       VALUES ('slack', '${TEAM}', 'U' || n),
              ('teams', '${TENANT}', '00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))
     ) AS account (platform, tenant, user_id)`,
    range,
  );
  await sql(
    `INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts)
     SELECT gen_random_uuid(), $1, member.id, role.id, true
     FROM ${members} JOIN role ON role.organization_id = $1 AND role.name = ${role}`,
    range,
  );
}
