import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asList, createEngine, difference, SCHEMA } from "../../prisma/engine.ts";
import type { Connection } from "../../src/db/connection.ts";
import { createPglite, embedded } from "../../src/db/embedded.ts";
import { checksum, MIGRATIONS, migrate, readMigrations } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { openPostgresql } from "../../src/db/postgresql.ts";
import { databases, freshDatabase, freshPlace, type Place } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";
import { runProcess, source } from "../harness/process.ts";
import { connect, OLD_MIGRATIONS, oldDatabase, oldMigrations } from "../upgrade/upgraded.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-migrations-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, "migration.sql"), sql);
}

/** An empty database, made of a copy of a full one: making one from nothing takes seconds. */
async function emptyPglite({ dataDir }: Place): Promise<PGlite> {
  const pglite = await createPglite(join(dataDir, "pglite"));
  await pglite.exec("DROP SCHEMA public CASCADE; DROP SCHEMA pgboss CASCADE; CREATE SCHEMA public");
  return pglite;
}

describe("the migrations in prisma/migrations", () => {
  const places: Place[] = [];
  afterEach(async () => {
    for (const place of places.splice(0)) await place.drop();
  });
  const empty = async () => {
    const place = await freshPlace("embedded");
    places.push(place);
    return emptyPglite(place);
  };

  it("make exactly the database that the schema describes", async () => {
    expect(await difference(await readMigrations(MIGRATIONS), { empty })).toBe("");
  });

  it("no longer do once the schema has a field that they haven't", async () => {
    const schema = await readFile(SCHEMA, "utf8");
    const changed = join(folder, "schema.prisma");
    await writeFile(changed, schema.replace(/^model Organization \{$/m, "$&\n  forgotten String?\n"));
    expect(await difference(await readMigrations(MIGRATIONS), { schemaFile: changed, empty })).toContain(
      'ADD COLUMN     "forgotten"',
    );
  });

  it("leave a history that Prisma itself would have written, and has nothing to say about", async () => {
    const [ours, theirs] = [await empty(), await empty()];
    const files = [{ path: SCHEMA, content: await readFile(SCHEMA, "utf8") }];
    const migrations = await readMigrations(MIGRATIONS);
    const migrationsList = asList(migrations, MIGRATIONS);
    const filters = { externalTables: [], externalEnums: [] };
    await embedded(ours).session((session) => migrate(session));
    const prisma = await createEngine(theirs, files);
    await prisma.applyMigrations({ migrationsList, filters });
    expect(await history(ours)).toEqual(await history(theirs));
    expect(await columns(ours)).toEqual(await columns(theirs));
    const onOurs = await createEngine(ours, files);
    const input = { migrationsList, optInToShadowDatabase: false, filters };
    expect(await onOurs.diagnoseMigrationHistory(input)).toEqual({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
    await Promise.all([ours.close(), theirs.close()]);
  });
});

async function history(pglite: PGlite) {
  const { rows } = await pglite.query<Record<string, unknown>>("SELECT * FROM _prisma_migrations ORDER BY started_at");
  return rows.map(({ id, started_at, finished_at, ...row }) => {
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(started_at).toBeInstanceOf(Date);
    expect(finished_at).toBeInstanceOf(Date);
    return row;
  });
}

async function columns(pglite: PGlite) {
  const { rows } = await pglite.query(
    `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
     FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
  );
  return rows;
}

describe.each(databases)("applying migrations on $kind", ({ kind }) => {
  let place: Place;
  let connection: Connection;
  let pglite: PGlite | undefined;
  beforeAll(async () => {
    pglite = kind === "embedded" ? await createPglite() : undefined;
  });
  afterAll(() => pglite?.close());
  beforeEach(async () => {
    place = await freshPlace(kind, { empty: kind === "postgresql" });
    connection = pglite ? embedded(pglite) : await openPostgresql(place.databaseUrl ?? "", silent);
    await put("1_first", "CREATE TABLE one (id int); INSERT INTO one VALUES (1);");
  });
  afterEach(async () => {
    if (pglite) await connection.sql("DROP SCHEMA public CASCADE").then(() => connection.sql("CREATE SCHEMA public"));
    else await connection.close();
    await place.drop();
  });

  const apply = () => connection.session((session) => migrate(session, folder));

  it("applies what is new, oldest first, and nothing twice", async () => {
    await put("2_second", "INSERT INTO one VALUES (2)");
    expect(await apply()).toBe(2);
    await put("3_third", "INSERT INTO one VALUES (3)");
    expect(await apply()).toBe(1);
    expect(await apply()).toBe(0);
    expect(await connection.sql("SELECT id FROM one")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it("asks a single question when there is nothing to do", async () => {
    await apply();
    const asked: string[] = [];
    await connection.session((session) =>
      migrate(
        {
          query: (text, values) => {
            asked.push(text);
            return session.query(text, values);
          },
          script: async (text) => void asked.push(text),
        },
        folder,
      ),
    );
    expect(asked).toHaveLength(1);
  });

  it("F17: leaves nothing of a migration that fails, and goes on from there", async () => {
    await put("2_second", "INSERT INTO one VALUES (2); SELECT 1/0;");
    await expect(apply()).rejects.toThrow("Migration 2_second failed and was rolled back: division by zero");
    expect(await connection.sql("SELECT id FROM one")).toEqual([{ id: 1 }]);
    await put("2_second", "INSERT INTO one VALUES (2)");
    expect(await apply()).toBe(1);
  });

  it("F17: refuses a database that a newer version has used", async () => {
    await put("2_second", "SELECT 1");
    await apply();
    await rm(join(folder, "2_second"), { recursive: true });
    await expect(apply()).rejects.toThrow("2_second, which this version doesn't know: it was used by a newer version");
  });

  it("refuses a migration that was edited after it was applied, but not another checkout's line ends", async () => {
    await put("1_first", "CREATE TABLE one (id int);\n-- two lines\n");
    await apply();
    await put("1_first", "CREATE TABLE one (id int);\r\n-- two lines\r\n");
    expect(await apply()).toBe(0);
    await put("1_first", "CREATE TABLE one (id bigint);\n-- two lines\n");
    await expect(apply()).rejects.toThrow("1_first was changed after it was applied");
  });

  it("refuses a database in which Prisma's own tool failed half-way, until that is resolved", async () => {
    await apply();
    await connection.sql(`INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', $1, '2_second')`, [
      checksum("SELECT 1"),
    ]);
    await put("2_second", "SELECT 1");
    await expect(apply()).rejects.toThrow("2_second was begun in this database and did not finish");
    await connection.sql("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'");
    expect(await apply()).toBe(1);
  });

  it("F17: a process killed in the middle of a migration leaves a database that the next start completes", async () => {
    await put("2_second", "INSERT INTO one SELECT generate_series(1, 1000000)");
    await put("3_third", "CREATE TABLE two AS SELECT count(*)::int AS count FROM one");
    const { dataDir, databaseUrl } = place;
    if (kind === "embedded") await (await emptyPglite(place)).close();
    const { child, ended, said } = await runProcess(
      `import { openEmbedded } from ${source("db/embedded.ts")};
       import { migrate } from ${source("db/migrate.ts")};
       import { openPostgresql } from ${source("db/postgresql.ts")};
       const { dataDir, databaseUrl } = ${JSON.stringify({ dataDir, databaseUrl })};
       const connection = databaseUrl ? await openPostgresql(databaseUrl, console) : await openEmbedded(dataDir, { say() {} });
       await connection.session((session) => {
         const script = (text) => {
           if (text.includes("generate_series")) console.log("now");
           return session.script(text);
         };
         return migrate({ ...session, script }, ${JSON.stringify(folder)});
       });
       console.log("too late");`,
      "now",
    );
    child.kill("SIGKILL");
    await ended;
    expect(said()).toBe("now\n");
    const database = await openDatabase({ dataDir, databaseUrl, migrations: folder, log: silent });
    expect(await database.sql("SELECT count FROM two")).toEqual([{ count: 1_000_001 }]);
    await database.close();
  });

  // The embedded database takes one process at a time.
  if (kind === "embedded") return;

  it("two processes that start at once apply each migration once", async () => {
    await cp(MIGRATIONS, folder, { recursive: true, force: true });
    await put("2_second", "SELECT pg_sleep(0.3)");
    const { dataDir, databaseUrl } = place;
    const script = `import { openDatabase } from ${source("db/open.ts")};
      const config = ${JSON.stringify({ dataDir, databaseUrl, migrations: folder })};
      const database = await openDatabase({ ...config, log: { info: ({ count }) => console.log(count) } });
      await database.close();`;
    const both = await Promise.all([runProcess(script), runProcess(script)]);
    const all = (await readMigrations(folder)).length;
    expect(both.map((one) => one.child.exitCode)).toEqual([0, 0]);
    expect(both.map((one) => one.said()).join("")).toBe(`${all}\n`);
    const rows = await connection.sql("SELECT migration_name FROM _prisma_migrations");
    expect(rows).toHaveLength(all);
  });
});

