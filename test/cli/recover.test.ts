import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenToCommandLine } from "../../src/boot/command-line.ts";
import type { Job } from "../../src/core/job.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import type { Task } from "../../src/domain/job.ts";
import { recoveryJobs } from "../../src/domain/recoveries/jobs.ts";
import { createRecover, type Recover } from "../../src/pipeline/recover-member.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { SettingsService } from "../../src/web/settings/service.ts";
import { type Company, type Member, openOrganization, wordsOf } from "../abuse/setup.ts";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/countersign.ts", import.meta.url));
const visitor = { network: "10.9.1.1", agent: "Firefox, Linux", device: "a".repeat(43) };
const nothing = async () => ({ ok: true, lines: [] });

describe.each(databases)("countersign recover, on $kind", ({ kind }) => {
  let place: Place;
  let db: Database;
  let company: Company;
  let ada: Member;
  let pages: SettingsService;
  let recover: Recover;

  beforeEach(async () => {
    place = await freshPlace(kind);
    db = await openDatabase({ ...place, log: silent });
    company = await openOrganization(db);
    ada = await company.member("Ada", ["Admin"]);
    pages = createSettingsService(company.services, company.id);
    recover = createRecover(company.services, company.id);
  });
  afterEach(async () => {
    expect(company.faults).toEqual([]);
    await db.close();
    await place.drop();
  });

  const withApp = async ({ id }: Member) => {
    await db.sql(
      "INSERT INTO authenticator (id, organization_id, member_id, sealed, created_at, confirmed_at, active_at) VALUES ($1, $2, $3, 'v1.x.y.z', now(), now(), now())",
      [randomUUID(), company.id, id],
    );
    await db.sql(
      "INSERT INTO recovery_code (organization_id, member_id, position, hash, created_at) VALUES ($1, $2, 0, 'x', now())",
      [company.id, id],
    );
    await db.sql(
      "INSERT INTO web_session (id, organization_id, member_id, token_hash, purpose, proved_at, strength, created_at, seen_at) VALUES ($1, $2, $3, $4, 'sign-in', $5, 1, $5, $5)",
      [randomUUID(), company.id, id, randomUUID(), company.clock.now()],
    );
  };
  const tokenIn = (lines: string[]) => /\/security\/open\/(\S+)/.exec(lines.join("\n"))?.[1] ?? "";
  const history = async () => (await company.events()).map(({ kind: what, by, via }) => ({ what, by, via }));
  /** Nothing of the member was touched. */
  const untouched = async () => {
    expect(await company.rows("security_link")).toEqual([]);
    expect(await history()).toEqual([]);
    expect(await company.jobs()).toEqual([]);
  };

  it("lets the only administrator in again, and says in the history that it came from the console", async () => {
    await withApp(ada);
    await company.member("Linus", ["Finance"]);
    const { ok, lines } = await recover({ email: "ADA@acme.example", address: null });
    expect(ok).toBe(true);
    expect(lines.join("\n")).toContain("a code, which is mailed to ada@acme.example");
    expect(await company.rows("authenticator")).toMatchObject([{ sealed: "", ended_at: expect.any(Date) }]);
    expect(await company.rows("recovery_code")).toEqual([]);
    expect(await company.rows("web_session", "AND ended_at IS NULL")).toEqual([]);
    expect(await history()).toEqual([{ what: "member.recovered", by: null, via: "command line" }]);
    expect((await company.jobs()).map(({ name }) => name)).toEqual(["recovered", "recovery-told", "recovery-contact"]);
    // The token is printed, and kept nowhere.
    const kept = JSON.stringify([await company.rows("security_link"), await company.events(), await company.jobs()]);
    expect(kept).not.toContain(tokenIn(lines));
  });

  it("the link is good once, for 30 minutes, and still asks for a code that is mailed", async () => {
    await withApp(ada);
    const first = tokenIn((await recover({ email: ada.email, address: null })).lines);
    const second = tokenIn((await recover({ email: ada.email, address: null })).lines);
    expect(await pages.open(first)).toBeNull();
    expect(await pages.open(second)).toMatchObject({ email: ada.email, purpose: "reset" });
    const session = await pages.begin(second, null, visitor);
    expect(await pages.begin(second, null, visitor)).toBeNull();
    expect(await pages.find(session ?? "")).toMatchObject({ asks: "code", purpose: "reset", factor: "email" });
    const third = tokenIn((await recover({ email: ada.email, address: null })).lines);
    company.clock.forward({ minutes: 31 });
    expect(await pages.open(third)).toBeNull();
  });

  it("sets a new address at once, and one that was asked for before comes to nothing", async () => {
    await db.sql(
      "INSERT INTO address_change (id, organization_id, member_id, before, email, state, created_at, expires_at) VALUES ($1, $2, $3, $4, 'thief@x.example', 'asked', now(), now())",
      [randomUUID(), company.id, ada.id, ada.email],
    );
    const { ok, lines } = await recover({ email: ada.email, address: "Ada@New.example" });
    expect(ok).toBe(true);
    expect(lines.join("\n")).toContain("mailed to ada@new.example");
    expect(await company.rows("member", `AND id = '${ada.id}'`)).toMatchObject([{ email: "ada@new.example" }]);
    const changes = await company.rows("address_change", "ORDER BY state");
    expect(changes).toMatchObject([
      { state: "changed", before: ada.email, email: "ada@new.example" },
      { state: "stopped", email: "thief@x.example" },
    ]);
    expect((await history()).map(({ what }) => what)).toEqual(["member.recovered", "address.ended", "address.changed"]);
    // The new address is told by `recovered`, the old one by `address-moved`.
    const moved = (await company.jobs()).filter(({ name }) => name === "address-moved");
    expect(moved).toHaveLength(2);
    expect(JSON.stringify(await company.events())).not.toContain("new.example");
  });

  it("helps one of two administrators, and refuses where two others could", async () => {
    const bob = await company.member("Bob", ["Admin"]);
    expect(await recover({ email: ada.email, address: null })).toMatchObject({ ok: true });
    await company.member("Carl", ["Admin"]);
    const before = await history();
    const { ok, lines } = await recover({ email: bob.email, address: null });
    expect(ok).toBe(false);
    expect(lines.join("\n")).toContain("There are 2 other administrators who can help bob@acme.example: ask another");
    expect(await history()).toEqual(before);
    // Who is suspended helps nobody.
    await db.sql("UPDATE member SET state = 'suspended' WHERE email = 'carl@acme.example'");
    expect(await recover({ email: bob.email, address: null })).toMatchObject({ ok: true });
  });

  it.each([
    ["who is no administrator", "linus@acme.example", null, "is not an administrator"],
    ["who is unknown", "nobody@acme.example", null, "not the address of an active member"],
    ["who is suspended", "sus@acme.example", null, "not the address of an active member"],
    ["what is no address", "ada", null, "is not an e-mail address"],
    ["what can't be kept", "a\0b", null, "can't be read"],
    ["a new address that is none", "ada@acme.example", "x@y, z@x.example", "is not an e-mail address"],
    ["the same address", "ada@acme.example", "ADA@acme.example", "is the address already"],
    ["somebody else's address", "ada@acme.example", "linus@acme.example", "belongs to another member"],
  ])("refuses %s with a sentence, and touches nothing", async (_, email, address, words) => {
    await company.member("Linus", ["Finance"]);
    await company.member("Sus", ["Admin"]);
    await db.sql("UPDATE member SET state = 'suspended' WHERE email = 'sus@acme.example'");
    const { ok, lines } = await recover({ email, address });
    expect(lines.join("\n")).toContain(words);
    expect(ok).toBe(false);
    await untouched();
  });

  it("tells the member, everybody who may read the history, and SECURITY_CONTACT", async () => {
    const bob = await company.member("Bob", ["Admin"]);
    await company.member("Linus", ["Finance"]);
    await recover({ email: ada.email, address: null });
    const told: string[] = [];
    const look = async (job: Job): Promise<void> => {
      const { prepare } = recoveryJobs[job.name as keyof typeof recoveryJobs];
      const task: Task = await inTransaction(db, (tx) =>
        prepare({ ...company.jobContext(tx), securityContact: "security@acme.example" }, job as never),
      );
      if (task.kind === "jobs") for (const next of task.jobs) await look(next);
      if (task.kind === "mail") told.push(`${task.mail.to}: ${wordsOf(task.mail)}`);
    };
    for (const job of await company.jobs()) await look(job);
    expect(told.map((one) => one.split(":")[0]).sort()).toEqual([ada.email, bob.email, "security@acme.example"]);
    expect(told.find((one) => one.startsWith(bob.email))).toContain(ada.email);
    expect(told.join()).not.toMatch(/\/security\/open/);
  });

  it("is for this organization's members alone", async () => {
    const other = await openOrganization(db, { name: "Globex", tenant: "T2", beside: company });
    const hank = await other.member("Hank", ["Admin"]);
    expect(await recover({ email: hank.email, address: null })).toMatchObject({ ok: false });
    expect(await other.rows("security_link")).toEqual([]);
    const { lines } = await createRecover(company.services, other.id)({ email: hank.email, address: null });
    expect(await pages.open(tokenIn(lines))).toBeNull();
  });

  async function countersign(...words: string[]) {
    const database = place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {};
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: "silent", DATA_DIR: place.dataDir, ...database };
    const child = spawn(process.execPath, [COMMAND, "recover", ...words], { env, cwd: place.dataDir });
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

  it("works at the console where no server runs; those who are told are told by the next one", async () => {
    await db.close();
    const done = await countersign(ada.email);
    const refused = await countersign("nobody@acme.example");
    db = await openDatabase({ ...place, log: silent });
    expect(done).toMatchObject({ status: 0, err: "" });
    expect(done.out).toMatch(/http:\/\/localhost:3000\/security\/open\/[\w-]{43}\n/);
    expect(refused).toMatchObject({ status: 1, out: "" });
    const jobs = await db.sql("SELECT data -> 'job' ->> 'name' AS name FROM pgboss.job WHERE data ? 'job'");
    expect(jobs.map(({ name }) => name).sort()).toEqual(["recovered", "recovery-contact", "recovery-told"]);
  });

  it("goes through the server that has the embedded database open", async () => {
    const stop = await listenToCommandLine(place.dataDir, {
      ...{ importFile: nothing, rotateKeys: nothing, recover },
      apiKeys: { add: nothing, list: nothing, revoke: nothing },
    });
    const { out, status } = await countersign(ada.email, "--address", "ada@new.example");
    await stop();
    expect(out).toMatch(/\/security\/open\//);
    expect(out).toContain("mailed to ada@new.example");
    expect(status).toBe(0);
    const asked = await db.sql("SELECT email FROM member WHERE id = $1", [ada.id]);
    expect(asked).toEqual([{ email: "ada@new.example" }]);
  });
});
