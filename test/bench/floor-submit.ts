import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import type { PlainDatabase, Sql } from "./sql.ts";

type Invite = { team: string; user: string; email: string; key: string };
type Opened = { id: string; version: number };

const FIND_MEMBER = `
  SELECT member.id::text, json_agg(json_build_object(
    'permissions', permissions, 'all', all_accounts, 'accounts', ARRAY(
      SELECT account_id FROM role_grant_account AS one
      WHERE one.organization_id = role_grant.organization_id AND one.grant_id = role_grant.id))) AS grants
  FROM identity
    JOIN member ON member.organization_id = identity.organization_id AND member.id = identity.member_id
    JOIN role_grant ON role_grant.organization_id = member.organization_id AND role_grant.member_id = member.id
    JOIN role ON role.organization_id = role_grant.organization_id AND role.id = role_grant.role_id
  WHERE identity.organization_id = $1 AND platform = 'slack' AND tenant = $2 AND user_id = $3 AND state = 'active'
  GROUP BY member.id`;

const INSERT_CHALLENGE = `
  INSERT INTO challenge
    (id, organization_id, holder, member_id, command, subject, version, digest, created_at, expires_at)
  VALUES ($1, $2, $3, $4, 'request.verify', $5, 1, $6, now(), now() + interval '10 minutes')`;

// Not to be sent today: the product's workers are at work on the same database.
const INSERT_JOB = "INSERT INTO pgboss.job (name, data, start_after) VALUES ('delivery', $1, now() + interval '1 day')";

const APPEND = "SELECT audit_append($1::uuid, $2::text[])";

const speaker = z.object({
  id: z.string(),
  grants: z.array(z.object({ permissions: z.array(z.string()), all: z.boolean(), accounts: z.array(z.string()) })),
});

/**
 * The rows that a submit of the invite form leaves behind, written by hand: the member is looked up by chat account
 * with their grants; request, challenge, three queued jobs and an entry of the history are inserted; one commit. No limit is
 * looked at and no other right, so this is less than what the product has to do. Rejects for a person who may not
 * invite.
 */
export async function prepareSubmit(db: PlainDatabase): Promise<(invite: Invite) => Promise<Opened>> {
  const [organization] = await db.sql("SELECT id::text FROM organization");
  const [role] = await db.sql("SELECT id::text FROM role WHERE name = 'Finance'");
  const company = { id: String(organization?.id), roles: [String(role?.id)] };
  const insertRequest = await requestStatement(db.sql);
  return (invite) => db.transaction((sql) => submit(sql, insertRequest, company, invite));
}

async function submit(
  sql: Sql,
  insertRequest: string,
  company: { id: string; roles: string[] },
  { team, user, email, key }: Invite,
): Promise<Opened> {
  const [row] = await sql(FIND_MEMBER, [company.id, team, user]);
  const { id: by, grants } = speaker.parse(row);
  if (!grants.some(({ permissions }) => permissions.includes("member:invite")))
    throw new Error(`${user} may not invite`);
  const payload = { email, roles: company.roles, accounts: "all", reason: "" };
  const digest = createHash("sha256").update(JSON.stringify(payload)).digest("hex");
  const policy = { approvals: 1, invitationDays: 7, because: "quorum" };
  const [id, challengeId] = [randomUUID(), randomUUID()];
  await sql(insertRequest, [id, company.id, payload, digest, email, policy, by, key]);
  await sql(INSERT_CHALLENGE, [challengeId, company.id, `member:${by}`, by, id, digest]);
  await sql(INSERT_JOB, [{ job: { name: "code", challengeId }, throttled: 0 }]);
  const to = { platform: "slack", tenant: team, user };
  await sql(INSERT_JOB, [{ job: { name: "show", requestId: id, memberId: by, to }, throttled: 0 }]);
  await sql(INSERT_JOB, [{ job: { name: "homes", of: "request", id }, throttled: 0 }]);
  const opened = { kind: "request.opened", requestId: id, command: "invitation.create", digest };
  const entry = { at: new Date(), by, ...opened, via: { platform: "slack", tenant: team, user } };
  // Last: from here to the commit nobody else can append.
  await sql(APPEND, [company.id, [JSON.stringify(entry)]]);
  return { id, version: 1 };
}

// The number comes from the organization's counter where it has one, and from a sequence by default where it has none.
async function requestStatement(sql: Sql): Promise<string> {
  const [counter] = await sql(
    "SELECT 1 FROM information_schema.columns WHERE table_name = 'organization' AND column_name = 'requests'",
  );
  const next = "WITH next AS (UPDATE organization SET requests = requests + 1 WHERE id = $2 RETURNING requests)";
  return `${counter ? next : ""}
    INSERT INTO change_request (${counter ? "number," : ""} id, organization_id, command, state, version, payload,
      digest, subject, policy, requester_id, key, created_at, expires_at)
    VALUES (${counter ? "(SELECT requests FROM next)," : ""} $1, $2, 'invitation.create', 'awaiting_code', 1, $3,
      $4, $5, $6, $7, $8, now(), now() + interval '72 hours')`;
}
