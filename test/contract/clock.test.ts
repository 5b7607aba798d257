import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Ref } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { prepareActivationMail } from "../../src/domain/invitations/notifications.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { type Company, type Member, openOrganization, wordsOf } from "../abuse/setup.ts";
import { databases, freshDatabase } from "../harness/database.ts";

const HOUR = 3_600_000;
const both = databases.flatMap(({ kind }) => [-80, 80].map((hours) => ({ kind, hours })));

describe.each(both)("decisions go by the database's time: on $kind, with the process's clock $hours h off", (place) => {
  const { kind, hours } = place;
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    [ada, grace] = [await company.member("Ada", ["Admin"]), await company.member("Grace", ["Admin"])];
    const right = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: right + hours * HOUR });
    vi.setSystemTime(right + hours * HOUR);
    // The embedded database lives in this process and asks the same clock: its time is put right again.
    const [row] = await db.sql("SELECT extract(epoch FROM clock_timestamp())::float AS seconds");
    company.clock.forward({ seconds: Math.round(right / 1000 - Number(row?.seconds)) });
    expect(Math.abs((await databaseTime()) - right)).toBeLessThan(60_000);
    expect(Math.abs(Date.now() - right)).toBeGreaterThan(79 * HOUR);
  });
  afterAll(async () => {
    vi.useRealTimers();
    await db.close();
  });
  afterEach(async () => {
    company.clock.forward({ hours: 200 });
    await tick(company.services);
    expect(company.faults.splice(0)).toEqual([]);
  });

  const somebody = () => `person${++people}@acme.example`;
  const databaseTime = () => inTransaction(db, async (tx) => (await readNow(tx)).getTime());
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;
  const milliseconds = (value: unknown) => (value as Date).getTime();

  async function readNow(tx: Parameters<Parameters<typeof inTransaction>[1]>[0]): Promise<Date> {
    const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT ${company.clock.database()} AS now`;
    if (!row) throw new Error("no time");
    return row.now;
  }

  it("a request is open for 72 hours, and expired when they are over", async () => {
    const [started, ref] = [await databaseTime(), await company.waiting(ada, somebody())];
    const [row] = await company.rows("change_request", `AND id = '${ref.id}'`);
    expect(Math.abs(milliseconds(row?.created_at) - started)).toBeLessThan(60_000);
    expect(milliseconds(row?.expires_at) - milliseconds(row?.created_at)).toBe(72 * HOUR);
    company.clock.forward({ hours: 71 });
    await tick(company.services);
    expect(await stateOf(ref)).toBe("awaiting_approval");
    expect(wordsOf(await company.reviews(grace, ref))).toContain("Approved and done.");
  });

  it("and can't be approved an hour later, also where nobody has written down yet that it expired", async () => {
    const ref = await company.waiting(ada, somebody());
    company.clock.forward({ hours: 71 });
    await grace.presses("request.approve", ref);
    const code = (await company.code("request.approve", ref.id)) ?? "";
    company.clock.forward({ minutes: 61 });
    const sent = await grace.submits("request.approve", { code }, { ref });
    const pressed = await grace.presses("request.approve", ref);
    for (const reply of [sent, pressed]) expect(wordsOf(reply)).toContain("Expired before it was approved.");
    expect(wordsOf(await grace.types("requests"))).toContain("Nothing is open");
    expect(await stateOf(ref)).toBe("awaiting_approval");
    await tick(company.services);
    expect(await stateOf(ref)).toBe("expired");
  });

  it("a code lives for ten minutes", async () => {
    const [late, inTime] = [await company.asks(ada, somebody()), await company.asks(ada, somebody())];
    const codes = [await company.code("request.verify", late.id), await company.code("request.verify", inTime.id)];
    company.clock.forward({ minutes: 9 });
    const right = await ada.submits("request.verify", { code: codes[1] ?? "" }, { ref: inTime });
    expect(wordsOf(right)).toContain("sent for approval to");
    company.clock.forward({ minutes: 2 });
    const wrong = await ada.submits("request.verify", { code: codes[0] ?? "" }, { ref: late });
    expect(wordsOf(wrong)).toContain("This code is wrong or no longer valid");
    expect(await company.code("request.verify", late.id)).toBeNull();
  });

  it("another one can be asked for after a minute", async () => {
    const ref = await company.asks(ada, somebody());
    company.clock.forward({ seconds: 50 });
    expect(wordsOf(await ada.presses("request.verify", ref, { anew: "yes" }))).toMatch(/\d+ seconds/);
    company.clock.forward({ seconds: 15 });
    expect(wordsOf(await ada.presses("request.verify", ref, { anew: "yes" }))).not.toMatch(/\d+ seconds/);
  });

  it("five wrong codes lock for half an hour", async () => {
    const ref = await company.asks(ada, somebody());
    for (let at = 0; at < 5; at += 1) await ada.submits("request.verify", { code: "00000000" }, { ref });
    company.clock.forward({ minutes: 28 });
    expect(wordsOf(await ada.presses("request.verify", ref))).toContain("2 minutes");
    company.clock.forward({ minutes: 3 });
    expect(wordsOf(await company.confirms(ada, (await ada.presses("request.verify", ref)) && ref))).toContain(
      "sent for approval",
    );
  });

  it("an invitation is open for seven days, with its link", async () => {
    const email = somebody();
    await company.reviews(grace, await company.waiting(ada, email));
    const [row] = await company.rows("invitation", `AND email = '${email}'`);
    const invitationId = String(row?.id);
    const mail = () => inTransaction(db, (tx) => prepareActivationMail(company.jobContext(tx), { invitationId }));
    const task = await mail();
    const token = (task.kind === "mail" && task.mail.link?.url.split("/").at(-1)) || "";
    company.clock.forward({ hours: 7 * 24 - 1 });
    await tick(company.services);
    expect(await company.activation.open(token)).toMatchObject({ email });
    company.clock.forward({ minutes: 61 });
    expect([await company.activation.open(token), (await mail()).kind]).toEqual([null, "none"]);
    await tick(company.services);
    expect(await company.rows("invitation", `AND id = '${invitationId}'`)).toMatchObject([{ state: "expired" }]);
  });

  it("a role given until a time is held until then", async () => {
    const until = new Date((await databaseTime()) + HOUR);
    const hedy = await company.member(`Hedy${hours}`, ["Admin"]);
    await db.sql("UPDATE role_grant SET until = $2 WHERE member_id = $1", [hedy.id, until]);
    const ref = await company.waiting(ada, somebody());
    expect(wordsOf(await hedy.presses("request.approve", ref))).toContain("Approve request");
    company.clock.forward({ minutes: 61 });
    expect(wordsOf(await hedy.presses("request.approve", ref))).toContain("You need the permission");
    expect(await stateOf(ref)).toBe("awaiting_approval");
  });

  it("the history notes the database's time, and so does who was seen", async () => {
    const before = await databaseTime();
    await company.asks(ada, somebody());
    const [last] = (await company.events()).slice(-1);
    const [seen] = await company.rows("member", `AND id = '${ada.id}'`);
    for (const at of [Date.parse(String(last?.at)), milliseconds(seen?.seen_at)])
      expect(Math.abs(at - before)).toBeLessThan(60_000);
  });
});

describe("the clock that is asked", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const files = (folder: string, ending: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(ending))
      .map((path) => ({
        path,
        code: readFileSync(join(root, folder, path), "utf8").replace(/^\s*(?:\/\/|\*|--).*$/gm, ""),
      }));

  // Everything that decides is told the time (`Clock`): asked for in one place, and moved by tests as a whole.
  const CLOCKS =
    /(?<!performance\.)\bnow\(\)|\b(?:clock|statement|transaction)_timestamp\b|\bcurrent_(?:time|date)|\blocaltime|\bdatabaseClock\b|\bDate\.now\b|\bnew Date\b(?!\()|\bnew Date\(\)|(?<!new )\bDate\(|\bperformance\.timeOrigin\b/i;

  it("is nobody's own in the domain and the pipeline", () => {
    const found = ["src/domain", "src/pipeline"].flatMap((folder) => files(folder, ".ts"));
    expect(found.length).toBeGreaterThan(60);
    expect(found.filter(({ code }) => CLOCKS.test(code)).map(({ path }) => path)).toEqual([]);
  });

  it("nor in the functions and triggers of the database", () => {
    const found = files("prisma/migrations", ".sql");
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter(({ code }) => CLOCKS.test(code)).map(({ path }) => path)).toEqual([]);
  });

  it.each([
    "SELECT now()",
    "clock_timestamp()",
    "CURRENT_TIMESTAMP",
    "new Date()",
    "new Date;",
    "Date.now()",
    "Date()",
  ])("would be noticed: %s", (code) => expect(CLOCKS.test(code)).toBe(true));
  it.each([
    "new Date(now.getTime())",
    "performance.now()",
    "const now = ",
    "readTime(tx, clock())",
    "storedTime",
    "isDate(value)",
  ])("is not meant by %s", (code) => expect(CLOCKS.test(code)).toBe(false));
});
