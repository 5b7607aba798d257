import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../src/core/job.ts";
import type { Mail } from "../../src/core/task.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { countRoundTrips } from "../../src/db/round-trips.ts";
import { sql } from "../../src/db/sql.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut } from "../../src/db/write.ts";
import { deliver, type WorkerParts } from "../../src/delivery/worker.ts";
import { insertSession } from "../../src/domain/sessions/store.ts";
import { jobs } from "../../src/jobs.ts";
import { createOutbound } from "../../src/pipeline/outbound.ts";
import { draftIn, sendsFile } from "../abuse/importing.ts";
import { type Company, type Member, openOrganization } from "../abuse/setup.ts";
import { insertAddressChange, insertAlternateChange, insertAuthenticator } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";

/** What the worker asks the database for one mail; BEGIN and COMMIT are two of them, where there are any. */
const FOR_A_MAIL = {
  code: 2,
  "activation-mail": 2,
  "approval-mail": 3,
  outcome: 1,
  linked: 1,
  activated: 2,
  "mail-only": 2,
  revoked: 3,
  "member-moved": 1,
  "roles-changed": 1,
  "name-corrected": 1,
  "address-moved": 1,
  "alternate-moved": 6,
  "alternate-new": 6,
  "left-chat-told": 2,
  "import-result": 5,
  "import-list": 5,
  "import-ready": 2,
  "role-changed": 2,
  "dormant-told": 2,
  "role-ends": 3,
  "role-ends-for": 4,
  "reset-mail": 6,
  "new-device": 2,
  "password-changed": 1,
  "codes-enabled": 1,
  "passkey-told": 1,
  "authenticator-told": 3,
  "payment-password": 1,
  recovered: 1,
  "recovery-told": 2,
  "recovery-contact": 1,
};
/** Six where a link is made and kept when it is sent. */
const MOST_FOR_A_MAIL = 6;
/** And for what plans them: once for each change, however many people are told. */
const FOR_A_PLAN = {
  ...{ activation: 1, approval: 7, outcome: 3, activated: 2, "mail-only": 4, revoked: 3 },
  ...{
    "member-moved": 3,
    "roles-changed": 3,
    "name-corrected": 3,
    "address-moved": 3,
    "alternate-moved": 5,
    linked: 2,
    "new-device": 2,
    "role-changed": 2,
    "dormant-told": 3,
    "left-chat-told": 4,
    "import-ready": 2,
    "role-ends": 3,
    "role-ends-for": 4,
    "password-changed": 3,
    "codes-enabled": 3,
    "passkey-told": 3,
    "authenticator-told": 3,
    "payment-password": 3,
    recovered: 3,
    "recovery-told": 3,
  },
};

