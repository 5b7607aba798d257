import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenToCommandLine } from "../../src/boot/command-line.ts";
import { createKeys, keyIdOf } from "../../src/core/keys.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { replaceSealed } from "../../src/domain/authenticators/seal-store.ts";
import { boundTo } from "../../src/domain/verification/factors/authenticator.ts";
import { createRotateKeys, requireKnownKeys } from "../../src/pipeline/rotate-keys.ts";
import { type Company, openOrganization } from "../abuse/setup.ts";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/countersign.ts", import.meta.url));
const [OLD, NEW] = [
  "the older key of at least thirty-two characters",
  "the newer key of at least thirty-two characters",
];
const [older, newer, both] = [createKeys([OLD]), createKeys([NEW]), createKeys([NEW, OLD])];
const nothing = async () => ({ ok: true, lines: [] });

describe.each(databases)("countersign keys rotate, on $kind", ({ kind }) => {
  let place: Place;
  let db: Database;
  let company: Company;
  let memberId: string;

  beforeEach(async () => {
    place = await freshPlace(kind);
    db = await openDatabase({ ...place, log: silent });
    company = await openOrganization(db);
    memberId = (await company.member("Ada", ["Admin"])).id;
  });
  afterEach(async () => {
    await db.close();
    await place.drop();
  });

  const secretOf = (id: string) => `secret of ${id}`;
  /** Secrets of so many members, sealed under the older key. */
  async function seal(count: number): Promise<void> {
    const rows = Array.from({ length: count }, () => {
      const [id, member] = [randomUUID(), randomUUID()];
      const sealed = older.seal(boundTo({ organizationId: company.id, memberId: member, id }), secretOf(id));
      return { id, member, email: `${id}@acme.example`, sealed };
    });
    const made = "FROM jsonb_to_recordset($1::jsonb) AS made (id uuid, member uuid, email text, sealed text)";
    await db.sql(
      `INSERT INTO member (id, organization_id, email, state, password_hash, created_at, activated_at) SELECT member, $2::uuid, email, 'active', 'x', now(), now() ${made}`,
      [JSON.stringify(rows), company.id],
    );
    await db.sql(
      `INSERT INTO authenticator (id, organization_id, member_id, sealed, created_at) SELECT id, $2::uuid, member, sealed, now() ${made}`,
      [JSON.stringify(rows), company.id],
    );
  }
  /** Opens every secret that counts, and says how many are under which key. */
  async function counted() {
    const rows = await company.rows("authenticator", "AND ended_at IS NULL");
    const under = { older: 0, newer: 0 };
    for (const row of rows) {
      const [id, sealed] = [String(row.id), String(row.sealed)];
      const bound = boundTo({ organizationId: company.id, memberId: String(row.member_id), id });
      expect(both.open(bound, sealed)).toBe(secretOf(id));
      under[keyIdOf(sealed) === newer.ids[0] ? "newer" : "older"] += 1;
    }
    return under;
  }
  /** Nobody else may have the embedded database open. */
  const alone = async <T>(use: () => Promise<T>): Promise<T> => {
    await db.close();
    const result = await use();
    db = await openDatabase({ ...place, log: silent });
    company.rows = (table, where = "") =>
      db.sql(`SELECT * FROM ${table} WHERE organization_id = $1 ${where}`, [company.id]);
    return result;
  };

  function spawned(keys: string | null, killAt?: string) {
    const database = place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {};
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const given = { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: "silent", DATA_DIR: place.dataDir, ...database };
    const env = { ...given, ...(keys && { SECRET_KEYS: keys }) };
    const child = spawn(process.execPath, [COMMAND, "keys", "rotate"], { env, cwd: place.dataDir });
    const text = { out: "", err: "" };
    child.stdout.on("data", (chunk) => {
      text.out += chunk;
      if (killAt && text.out.includes(killAt)) child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk) => {
      text.err += chunk;
    });
    return once(child, "close").then(([status]) => ({ status, ...text }));
  }

  it("seals under the first key what is under another, once", async () => {
    await seal(250);
    const first = await alone(() => spawned(`${NEW},${OLD}`));
    expect(first).toMatchObject({ status: 0, err: "" });
    expect(first.out).toBe("100 so far\n200 so far\n250 so far\nSealed again under the first key: 250 secrets.\n");
    expect(await counted()).toEqual({ older: 0, newer: 250 });
    const second = await alone(() => spawned(`${NEW},${OLD}`));
    expect(second.out).toBe("Sealed again under the first key: 0 secrets.\n");
    await requireKnownKeys({ db, keys: newer });
  });

  it("loses nothing when it is killed in the middle, and does the rest when it is run again", async () => {
    await seal(4000);
    const killed = await alone(() => spawned(`${NEW},${OLD}`, "200 so far"));
    expect(killed.status).toBe(null);
    const { older: left, newer: done } = await counted();
    expect(done).toBeGreaterThanOrEqual(200);
    expect(left).toBeGreaterThan(0);
    const again = await alone(() => spawned(`${NEW},${OLD}`));
    expect(again.out).toContain(`Sealed again under the first key: ${left} secrets.`);
    expect(await counted()).toEqual({ older: 0, newer: 4000 });
  });

  it("wipes what has ended, and never writes over what has changed since it was read", async () => {
    await seal(2);
    const [one, two] = await company.rows("authenticator", "ORDER BY id");
    await db.sql("UPDATE authenticator SET ended_at = now() WHERE id = $1", [one?.id]);
    const [id, was] = [String(two?.id), String(two?.sealed)];
    const replace = (before: string) =>
      inTransaction(db, (tx) => replaceSealed(tx, [{ id, was: before, is: "other" }]));
    expect(await replace("what it was before")).toBe(0);
    expect(
      await inTransaction(db, (tx) =>
        replaceSealed(tx, [{ id: String(one?.id), was: String(one?.sealed), is: "other" }]),
      ),
    ).toBe(0);
    expect(await company.rows("authenticator", `AND id = '${id}'`)).toMatchObject([{ sealed: was }]);
    const done = await createRotateKeys({ db, keys: both })({ first: newer.ids[0] ?? "" });
    expect(done).toEqual({ ok: true, lines: ["Sealed again under the first key: 1 secret."] });
    expect(await company.rows("authenticator", "AND ended_at IS NOT NULL")).toMatchObject([{ sealed: "" }]);
  });

  it("leaves what it can't open, says so, and does the others", async () => {
    await seal(120);
    const [first] = await company.rows("authenticator", "ORDER BY id");
    await db.sql("UPDATE authenticator SET member_id = $2 WHERE id = $1", [first?.id, memberId]);
    const { ok, lines } = await createRotateKeys({ db, keys: both })({ first: newer.ids[0] ?? "" });
    expect(ok).toBe(false);
    expect(lines).toEqual([
      "Sealed again under the first key: 119 secrets.",
      "Not opened, as no key of SECRET_KEYS fits or they were changed: 1 secret.",
    ]);
    expect(await company.rows("authenticator", `AND id = '${first?.id}'`)).toMatchObject([{ sealed: first?.sealed }]);
  });

  it("start-up refuses a database with secrets under a key that is not in SECRET_KEYS, and says what to do", async () => {
    await requireKnownKeys({ db, keys: newer });
    await seal(2);
    await requireKnownKeys({ db, keys: both });
    await expect(requireKnownKeys({ db, keys: newer })).rejects.toThrow(
      `under a key that is not in SECRET_KEYS (key id ${older.ids[0]}). Add the older key behind the others`,
    );
    await db.sql("UPDATE authenticator SET ended_at = now()");
    await requireKnownKeys({ db, keys: newer });
  });

  it("asks for SECRET_KEYS, and for the server to be restarted where it has others", async () => {
    const unset = await alone(() => spawned(null));
    expect(unset.err).toContain("SECRET_KEYS is not set.");
    expect(unset.status).toBe(2);
    await seal(1);
    const rotateKeys = createRotateKeys({ db, keys: older });
    expect(await rotateKeys({ first: newer.ids[0] ?? "" })).toMatchObject({ ok: false });
    expect(await counted()).toEqual({ older: 1, newer: 0 });
  });

  it("goes through the server that has the embedded database open", async () => {
    if (kind !== "embedded") return expect(place.databaseUrl).toBeDefined();
    await seal(150);
    const stop = await listenToCommandLine(place.dataDir, {
      importFile: nothing,
      apiKeys: { add: nothing, list: nothing, revoke: nothing },
      recover: nothing,
      rotateKeys: createRotateKeys({ db, keys: both }),
    });
    const { out, status } = await spawned(`${NEW},${OLD}`);
    await stop();
    expect(out).toBe("Sealed again under the first key: 150 secrets.\n");
    expect(status).toBe(0);
    expect(await counted()).toEqual({ older: 0, newer: 150 });
  });
});
