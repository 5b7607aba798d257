import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { invites, withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { ALL, colleague, comesRound, employs, field, gives, idsOf, loses, memberId } from "./staff.ts";

describe.each(stories)("rescuing an invitation, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  // Requests and codes are limited by the day.
  afterEach(() => story.clock.forward({ hours: 30 }));

  /** Ada asks for it, Grace approves. Returns the link in the mail. */
  async function invited(email: string, role = "Operations"): Promise<string> {
    await invites(ada, email, role);
    return approved(grace, email);
  }

  async function approved(who: Person, email: string): Promise<string> {
    const open = "SELECT number FROM change_request WHERE state = 'awaiting_approval' AND subject = $1";
    const [request] = await story.db.sql(open, [email]);
    await who.finds(`Request ${request?.number}: invite ${email}`);
    await who.presses("Approve");
    expect((await who.submits({ code: await who.code() })).text).toContain("Approved and done.");
    return story.mailbox.linkFor(email);
  }

  /** What the page behind a link says. */
  async function page(link: string): Promise<string> {
    const visitor = createVisitor();
    await visitor.go(new URL(new URL(link).pathname, story.url).href);
    return visitor.words();
  }

  const entries = async (what: string) =>
    (await story.db.sql("SELECT 1 FROM audit_entry WHERE body::jsonb ->> 'kind' = $1", [what])).length;

  it("lists who was invited and has not accepted, with their roles, who asked and until when", async () => {
    await invited("listed@example.com");
    const list = await grace.types("invitations");
    expect(list.text).toContain("Invitations that were not accepted");
    expect(list.text).toContain("listed@example.com");
    expect(list.text).toMatch(/Operations\. Asked for by ada@example\.com\. Good until/);
    // Those who are members are no invitations any more.
    expect(list.text).not.toContain("grace@example.com\n");
    const card = await grace.presses("Open");
    expect(card.text).toContain("Invitation of listed@example.com");
    expect(card.buttons).toEqual(["Send again", "Revoke"]);
    expect((await grace.types("invitations listed@example.com")).text).toContain("listed@example.com");
  });

  it("sends it again: a new link comes by mail, and every older one is dead", async () => {
    const older = await invited("again@example.com");
    await grace.types("invitations AGAIN@example.com");
    const asked = await grace.presses("Send again");
    expect(asked.text).toContain("again@example.com gets a new link, and every older link stops working.");
    const before = await entries("invitation.renewed");
    expect((await grace.submits({})).text).toContain("A new link is on its way to again@example.com.");
    expect(await page(older)).not.toContain("again@example.com");
    const newer = await story.mailbox.linkFor("again@example.com");
    expect(newer).not.toBe(older);
    expect(await entries("invitation.renewed")).toBe(before + 1);
    expect((await grace.types("history")).text).toContain("again@example.com was sent a new activation link");
    expect(await story.activates("again@example.com", newer)).toContain("active");
    expect((await grace.types("invitations again@example.com")).text).toContain(
      "No invitation of again@example.com is waiting or has expired.",
    );
  });

  it("sends it five times a day at most, and says how long to wait", async () => {
    await invited("often@example.com");
    for (let i = 0; i < 5; i += 1) {
      await grace.types("invitations often@example.com");
      await grace.presses("Send again");
      expect((await grace.submits({})).text).toContain("A new link is on its way");
      grace.waits({ minutes: 60 });
    }
    await grace.types("invitations often@example.com");
    const refused = await grace.presses("Send again");
    expect(refused.text).toContain(
      "The invitation of often@example.com was sent again 5 times within a day. You can send it again in 19 hours.",
    );
    grace.waits({ minutes: 19 * 60 + 1 });
    await grace.types("invitations often@example.com");
    await grace.presses("Send again");
    expect((await grace.submits({})).text).toContain("A new link is on its way");
  });

  it("works for the invitation of somebody who is suspended now", async () => {
    await invited("orphan@example.com");
    await story.db.sql("UPDATE member SET state = 'suspended' WHERE email = 'ada@example.com'");
    await grace.types("invitations orphan@example.com");
    await grace.presses("Send again");
    expect((await grace.submits({})).text).toContain("A new link is on its way");
    await story.db.sql("UPDATE member SET state = 'active' WHERE email = 'ada@example.com'");
  });

  it("sends nothing twice for a form that was open meanwhile", async () => {
    await invited("twice@example.com");
    await ada.types("invitations twice@example.com");
    await ada.presses("Send again");
    await grace.types("invitations twice@example.com");
    await grace.presses("Send again");
    await grace.submits({});
    const before = await entries("invitation.renewed");
    expect((await ada.submits({})).text).toContain("It was sent again already.");
    expect(await entries("invitation.renewed")).toBe(before);
  });

  it("revokes it at once, with a reason that the inviter is told: the link is dead, the address may be invited again", async () => {
    const link = await invited("wrong@example.com");
    await grace.types("invitations wrong@example.com");
    const asked = await grace.presses("Revoke");
    expect(asked.text).toContain("wrong@example.com can no longer accept the invitation");
    const done = await grace.submits({ reason: "Wrong address" });
    expect(done.text).toContain("The invitation was revoked. wrong@example.com can be invited again.");
    expect(done.buttons).toEqual([]);
    expect(await page(link)).not.toContain("wrong@example.com");
    expect((await ada.finds("has revoked your invitation of wrong@example.com")).text).toContain("Wrong address");
    expect((await grace.types("history")).text).toContain("The invitation of wrong@example.com was revoked");
    expect(await invited("wrong@example.com")).not.toBe(link);
    expect((await grace.types("invitations wrong@example.com")).buttons).toEqual(["Send again", "Revoke"]);
  });

  it("offers both where an address is invited a second time", async () => {
    await invited("second@example.com");
    await grace.types("invite second@example.com finance");
    const refused = await grace.submits({ access: "All merchant accounts, including new ones" });
    expect(field(refused, "email").error).toContain(
      `second@example.com has already been invited and has not accepted yet. To send the invitation again or to revoke it: ${story.driver.command("invitations second@example.com")}`,
    );
  });

  it("asks for an expired one again, with the form filled in as it was; the address may be invited again", async () => {
    const older = await invited("expired@example.com", "Finance");
    story.clock.forward({ hours: 8 * 24 });
    await comesRound(story);
    const card = await grace.types("invitations expired@example.com");
    expect([card.text.includes("Expired"), card.buttons]).toEqual([true, ["Send again"]]);
    const form = await grace.presses("Send again");
    expect(form.title).toBe("Invite a member");
    expect(field(form, "email").value).toBe("expired@example.com");
    expect([field(form, "roles").value].flat()).toEqual(await idsOf(story, "role", "Finance"));
    await grace.submits({});
    expect((await grace.submits({ code: await grace.code() })).text).toContain("sent for approval");
    const newer = await approved(ada, "expired@example.com");
    expect(newer).not.toBe(older);
    expect((await grace.types("invitations expired@example.com")).buttons).toEqual(["Send again", "Revoke"]);
    expect(await story.activates("expired@example.com", newer)).toContain("active");
  });

  it("is expired from the minute on, before the clock comes round: for every question, and to be invited again", async () => {
    const link = await invited("overdue@example.com", "Finance");
    await ada.types("invitations overdue@example.com");
    await ada.presses("Revoke");
    story.clock.forward({ hours: 8 * 24 });
    const [before, revoked] = [await entries("invitation.expired"), await entries("invitation.revoked")];
    expect((await ada.submits({ reason: "" })).text).toContain("Expired");
    expect(await entries("invitation.revoked")).toBe(revoked);
    await invited("intime@example.com");

    const card = await grace.types("invitations overdue@example.com");
    expect([card.text.includes("Expired"), card.buttons]).toEqual([true, ["Send again"]]);
    expect((await grace.types("invitations")).text).toMatch(
      /intime@example\.com\n[^\n]*Good until[\s\S]*overdue@example\.com\n[^\n]*Expired/,
    );
    expect((await grace.types("member overdue@example.com")).text).toContain("No member was found");
    expect((await grace.types("members")).text).not.toContain("overdue@example.com");
    expect(await page(link)).not.toContain("overdue@example.com");

    await grace.types("invite overdue@example.com finance");
    await grace.submits({ access: ALL });
    expect((await grace.submits({ code: await grace.code() })).text).toContain("sent for approval");
    const newer = await approved(ada, "overdue@example.com");
    expect(newer).not.toBe(link);
    expect(await entries("invitation.expired")).toBe(before + 1);
    await comesRound(story);
    expect(await entries("invitation.expired")).toBe(before + 1);
    expect(await story.activates("overdue@example.com", newer)).toContain("active");
  });

  it("is refused to those who may not invite, and to those who could not give what is offered", async () => {
    await invited("boss@example.com", "Admin");
    const clerk = await colleague(story, "Clerk", ["Finance"]);
    expect((await clerk.types("invitations")).text).not.toContain("boss@example.com");
    const regional = await colleague(story, "Regional", ["Admin"]);
    await loses(story, regional.id);
    await gives(story, regional.id, "Admin", ["Retail stores"]);
    await regional.types("invitations boss@example.com");
    expect((await regional.presses("Send again")).text).toContain("You can't give the role Admin on these accounts");
    await regional.types("invitations boss@example.com");
    expect((await regional.presses("Revoke")).text).toContain("Ask an administrator to revoke it.");
    expect(await memberId(story, "boss@example.com")).toMatch(/-/);
  });

  it("says so where nobody of that address is invited", async () => {
    await employs(story, "plain@example.com");
    expect((await ada.types("invitations plain@example.com")).text).toContain("No invitation of plain@example.com");
    expect((await ada.types("invitations nonsense")).text).toContain("No invitation of nonsense");
  });
});