describe.each(databases)("what the worker costs on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let parts: WorkerParts;
  const mails: Mail[] = [];
  let invitationId: string;
  let requestId: string;
  let importId: string;
  let addressId: string;
  let changeId: string;
  let sessionId: string;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Berlin"] });
    [ada, grace] = [await company.member("Ada", ["Admin"]), await company.member("Grace", ["Admin"])];
    const mailer = { send: async (mail: Mail) => void mails.push(mail), close: () => undefined };
    const enqueue = (queued: unknown) => sql`test_enqueue(${JSON.stringify(queued)}::jsonb)`;
    const places = () => ({ ...company.services.places(company.id), securityContact: "security@acme.example" });
    parts = { db, mailer, enqueue, senders: new Map(), ...createOutbound({ ...company.services, places }, jobs) };
    requestId = (await company.waiting(ada, "linus@acme.example")).id;
    await company.reviews(grace, await company.current(requestId));
    importId = draftIn(await sendsFile(ada, ["somebody@acme.example,finance,Berlin"])).id;
    const [invitation] = await company.rows("invitation");
    invitationId = String(invitation?.id);
    const about = { organizationId: company.id, memberId: grace.id, before: grace.email };
    addressId = await insertAddressChange(db, { ...about, email: "grace.new@acme.example" });
    const codes = { organizationId: company.id, memberId: grace.id, email: "grace.codes@acme.example" };
    changeId = await insertAlternateChange(db, codes);
    await insertAuthenticator(db, { organizationId: company.id, memberId: grace.id, activeAt: company.clock.now() });
    sessionId = await signsIn();
    // An organization's name is asked for once: not part of what each mail costs.
    await costOf({ name: "linked", memberId: ada.id, platform: "slack" });
    mails.length = 0;
  });
  afterAll(() => db.close());

  /** A role of Grace's that is over, on an account that has to be named. */
  function ending() {
    const accounts = [...company.accountIds.values()].slice(0, 1);
    const role = { roleId: company.roles.get("Finance") ?? "", accounts, until: "2026-01-01T00:00:00.000Z" };
    return { memberId: grace.id, role, isOver: true };
  }

  /** Admin, which Grace holds. */
  const changed = () => ({ roleId: company.roles.get("Admin") ?? "", by: ada.id, memberId: grace.id });

  /** What a member is told of what was done on the pages. */
  function pages(to: { to?: "mail" }): Job[] {
    return [
      { name: "password-changed", memberId: grace.id, how: "changed", ...to },
      { name: "codes-enabled", memberId: grace.id, ...to },
      { name: "passkey-told", memberId: grace.id, passkeyId: null, ...to },
      { name: "authenticator-told", memberId: grace.id, what: "bound", ...to },
      { name: "payment-password", memberId: grace.id, how: "set", ...to },
      { name: "recovered", memberId: grace.id, ...to },
    ];
  }

  /** A browser of Grace's. */
  async function signsIn(): Promise<string> {
    const session = insertSession({
      ...{ organizationId: company.id, memberId: grace.id, token: newToken(), purpose: "sign-in", asks: "code" },
      ...{ page: null, agent: "Firefox", device: null, now: company.clock.now() },
    });
    await inTransaction(db, (tx) => carryOut(tx, [session.write]));
    return session.id;
  }

  async function costOf(job: Job): Promise<number> {
    const { count } = await countRoundTrips(() => deliver(parts, { organizationId: company.id, job }));
    return count;
  }

  /** A request that waits for its approval, and one that waits for its code. */
  async function open() {
    company.clock.forward({ hours: 25 });
    const waiting = await company.waiting(ada, "barbara@acme.example");
    await company.asks(ada, "edsger@acme.example");
    const [challenge] = await company.rows("challenge", "AND used_at IS NULL AND replaced_at IS NULL");
    return { waiting: waiting.id, challengeId: String(challenge?.id) };
  }

  it(`asks the database exactly so many times for a mail, and at most ${MOST_FOR_A_MAIL} times`, async () => {
    const { waiting, challengeId } = await open();
    const tell = { memberId: grace.id, tell: ada.id };
    await db.sql("UPDATE member SET seen_at = '2020-01-01' WHERE id = $1", [grace.id]);
    const ends = ending();
    const asked: Job[] = [
      { name: "code", challengeId },
      { name: "activation-mail", invitationId },
      { name: "approval-mail", requestId: waiting, memberId: grace.id },
      { name: "outcome", requestId, to: "mail" },
      { name: "linked", memberId: ada.id, platform: "slack", to: "mail" },
      { name: "activated", ...tell, to: "mail" },
      { name: "mail-only", invitationId, platform: "slack", to: "mail" },
      { name: "revoked", invitationId, by: grace.id, to: "mail" },
      { name: "member-moved", memberId: grace.id, state: "active", to: "mail" },
      { name: "roles-changed", memberId: grace.id, to: "mail" },
      { name: "name-corrected", memberId: grace.id, to: "mail" },
      { name: "address-moved", addressId, state: "asked", to: "mail" },
      { name: "alternate-moved", changeId, state: "asked", to: "mail" },
      { name: "alternate-new", changeId, state: "asked" },
      { name: "left-chat-told", memberId: grace.id, platform: "slack", tell: ada.id, to: "mail" },
      { name: "import-result", importId, memberId: ada.id },
      { name: "import-list", importId, memberId: ada.id },
      { name: "import-ready", importId, memberId: ada.id, to: "mail" },
      { name: "role-changed", ...changed(), to: "mail" },
      { name: "dormant-told", memberId: ada.id, to: "mail" },
      { name: "role-ends", ...ends, to: "mail" },
      { name: "role-ends-for", ...ends, tell: ada.id, to: "mail" },
      ...pages({ to: "mail" }),
      { name: "reset-mail", memberId: grace.id },
      { name: "new-device", memberId: grace.id, sessionId, to: "mail" },
      { name: "recovery-told", memberId: grace.id, tell: ada.id, to: "mail" },
      { name: "recovery-contact", memberId: grace.id },
    ];
    const costs = [];
    for (const job of asked) costs.push([job.name, await costOf(job)]);
    expect(mails).toHaveLength(asked.length);
    expect(Object.fromEntries(costs)).toEqual(FOR_A_MAIL);
    expect(Math.max(...Object.values(FOR_A_MAIL))).toBeLessThanOrEqual(MOST_FOR_A_MAIL);
  });

  it("counts every job that can come to a mail, and every job that plans one", () => {
    const mailed = Object.entries(jobs).filter(([, { ways }]) => ways.some((way) => way === "mail"));
    expect([...new Set([...Object.keys(FOR_A_MAIL), ...Object.keys(FOR_A_PLAN)])].sort()).toEqual(
      mailed.map(([name]) => name).sort(),
    );
  });

  it("and exactly so many times to plan who is told", async () => {
    const [row] = await company.rows("change_request", "AND state = 'awaiting_approval'");
    const plans: Job[] = [
      { name: "activation", invitationId },
      { name: "approval", requestId: String(row?.id) },
      { name: "outcome", requestId },
      { name: "activated", memberId: grace.id, tell: ada.id },
      { name: "mail-only", invitationId, platform: "slack" },
      { name: "revoked", invitationId, by: grace.id },
      { name: "member-moved", memberId: grace.id, state: "active" },
      { name: "roles-changed", memberId: grace.id },
      { name: "name-corrected", memberId: grace.id },
      { name: "address-moved", addressId, state: "asked" },
      { name: "alternate-moved", changeId, state: "asked" },
      { name: "linked", memberId: ada.id, platform: "slack" },
      { name: "new-device", memberId: grace.id, sessionId: grace.id },
      { name: "left-chat-told", memberId: grace.id, platform: "slack", tell: ada.id },
      { name: "import-ready", importId, memberId: ada.id },
      { name: "role-changed", ...changed() },
      { name: "dormant-told", memberId: ada.id },
      { name: "role-ends", ...ending() },
      { name: "role-ends-for", ...ending(), tell: ada.id },
      ...pages({}),
      { name: "recovery-told", memberId: grace.id, tell: ada.id },
    ];
    const costs = [];
    for (const job of plans) {
      const before = (await company.jobs()).length;
      costs.push([job.name, await costOf(job)]);
      expect((await company.jobs()).length).toBeGreaterThan(before);
    }
    expect(Object.fromEntries(costs)).toEqual(FOR_A_PLAN);
  });
});