describe.each(databases)("a database of 3021c16 on $kind", ({ kind }) => {
  let place: Place;
  let connection: Connection;
  const open = async (how: { empty?: boolean } = {}) => {
    place = await oldDatabase(kind, how);
    connection = await connect(place);
  };
  afterEach(async () => {
    await connection.close();
    await place.drop();
  });

  it("is brought up to this version once, row for row, with what the new columns must hold", async () => {
    await open();
    const before = await rowsOf(connection);
    const due = (await readMigrations(MIGRATIONS)).length - OLD_MIGRATIONS.length;
    expect(await connection.session((session) => migrate(session))).toBe(due);
    expect(await connection.session((session) => migrate(session))).toBe(0);
    const {
      chat_tenant,
      member_word,
      open_home,
      conflict_rule,
      member_import,
      import_row,
      import_list,
      address_change,
      account_group,
      account_group_member,
      role_grant_group,
      web_session,
      security_link,
      web_failure,
      authenticator,
      recovery_code,
      payment_password,
      passkey,
      passkey_challenge,
      api_key,
      alternate_change,
      alternate_link,
      ...others
    } = await rowsOf(connection);
    const { _prisma_migrations, ...after } = others;
    const { _prisma_migrations: __, ...kept } = before;
    expect(after).toEqual(kept);
    expect([chat_tenant, open_home, conflict_rule, member_import, import_row, import_list, address_change]).toEqual([
      3, 0, 0, 0, 0, 0, 0,
    ]);
    expect([account_group, account_group_member, role_grant_group]).toEqual([0, 0, 0]);
    expect([web_session, security_link, web_failure, authenticator, recovery_code]).toEqual([0, 0, 0, 0, 0]);
    expect([payment_password, api_key, alternate_change, alternate_link]).toEqual([0, 0, 0, 0]);
    expect([passkey, passkey_challenge]).toEqual([0, 0]);
    expect(_prisma_migrations).toBe(OLD_MIGRATIONS.length + due);
    const [unfound] = await connection.sql(`SELECT count(*)::int AS count FROM member m WHERE state <> 'removed'
      AND NOT EXISTS (SELECT FROM member_word w WHERE w.member_id = m.id AND w.word = m.email)`);
    expect([unfound?.count, Number(member_word) > 0]).toEqual([0, true]);
    const [organization] = await connection.sql("SELECT requests FROM organization");
    expect(organization).toEqual({ requests: 19 });
    const [viewers] = await connection.sql("SELECT array_agg(DISTINCT viewer) AS all FROM request_message");
    expect(viewers).toEqual({ all: ["approver", "channel"] });
    const [factors] = await connection.sql(`SELECT count(*)::int AS count FROM challenge c, review r
      WHERE c.factor <> 'email' OR r.factor <> 'email' OR r.strength <> 1`);
    expect(factors).toEqual({ count: 0 });
  });

  it("keeps merchant accounts whose names differ in nothing but case, and tells them apart", async () => {
    await open();
    await connection.sql(`INSERT INTO merchant_account SELECT gen_random_uuid(), organization_id, upper(name)
      FROM merchant_account WHERE name IN ('Berlin', 'Paris')`);
    const ids = await connection.sql("SELECT id FROM merchant_account ORDER BY id");
    await connection.session((session) => migrate(session));
    expect(await connection.sql("SELECT id FROM merchant_account ORDER BY id")).toEqual(ids);
    const names = (await connection.sql("SELECT name FROM merchant_account")).map(({ name }) => String(name));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    const marked = names.filter((name) => / \([0-9a-f]{8}\)$/.test(name));
    expect([names.length, marked.length]).toEqual([5, 2]);
  });

  it("an invitation is good no longer than what it offers, and every other one as long as before", async () => {
    await open();
    const earlier = await mkdtemp(join(tmpdir(), "countersign-earlier-"));
    for (const name of await readdir(MIGRATIONS))
      if (name < "20261201065000") await cp(join(MIGRATIONS, name), join(earlier, name), { recursive: true });
    await connection.session((session) => migrate(session, earlier));
    await rm(earlier, { recursive: true });
    const all = "SELECT id, member_id, expires_at, state FROM invitation ORDER BY state = 'pending' DESC, id";
    const before = await connection.sql(all);
    const [over, kept] = before;
    expect([over?.state, kept?.state]).toEqual(["pending", "pending"]);
    const end = new Date(new Date(String(over?.expires_at)).getTime() - 3_600_000);
    await connection.sql("UPDATE role_grant SET until = $2 WHERE member_id = $1", [over?.member_id, end]);
    const far = new Date(new Date(String(kept?.expires_at)).getTime() + 3_600_000);
    await connection.sql("UPDATE role_grant SET until = $2 WHERE member_id = $1", [kept?.member_id, far]);
    await connection.session((session) => migrate(session));
    expect(await connection.sql(all)).toEqual(before.map((one) => (one === over ? { ...one, expires_at: end } : one)));
    const early = await connection.sql("SELECT id FROM invitation WHERE roles_end_first");
    expect(early).toEqual([{ id: over?.id }]);
  });

  it("ends with the tables, functions, checks and indexes of a new one", async () => {
    await open();
    await connection.session((session) => migrate(session));
    const fresh = await freshDatabase(kind);
    expect(await shapeOf(connection.sql)).toEqual(await shapeOf(fresh.sql));
    await fresh.close();
  });

  it("that never had an organization is brought up too", async () => {
    await open({ empty: true });
    expect(await connection.session((session) => migrate(session))).toBeGreaterThan(0);
    const rows = await rowsOf(connection);
    expect(rows).toMatchObject({ organization: 0, chat_tenant: 0, change_request: 0 });
  });

  it("F17: is refused by the old version from then on, which says why and changes nothing", async () => {
    await open();
    await connection.session((session) => migrate(session));
    const before = await rowsOf(connection);
    const migrations = await oldMigrations();
    await expect(connection.session((session) => migrate(session, migrations))).rejects.toThrow(
      "The database holds migration 20261124110000_room_for_more, which this version doesn't know: it was used by a newer version. Start that version, or restore a backup made with this one.",
    );
    expect(await rowsOf(connection)).toEqual(before);
    await rm(migrations, { recursive: true });
  });
});

/** How many rows each table has. */
async function rowsOf({ sql }: Connection): Promise<Record<string, number>> {
  const tables = await sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  const counts = tables.map(async ({ tablename }) => {
    const [row] = await sql(`SELECT count(*)::int AS count FROM "${tablename}"`);
    return [String(tablename), Number(row?.count)] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** Everything that the migrations make, in words, but for the order of the columns. */
async function shapeOf(sql: Connection["sql"]): Promise<Record<string, unknown>[]> {
  return sql(`
    SELECT table_name || '.' || column_name AS name, concat_ws(' ', data_type, is_nullable, column_default) AS definition
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'
    ORDER BY 1, 2`);
}
