import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { sql } from "../../src/db/sql.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { createRecord } from "../../src/domain/history/record.ts";
import { found } from "../../src/domain/invitations/founding.ts";
import { events as eventRules } from "../../src/events.ts";
import { freshPlace, type Place, products } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/countersign.ts", import.meta.url));

function countersign(place: { dataDir: string; databaseUrl?: string }, ...words: string[]) {
  const database = place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {};
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: "silent", DATA_DIR: place.dataDir, ...database };
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

it("the version can be asked of the command and of the program, which then starts nothing", async () => {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  const nowhere = { dataDir: "/nowhere" };
  expect(countersign(nowhere, "--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const env = { PATH, NODE_COMPILE_CACHE, DATA_DIR: "/nowhere", PORT: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "--version"], { env, encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

describe.each(products)("countersign audit verify, on $kind", ({ kind }) => {
  let place: Place;
  let organizationId: string;

  const withDatabase = async (use: (sql: (text: string) => Promise<unknown>) => Promise<void>) => {
    const db = await openDatabase({ ...place, log: silent });
    await use(db.sql).finally(() => db.close());
  };

  beforeAll(async () => {
    place = await freshPlace(kind);
    const db = await openDatabase({ ...place, log: silent });
    const now = new Date("2026-01-01T10:00:00Z");
    organizationId = await inTransaction(db, async (tx) => {
      const { organization, ...done } = await found(tx, {
        name: "Acme",
        isNamed: true,
        firstAdmin: "ada@example.com",
        merchantAccounts: [],
        now,
      });
      const record = createRecord(eventRules, () => sql`1`);
      const about = { organizationId: organization.id, doer: { by: null, via: "start" }, now } as const;
      await record(tx, { ...about, ...done });
      const refused = { kind: "command.refused", command: "history.show", reason: "refused.permission" } as const;
      for (let at = 0; at < 8; at += 1) await record(tx, { ...about, events: [refused], writes: [] });
      return organization.id;
    });
    await db.close();
  });
  afterAll(() => place.drop());

  it("says that a whole history is whole, and which head to note", () => {
    const { status, stdout } = countersign(place, "audit", "verify");
    expect(stdout).toMatch(/^The history is whole: 10 entries fit\.\n.*--head 10:[0-9a-f]{64}\n$/s);
    expect(status).toBe(0);
    const noted = /--head (\S+)/.exec(stdout)?.[1] ?? "";
    expect(countersign(place, "audit", "verify", "--head", noted).status).toBe(0);
    const other = `10:${"0".repeat(64)}`;
    const { status: off, stderr } = countersign(place, "audit", "verify", "--head", other);
    expect(stderr).toContain("Entry 10: its hash is not the one that was noted.");
    expect(off).toBe(1);
  });

  it("exits with 1 and names the first bad entry when one was changed behind its back", async () => {
    await withDatabase(async (sql) => {
      const change = `UPDATE audit_entry SET body = replace(body, 'history.show', 'history.shown')
        WHERE organization_id = '${organizationId}' AND sequence IN (6, 8)`;
      await expect(sql(change)).rejects.toThrow();
      await sql("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only");
      await sql(change);
    });
    const { status, stdout, stderr } = countersign(place, "audit", "verify");
    expect(stderr).toBe("The history was tampered with. Entry 6: its hash is not the hash of what it says.\n");
    expect(stdout).toBe("");
    expect(status).toBe(1);
  });

  it("exits with 2 and makes nothing where it is asked to look at an empty place", async () => {
    const empty = await freshPlace(kind, { empty: true });
    const { status, stderr } = countersign(empty, "audit", "verify");
    expect(stderr).toMatch(kind === "embedded" ? /There is no database in/ : /The database is empty, or from an older/);
    expect(status).toBe(2);
    await empty.drop();
  });

  it("exits with 2 and says how a head looks when it is given another", () => {
    const { status, stderr } = countersign(place, "audit", "verify", "--head", "10");
    expect(stderr).toContain("It must look like");
    expect(status).toBe(2);
  });
});
