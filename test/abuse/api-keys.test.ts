import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { type ApiKeys, createApiKeys } from "../../src/pipeline/api-keys.ts";
import { CALLS, createApiService } from "../../src/pipeline/api-service.ts";
import type { ApiService } from "../../src/web/api/service.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { openSite } from "../web/site.ts";
import { atOnce, type Company, openOrganization, wordsOf } from "./setup.ts";

const SCOPE = "payment-password:verify";

describe.each(databases)("API keys, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let keys: ApiKeys;
  let api: ApiService;
  let site: Awaited<ReturnType<typeof openSite>>;
  let names = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    keys = createApiKeys(company.services, company.id);
    api = createApiService(company.services, company.id);
    site = await openSite({ api });
  });
  afterAll(async () => {
    await site.close();
    await db.close();
  });
  afterEach(() => {
    company.clock.forward({ hours: 3 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  const made = async (days = 365, name = `key-${++names}`) => {
    const { ok, lines } = await keys.add({ name, scopes: [SCOPE], days });
    expect(ok).toBe(true);
    return { name, key: lines[1] ?? "", id: (lines[1] ?? "").slice(4, 12) };
  };
  const call = (
    authorization: string | null,
    body: unknown = { member: "nobody@acme.example", password: "12345678" },
  ) =>
    fetch(`${site.origin}/api/v1/payment-password/verify`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(authorization !== null && { Authorization: authorization }) },
      body: JSON.stringify(body),
    });
  const statusOf = async (key: string) => (await call(`Bearer ${key}`)).status;

  it("is shown once and kept as a hash: neither the database, the history, the list nor the log has it", async () => {
    const { key, name, id } = await made();
    expect(key).toMatch(/^csk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    expect(await statusOf(key)).toBe(200);
    const secret = key.slice(13);
    const list = (await keys.list()).lines.find((line) => line.includes(name));
    expect(list).toContain(id);
    for (const where of [await company.rows("api_key"), await company.events(), list, site.lines])
      expect(JSON.stringify(where)).not.toContain(secret);
  });

  it("missing, made up, shortened, another scheme: all are answered alike, with a challenge", async () => {
    const { key } = await made();
    const other = `${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`;
    const basic = `Basic ${Buffer.from(`x:${key}`).toString("base64")}`;
    const said = new Set<string>();
    for (const authorization of [
      null,
      "Bearer",
      "Bearer x",
      `Bearer ${other}`,
      basic,
      key,
      `Bearer ${key.slice(13)}`,
    ]) {
      const answer = await call(authorization);
      expect([answer.status, answer.headers.get("www-authenticate")], String(authorization)).toEqual([
        401,
        'Bearer realm="countersign"',
      ]);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      said.add(await answer.text());
    }
    expect(said.size).toBe(1);
  });

  it("is over when its time is, and at once when it is revoked, by name or by id, in any case", async () => {
    const [short, named, byId] = [await made(1), await made(), await made()];
    company.clock.forward({ hours: 23 });
    expect(await statusOf(short.key)).toBe(200);
    company.clock.forward({ hours: 1 });
    expect([await statusOf(short.key), await statusOf(named.key)]).toEqual([401, 200]);
    for (const [which, { key }] of [
      [named.name.toUpperCase(), named],
      [byId.id, byId],
    ] as const) {
      expect((await keys.revoke({ which })).ok).toBe(true);
      expect(await statusOf(key)).toBe(401);
      expect((await keys.revoke({ which })).ok).toBe(false);
    }
    const lines = (await keys.list()).lines.join("\n");
    expect(lines).toMatch(new RegExp(`${short.name}: .*expired`));
    expect(lines).toMatch(new RegExp(`${named.name}: .*revoked`));
  });

  it("of another organization is unknown here", async () => {
    const elsewhere = await openOrganization(db, { name: `Else${++names}`, tenant: `T${names}` });
    const { lines } = await createApiKeys(elsewhere.services, elsewhere.id).add({
      name: "x",
      scopes: [SCOPE],
      days: 1,
    });
    expect(await statusOf(lines[1] ?? "")).toBe(401);
    const { key, name } = await made();
    expect((await createApiKeys(elsewhere.services, elsewhere.id).revoke({ which: name })).ok).toBe(false);
    expect(await statusOf(key)).toBe(200);
  });

  it("is for what it was made for: without the scope it is refused", async () => {
    const { key, id } = await made();
    await db.sql("UPDATE api_key SET scopes = ARRAY['something:else'] WHERE left(id::text, 8) = $1", [id]);
    const answer = await call(`Bearer ${key}`);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(SCOPE)]);
  });

  it("can be used so often a minute, and a member asked about so often, known or not; then it says how long to wait", async () => {
    const ada = await company.member(`Asked${++names}`);
    const [{ key }, second] = [await made(), await made()];
    for (const member of [ada.email, "someone@acme.example"]) {
      const body = { member, password: "not the right one" };
      for (let at = 0; at < CALLS.member; at += 1) expect((await call(`Bearer ${key}`, body)).status).toBe(200);
      // Another key makes no difference, nor another case.
      const late = await call(`Bearer ${second.key}`, { ...body, member: member.toUpperCase() });
      expect(late.status).toBe(429);
      expect(late.headers.get("retry-after")).toMatch(/^(?:[1-5]?\d|60)$/);
    }
    await db.sql("UPDATE web_failure SET failures = $1 WHERE key LIKE 'api-key %'", [CALLS.key]);
    expect((await call(`Bearer ${key}`, { member: "third@acme.example", password: "12345678" })).status).toBe(429);
    company.clock.forward({ minutes: 2 });
    expect(await statusOf(key)).toBe(200);
    expect(JSON.stringify(await company.rows("web_failure"))).not.toContain("someone@");
  });

  it("many calls at once are counted one by one", async () => {
    const { key } = await made();
    const all = await atOnce(30, () => call(`Bearer ${key}`, { member: "many@acme.example", password: "12345678" }));
    expect(all.filter(({ status }) => status === 429)).toHaveLength(30 - CALLS.member);
  });

  it("its last use is noted, at most once a minute", async () => {
    const { key, id } = await made();
    const used = async () =>
      (await db.sql("SELECT last_used_at FROM api_key WHERE left(id::text, 8) = $1", [id]))[0]?.last_used_at;
    expect(await used()).toBeNull();
    await statusOf(key);
    const first = await used();
    company.clock.forward({ seconds: 30 });
    await statusOf(key);
    expect(await used()).toEqual(first);
    company.clock.forward({ seconds: 40 });
    await statusOf(key);
    expect(await used()).not.toEqual(first);
  });

  it.each([
    ["a name that is taken", { name: "Taken" }, "already"],
    ["a name with other characters", { name: "two words" }, "A name has up to 64"],
    ["no scope", { scopes: [] }, "--scope"],
    ["an unknown scope beside a known one", { scopes: [SCOPE, "member:remove"] }, "--scope"],
    ["no day", { days: 0 }, "1 to 730 days"],
    ["too many days", { days: 731 }, "1 to 730 days"],
  ])("refuses %s with a sentence, and makes nothing", async (_, wrong, words) => {
    if ("name" in wrong && wrong.name === "Taken") await made(1, "taken");
    const before = await company.rows("api_key");
    const { ok, lines } = await keys.add({ name: `key-${++names}`, scopes: [SCOPE], days: 1, ...wrong });
    expect([ok, lines.join()]).toEqual([false, expect.stringContaining(words)]);
    expect(await company.rows("api_key")).toEqual(before);
  });

  it("is an entry in the history when it is added and when it is revoked, with its name", async () => {
    const { name } = await made();
    await keys.revoke({ which: name });
    const chief = await company.member(`Reader${++names}`, ["Admin"]);
    const words = wordsOf(await chief.types("history"));
    expect(words).toContain(`The API key ${name} was added at the command line`);
    expect(words).toContain(`The API key ${name} was revoked at the command line`);
    expect(await company.count("api-key.added")).toBeGreaterThan(0);
  });
});
