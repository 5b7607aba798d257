import type { OldDatabase } from "./old.ts";

// In the order of their references.
const tables = [
  ...["organization", "policy", "merchant_account", "role", "member", "role_grant", "role_grant_account", "identity"],
  ...["change_request", "review", "request_message", "invitation", "activation_link", "challenge", "factor"],
  ...["audit_head", "audit_entry", "chat_contact"],
];

const HEAD = `-- A database of Countersign 3021c16 with everything in it that was under way, made by test/upgrade/make.ts, which played
-- that version. Rows only: the tables are those of its three migrations, and pgboss.job is pg-boss's own. Ids were counted
-- up: id(24) is the 24th. Codes that were used and cards of closed requests are left out.
-- What people had in front of them at the end is in 3021c16.jsonl.

CREATE FUNCTION id(int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$SELECT (lpad($1::text, 8, '0') || '-0000-4000-8000-000000000000')::uuid$$;
`;

const LEFT_OUT: Record<string, string> = {
  challenge: "WHERE used_at IS NULL AND replaced_at IS NULL",
  request_message: "WHERE request_id IN (SELECT id FROM change_request WHERE closed_at IS NULL)",
};

type Column = { name: string; type: string };

/** Everything that the old version has in its tables, as statements with named columns, and the jobs not yet worked. */
export async function dump(db: OldDatabase): Promise<string> {
  await db.sql("SET TIME ZONE 'UTC'");
  const parts = [HEAD];
  for (const table of tables) {
    const columns = await columnsOf(db, table);
    const given = { table, from: `${table} ${LEFT_OUT[table] ?? ""}`, columns };
    parts.push(table === "audit_entry" ? await chained(db, given) : await inserts(db, given));
  }
  parts.push("SELECT setval('change_request_number_seq', (SELECT max(number) FROM change_request));\n");
  const jobs = { table: "pgboss.job", from: "pgboss.job WHERE state = 'created'", columns: JOB };
  return [...parts, await inserts(db, jobs), "DROP FUNCTION id(int);\n"].join("\n");
}

// The settings of the queue as they were go with each job; its times are those of the insert.
const JOB: Column[] = [
  ...[
    "name",
    "data",
    "retry_limit",
    "retry_delay",
    "retry_backoff",
    "retry_delay_max",
    "expire_seconds",
    "dead_letter",
  ],
].map((name) => ({ name, type: "text" }));

async function columnsOf(db: OldDatabase, table: string): Promise<Column[]> {
  const rows = await db.sql(
    `SELECT column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  return rows.map(({ column_name, data_type }) => ({ name: String(column_name), type: String(data_type) }));
}

type Inserted = { table: string; from: string; columns: Column[] };

async function inserts(db: OldDatabase, given: Inserted): Promise<string> {
  return `INSERT INTO ${given.table} (${namesOf(given.columns)}) VALUES\n${await valuesOf(db, given)};\n`;
}

/** An entry's previous hash is the hash before it, so that is written once. */
async function chained(db: OldDatabase, given: Inserted): Promise<string> {
  const columns = given.columns.filter(({ name }) => name !== "previous_hash");
  const before = `lag("hash", 1, repeat('0', 64)) OVER (ORDER BY "sequence")`;
  return `INSERT INTO ${given.table} (${namesOf(columns)}, "previous_hash") SELECT *, ${before} FROM (VALUES
${await valuesOf(db, { ...given, columns })}) AS entries (${namesOf(columns)});\n`;
}

async function valuesOf(db: OldDatabase, { from, columns }: Inserted): Promise<string> {
  const rows = await db.sql(
    `SELECT '(' || ${columns.map(literal).join(" || ', ' || ")} || ')' AS row FROM ${from} ORDER BY ${order(columns)}`,
  );
  return rows.map(({ row }) => row).join(",\n");
}

const namesOf = (columns: Column[]) => columns.map(({ name }) => `"${name}"`).join(", ");

function literal({ name, type }: Column): string {
  if (type === "uuid") return `coalesce('id(' || left("${name}"::text, 8)::int || ')', 'NULL')`;
  if (["integer", "boolean"].includes(type)) return `coalesce("${name}"::text, 'NULL')`;
  return `quote_nullable("${name}"::text)`;
}

function order(columns: Column[]): string {
  const names = columns.map(({ name }) => name);
  const one = ["sequence", "number", "data"].find((name) => names.includes(name));
  return one === "data"
    ? '"data"::text'
    : one
      ? `"${one}"`
      : names
          .slice(0, 3)
          .map((name) => `"${name}"`)
          .join(", ");
}
