import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenToCommandLine, socketOf } from "../../src/boot/command-line.ts";
import { openDatabase } from "../../src/db/open.ts";
import { createApiKeys } from "../../src/pipeline/api-keys.ts";
import { openOrganization } from "../abuse/setup.ts";
import { databases, freshDatabase, freshPlace } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/countersign.ts", import.meta.url));
const SCOPE = ["--scope", "payment-password:verify"];
const KEY = /^csk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/;

type Where = { dataDir: string; databaseUrl?: string };

async function countersign({ dataDir, databaseUrl }: Where, ...words: string[]) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const database = databaseUrl ? { DATABASE_URL: databaseUrl } : {};
  const env = { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: "silent", DATA_DIR: dataDir, ...database };
  const child = spawn(process.execPath, [COMMAND, "api-key", ...words], { env, cwd: dataDir });
  const text = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    text.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text.err += chunk;
  });
  const [status] = await once(child, "close");
  return { status, ...text };
}

describe.each(databases)("countersign api-key, on $kind", ({ kind }) => {
  let db: Awaited<ReturnType<typeof freshDatabase>>;
  let place: Where;
  let stop: () => Promise<void>;

  // Whoever has the embedded database open is the server, and is asked; PostgreSQL is opened beside it.
  beforeAll(async () => {
    db = await freshDatabase(kind);
    place = db.place;
    const company = await openOrganization(db);
    const apiKeys = createApiKeys(company.services, company.id);
    const nothing = async () => ({ ok: false, lines: ["not here"] });
    const served = { importFile: nothing, apiKeys, rotateKeys: nothing, recover: nothing };
    stop = await listenToCommandLine(place.dataDir, served);
  });
  afterAll(async () => {
    await stop();
    await db.close();
  });

  it("adds a key and shows it once, lists it without, and revokes it", async () => {
    expect((await countersign(place, "list")).out).toContain("There is no API key yet.");
    const added = await countersign(place, "add", "checkout", ...SCOPE);
    expect(added).toMatchObject({ status: 0, err: "" });
    const [said, key = ""] = added.out.trimEnd().split("\n");
    expect(said).toContain("The API key checkout is good until");
    expect(key).toMatch(KEY);
    const days = await db.sql("SELECT extract(day FROM expires_at - created_at)::int AS days FROM api_key");
    expect(days).toEqual([{ days: 365 }]);
    const listed = await countersign(place, "list");
    expect(listed.out).toMatch(/^[0-9a-f]{8} checkout: payment-password:verify; added .*; expires .*; never used\n$/);
    expect(listed.out).not.toContain(key.slice(13));
    expect((await countersign(place, "revoke", "checkout")).out).toContain("is revoked");
    expect((await countersign(place, "list")).out).toContain("; revoked ");
    const kinds = await db.sql("SELECT body FROM audit_entry ORDER BY sequence");
    expect(kinds.map(({ body }) => JSON.parse(String(body)))).toMatchObject([
      { kind: "api-key.added", by: null, via: "command line" },
      { kind: "api-key.revoked", by: null, via: "command line" },
    ]);
  });

  it("is good for as many days as it is told", async () => {
    expect((await countersign(place, "add", "short", ...SCOPE, "--expires", "7")).status).toBe(0);
    const [row] = await db.sql(
      "SELECT extract(day FROM expires_at - created_at)::int AS days FROM api_key WHERE name = 'short'",
    );
    expect(row).toEqual({ days: 7 });
  });

  it.each([
    ["no scope", 2, ["add", "one"], "--scope"],
    ["an unknown scope", 1, ["add", "one", "--scope", "everything"], "payment-password:verify"],
    ["days that are none", 2, ["add", "one", ...SCOPE, "--expires", "soon"], "number of days"],
    ["too many days", 1, ["add", "one", ...SCOPE, "--expires", "731"], "1 to 730"],
    ["a name with spaces", 1, ["add", "one two", ...SCOPE], "letters, digits"],
    ["a key that is not there", 1, ["revoke", "nothing"], "countersign api-key list"],
  ])("refuses %s with a sentence and exits with %i", async (_, status, words, said) => {
    const answer = await countersign(place, ...words);
    expect([answer.status, answer.out, answer.err]).toEqual([status, "", expect.stringContaining(said)]);
  });

  it("is asked of the running server in the shape that it knows", async () => {
    const post = async (path: string, body: string) => {
      const asked = request({ socketPath: socketOf(place.dataDir), method: "POST", path });
      asked.end(body);
      const [response] = await once(asked, "response");
      response.resume();
      return response.statusCode;
    };
    expect(await post("/api-key/add", '{"name":"door"}')).toBe(400);
    expect(await post("/api-key/revoke", "{}")).toBe(400);
    expect(await post("/api-key/everything", "{}")).toBe(404);
    expect(await db.sql("SELECT 1 FROM api_key WHERE name = 'door'")).toEqual([]);
  });
});

describe.each(databases)("countersign api-key without a server, on $kind", ({ kind }) => {
  it("opens the database itself, and says so where there is no organization", async () => {
    const place = await freshPlace(kind);
    expect((await countersign(place, "list")).err).toContain("There is no organization in this database yet.");
    const opened = await openDatabase({ ...place, log: silent });
    await openOrganization(opened);
    await opened.close();
    const added = await countersign(place, "add", "checkout", ...SCOPE);
    expect([added.status, added.out.trimEnd().split("\n")[1]]).toEqual([0, expect.stringMatching(KEY)]);
    await place.drop();
  });
});
