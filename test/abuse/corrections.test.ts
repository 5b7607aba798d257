import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { prepareAddressMoved } from "../../src/domain/corrections/notifications.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

describe.each(databases)("corrections, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Berlin", "Lima"] });
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
  });
  afterAll(() => db.close());
  afterEach(async () => {
    await passes(80);
    expect(company.faults.splice(0)).toEqual([]);
  });

  const passes = async (hours: number) => {
    company.clock.forward({ hours });
    await tick(company.services);
  };
  const somebody = (held: string[] = ["Finance"], scope: string[] | "all" = "all") =>
    company.member(`Person${++people}`, held, scope);
  const newAddress = () => `new${++people}@acme.example`;
  const about = ({ id }: { id: string }) => ({ ref: { id, version: 1 } });
  const emailOf = async ({ id }: { id: string }) =>
    (await db.sql("SELECT email FROM member WHERE id = $1", [id]))[0]?.email;
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;
  const addressState = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM address_change WHERE id = $1", [id]))[0]?.state;

  async function waits(whom: Member, values: Values, who = ada): Promise<Ref> {
    company.clock.forward({ hours: 2 });
    const ref = refIn(await who.submits("member.correct", values, about(whom)));
    await company.confirms(who, ref);
    return company.current(ref.id);
  }

  async function asked(whom: Member, email: string): Promise<Ref> {
    await company.reviews(grace, await waits(whom, { email }));
    const [row] = await company.rows("address_change", `AND member_id = '${whom.id}' AND state = 'asked'`);
    return { id: String(row?.id), version: 1 };
  }

  async function confirms(whom: Member, ref: Ref): Promise<string> {
    company.clock.forward({ minutes: 5 });
    await whom.presses("address.confirm", ref);
    const code = (await company.code("address.confirm", ref.id)) ?? "";
    return wordsOf(await whom.submits("address.confirm", { code }, { ref }));
  }

  const asksForOperations = (): Values => {
    return { roles: [company.roles.get("Operations") ?? ""], access: "all", ends: "never" };
  };

  async function sentTo(challenge: string): Promise<string> {
    const rows = await db.sql(
      "SELECT coalesce(c.sent_to, m.email) AS email FROM challenge c JOIN member m ON m.id = c.member_id WHERE c.command = $1 ORDER BY c.created_at DESC LIMIT 1",
      [challenge],
    );
    return String(rows[0]?.email);
  }

  it("C11: an address that was approved is not used before the member confirms it, nor within a day after that", async () => {
    const [target, email] = [await somebody(), newAddress()];
    const ref = await asked(target, email);
    expect(await emailOf(target)).toBe(target.email);
    await passes(1);
    expect([await emailOf(target), await confirms(target, ref)]).toEqual([
      target.email,
      expect.stringContaining("is confirmed"),
    ]);
    expect(await sentTo("address.confirm")).toBe(email);
    await passes(23);
    expect(await emailOf(target)).toBe(target.email);
    await target.submits("grant.ask", asksForOperations());
    expect(await sentTo("request.verify")).toBe(target.email);
    await passes(2);
    expect([await emailOf(target), await addressState(ref)]).toEqual([email, "changed"]);
  });

  it("C11: only the member confirms it, with the code that went to the new address and to nothing else", async () => {
    const [target, other] = [await somebody(), await somebody()];
    const ref = await asked(target, newAddress());
    for (const who of [ada, grace, other])
      expect(wordsOf(await who.presses("address.confirm", ref))).toContain("no new address here");
    await target.presses("address.confirm", ref);
    const code = (await company.code("address.confirm", ref.id)) ?? "";
    expect(wordsOf(await ada.submits("address.confirm", { code }, { ref }))).toContain("no new address here");
    // A code that went to the old address confirms nothing.
    const own = refIn(await target.submits("grant.ask", asksForOperations()));
    const wrong = (await company.code("request.verify", own.id)) ?? "";
    expect(wordsOf(await target.submits("address.confirm", { code: wrong }, { ref }))).toContain("wrong");
    expect(await addressState(ref)).toBe("asked");
    expect(wordsOf(await target.submits("address.confirm", { code }, { ref }))).toContain("is confirmed");
  });

  it("C11: the old address is told by mail at once, whichever chats the member is in", async () => {
    const [target, email] = [await somebody(), newAddress()];
    const ref = await asked(target, email);
    const jobs = (await company.jobs()).filter((job) => job.name === "address-moved" && job.addressId === ref.id);
    expect(jobs).toHaveLength(1);
    const task = await inTransaction(db, (tx) => {
      const context = { ...company.jobContext(tx), platforms: ["slack"] as const };
      return prepareAddressMoved(context, { addressId: ref.id, state: "asked" });
    });
    const places = task.kind === "jobs" ? task.jobs.map((job) => ("to" in job ? job.to : null)) : [];
    expect(places).toEqual([expect.objectContaining({ platform: "slack" }), "mail"]);
    const mail = await inTransaction(db, (tx) =>
      prepareAddressMoved(company.jobContext(tx), { addressId: ref.id, state: "asked", to: "mail" }),
    );
    expect(mail).toMatchObject({ kind: "mail", mail: { to: target.email, kind: "security" } });
  });

  it("C11: what a chat says is somebody's address changes nothing", async () => {
    const target = await somebody();
    await db.sql("INSERT INTO chat_contact VALUES ('slack', 'T1', $1, 'profile@acme.example', now())", [
      target.account.user,
    ]);
    await target.types("help");
    expect(await emailOf(target)).toBe(target.email);
  });

  it("A16: who could not give the roles of a member corrects nothing of them, and lets nothing through", async () => {
    const berlin = await company.member(`Bertha${++people}`, ["Admin"], ["Berlin"]);
    const [far, chief] = [await somebody(["Finance"], ["Lima"]), await somebody(["Admin"])];
    for (const target of [far, chief])
      expect(wordsOf(await berlin.submits("member.correct", { email: newAddress() }, about(target)))).toContain(
        "can't",
      );
    const only = { organizationId: company.id, name: "Only approves", permissions: ["request:approve"] };
    company.roles.set("Only approves", await insertRole(db, only));
    const approver = await somebody(["Only approves"]);
    const ref = await waits(chief, { email: newAddress() });
    await company.reviews(approver, ref);
    expect(await stateOf(ref)).toBe("awaiting_approval");
    for (const one of [approver, chief]) await db.sql("DELETE FROM role_grant WHERE member_id = $1", [one.id]);
  });

  it("A1: whom it concerns does not approve it", async () => {
    const chief = await somebody(["Admin"]);
    const ref = await waits(chief, { email: newAddress() });
    expect(wordsOf(await company.reviews(chief, ref))).toContain("concerns you");
    await db.sql("DELETE FROM role_grant WHERE member_id = $1", [chief.id]);
  });

  it("A6: a name or an address that has changed since it was asked for makes it out of date", async () => {
    const target = await somebody();
    const ref = await waits(target, { name: "One", email: target.email });
    await db.sql("UPDATE member SET name = 'Another' WHERE id = $1", [target.id]);
    await company.reviews(grace, ref);
    expect(await stateOf(ref)).toBe("stale");
  });

  it("one address for two members: the second one is refused when asked, in any case of letters, and when it would be applied", async () => {
    const [first, second, email] = [await somebody(), await somebody(), newAddress()];
    const invited = newAddress();
    await company.reviews(grace, await company.waiting(ada, invited));
    for (const taken of [first.email, first.email.toUpperCase(), invited])
      expect(wordsOf(await ada.submits("member.correct", { email: taken }, about(second)))).toContain("belongs to");
    const ref = await waits(first, { email });
    const waiting = refIn(await ada.submits("member.correct", { email: newAddress() }, about(second)));
    // As if both had been asked for at once: the one that is applied second finds it taken.
    await db.sql("UPDATE change_request SET subject = 'x' WHERE id = $1", [ref.id]);
    await company.confirms(ada, waiting);
    await company.reviews(grace, ref);
    expect(await stateOf(ref)).toBe("applied");
    expect(wordsOf(await ada.submits("member.correct", { email }, about(await somebody())))).toContain("belongs to");
  });

  it("two corrections to one address that are approved at the same moment: one is applied, and one address is kept", async () => {
    const [first, second, email] = [await somebody(), await somebody(), newAddress()];
    const one = await waits(first, { email });
    await db.sql("UPDATE change_request SET subject = $2 WHERE id = $1", [one.id, first.id]);
    const other = await waits(second, { email }, grace);
    const edsger = await company.member(`Edsger${++people}`, ["Admin"]);
    await Promise.all([company.reviews(edsger, one), company.reviews(ada, other)]);
    const open = await company.rows("address_change", `AND email = '${email}' AND state = 'asked'`);
    expect(open).toHaveLength(1);
    expect([await stateOf(one), await stateOf(other)].filter((state) => state === "applied")).toHaveLength(1);
    await db.sql("DELETE FROM role_grant WHERE member_id = $1", [edsger.id]);
  });

  it("an address that somebody else gets meanwhile is not confirmed, and does not become the member's", async () => {
    const [early, late] = [await somebody(), await somebody()];
    const [first, second] = [newAddress(), newAddress()];
    const one = await asked(early, first);
    await company.reviews(grace, await company.waiting(ada, first));
    expect(await confirms(early, one)).toContain("belongs to another");
    const other = await asked(late, second);
    await confirms(late, other);
    await company.reviews(grace, await company.waiting(ada, second));
    await passes(25);
    expect([await emailOf(late), await addressState(other)]).toEqual([late.email, "taken"]);
  });

  it("who is suspended or removed gets no new address, and nobody gets in by one", async () => {
    const [target, email] = [await somebody(), newAddress()];
    const ref = await asked(target, email);
    await confirms(target, ref);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [target.id]);
    await passes(25);
    expect([await emailOf(target), await addressState(ref)]).toEqual([target.email, "stopped"]);
  });

  it("C10: a member is found by their address as people write it, and not by one that only looks like it", async () => {
    const target = await somebody();
    await asked(target, newAddress());
    const local = `mark${people}`;
    await db.sql("UPDATE member SET email = $2 WHERE id = $1", [target.id, `${local}@xn--bcher-kva.example`]);
    const typed = `${local}@b\u00fccher.example`;
    expect(wordsOf(await ada.types(`address stop ${typed}`))).toContain("will not become the address of");
    expect(wordsOf(await target.types(`address stop ${typed}`))).toContain("will not become the address of");
    expect(wordsOf(await target.types(`correct ${typed.toUpperCase()}`))).toContain("is filled in");
    // The Kelvin sign is no k: whose address that is, nobody knows.
    const other = typed.replace("k", "\u212a");
    expect(wordsOf(await ada.types(`address stop ${other}`))).not.toContain("will not become the address of");
    expect(wordsOf(await target.types(`correct ${other}`))).not.toContain("is filled in");
  });

  it("what the member has asked for goes on, and is theirs", async () => {
    const target = await somebody(["Admin"]);
    const own = await company.waiting(target, newAddress());
    const ref = await asked(target, newAddress());
    await confirms(target, ref);
    await passes(25);
    expect(await stateOf(own)).toBe("awaiting_approval");
    await company.reviews(ada, own);
    expect(await stateOf(own)).toBe("applied");
    await db.sql("DELETE FROM role_grant WHERE member_id = $1", [target.id]);
  });

  it("F18: the history holds neither a name nor an address", async () => {
    const [target, email] = [await somebody(), newAddress()];
    await company.reviews(grace, await waits(target, { name: "Zaphod Beeblebrox", email }));
    const [row] = await company.rows("address_change", `AND email = '${email}'`);
    const ref = { id: String(row?.id), version: 1 };
    await confirms(target, ref);
    await passes(25);
    const history = JSON.stringify(await company.rows("audit_entry"));
    expect(history).toContain("address.changed");
    expect(history).not.toMatch(new RegExp(`Zaphod|${email}|${target.email}`));
    const jobs = JSON.stringify(await company.rows("queued"));
    expect(jobs).not.toMatch(new RegExp(`Zaphod|${email}`));
  });
});
