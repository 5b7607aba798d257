import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../src/core/job.ts";
import type { Task } from "../../src/core/task.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction, type Tx } from "../../src/db/transaction.ts";
import { jobs } from "../../src/jobs.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { createOutbound } from "../../src/pipeline/outbound.ts";
import { atOnce, type Company, type Member, openOrganization, wordsOf } from "../abuse/setup.ts";
import { databases, freshDatabase } from "../harness/database.ts";

describe.each(databases)("who has not been here for 90 days is told of once a month, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    [ada, grace] = [await company.member("Ada", ["Admin"]), await company.member("Grace", ["Admin"])];
    await company.member("Linus", ["Finance"]);
    await toMonth(0);
  });
  beforeEach(async () => {
    await db.sql("DELETE FROM queued");
    await seen("now");
  });
  afterAll(() => db.close());

  const now = async () => new Date(String((await db.sql(...statement()))[0]?.now));
  const statement = () => {
    const { sql, values } = company.clock.database();
    return [`SELECT ${sql.replace("?", "$1")} AS now`, values] as [string, unknown[]];
  };
  /** To the second day of the month that is so many months from now, and nobody has looked in between. */
  async function toMonth(months: number): Promise<void> {
    const at = await now();
    const then = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 2, 3);
    company.clock.forward({ seconds: Math.round((then - at.getTime()) / 1000) });
  }
  async function seen(when: "now" | Date, ...people: Member[]): Promise<void> {
    const at = when === "now" ? await now() : when;
    const ids = people.length > 0 ? people.map(({ id }) => id) : (await company.rows("member")).map(({ id }) => id);
    await db.sql("UPDATE member SET seen_at = $1 WHERE id = ANY ($2::uuid[])", [at.toISOString(), ids]);
  }
  const daysAgo = async (days: number) => new Date((await now()).getTime() - days * 86_400_000);
  const looks = async () => (await company.jobs()).filter(({ name }) => name === "dormant").length;
  const prepare = (job: Job): Promise<Task<Tx>> =>
    inTransaction(db, (tx) => createOutbound(company.services, jobs).prepare(tx, { organizationId: company.id, job }));
  /** Whom the month's look tells, and in what words. */
  async function told(): Promise<string[]> {
    const plan = await prepare({ name: "dormant" });
    const notices = plan.kind === "jobs" ? plan.jobs : [];
    const mails = [];
    for (const notice of notices) {
      const mail = await prepare({ ...notice, to: "mail" } as Job);
      if (mail.kind === "mail") mails.push(`${mail.mail.to}: ${wordsOf(mail.mail.body)}`);
    }
    return mails;
  }

  it("once, however often the clock comes round and whatever server it is on", async () => {
    await toMonth(1);
    await atOnce(5, () => tick(company.services));
    await tick(company.services);
    expect(await looks()).toBe(1);
    company.clock.forward({ days: 20 });
    await tick(company.services);
    expect(await looks()).toBe(1);
    await toMonth(1);
    await tick(company.services);
    expect(await looks()).toBe(2);
  });

  it("once after an outage of months, too", async () => {
    await toMonth(5);
    await tick(company.services);
    await tick(company.services);
    expect(await looks()).toBe(1);
  });

  it("not in an organization's own month", async () => {
    await db.sql("UPDATE organization SET dormant_looked_at = NULL, created_at = $1", [(await now()).toISOString()]);
    await tick(company.services);
    expect(await looks()).toBe(0);
    await toMonth(1);
    await tick(company.services);
    expect(await looks()).toBe(1);
  });

  it("nobody is told of nobody", async () => {
    await seen(await daysAgo(89));
    expect(await told()).toEqual([]);
  });

  it("those who may edit members are told, with how many they are and the first of them", async () => {
    await seen(await daysAgo(120), grace);
    const one = "1 member has not been here for 90 days: grace@acme.example. Do they still need their roles?";
    expect((await told()).sort()).toEqual([
      expect.stringMatching(`^ada@acme.example: ${one}`),
      expect.stringMatching(`^grace@acme.example: ${one}`),
    ]);
    await db.sql(
      `INSERT INTO member (id, organization_id, email, state, password_hash, created_at)
       SELECT gen_random_uuid(), $1, 'away' || n || '@acme.example', 'active', 'x', '2020-01-01' FROM generate_series(1, 7) n`,
      [company.id],
    );
    const [words = ""] = await told();
    expect(words).toMatch(
      /: 8 members have not been here for 90 days\. The longest away: away\d@.*, away\d@.* and away\d@/,
    );
    await db.sql("UPDATE member SET state = 'suspended' WHERE email LIKE 'away%'");
    expect((await told())[0]).toContain(one);
  });

  it("who may not edit members any more, or is suspended, is not told what was planned", async () => {
    await seen(await daysAgo(120), grace);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [ada.id]);
    expect(await prepare({ name: "dormant-told", memberId: ada.id, to: "mail" })).toEqual({ kind: "none" });
    await db.sql("UPDATE member SET state = 'active' WHERE id = $1", [ada.id]);
    await db.sql("DELETE FROM role_grant WHERE member_id = $1", [ada.id]);
    expect(await prepare({ name: "dormant-told", memberId: ada.id, to: "mail" })).toEqual({ kind: "none" });
    await company.grant(ada.id, "Admin");
    expect(await prepare({ name: "dormant-told", memberId: ada.id, to: "mail" })).toMatchObject({ kind: "mail" });
  });
});
