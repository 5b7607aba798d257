import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { invites, joins, withApprover } from "../harness/company.ts";
import { stories, tries } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { ALL, becomes, colleague, comesRound, field, gives, loses, memberId } from "./staff.ts";

describe.each(stories)("deciding, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  // Requests and codes are limited by the day.
  afterEach(() => story.clock.forward({ hours: 80 }));

  const somebody = () => `person${++people}@example.com`;
  const stateOf = async (email: string) =>
    (await story.db.sql("SELECT state FROM change_request WHERE subject = $1 ORDER BY number DESC", [email]))[0]?.state;
  const numberOf = ({ text }: Seen) => Number(/Request (\d+):/.exec(text)?.[1]);
  const entries = async (kind: string, email: string) => {
    const about = await story.db.sql(
      `SELECT body FROM audit_entry WHERE body LIKE '%' || $1 || '%'
       AND body LIKE '%' || (SELECT id FROM change_request WHERE subject = $2) || '%'`,
      [`"${kind}"`, email],
    );
    return about.length;
  };
  const invitations = (email: string) => story.db.sql("SELECT state FROM invitation WHERE email = $1", [email]);

  /** Ada asks, and Grace has the card in front of her. */
  async function asked(by = ada): Promise<{ email: string; number: number }> {
    const email = somebody();
    const number = numberOf(await invites(by, email, "operations"));
    await grace.finds(`Request ${number}: invite ${email}`);
    return { email, number };
  }

  describe("denying", () => {
    it("wants a reason, which the requester is told; the card says so and offers no more", async () => {
      const { email, number } = await asked();
      const form = await grace.presses("Deny");
      expect(form.text).toContain("This is exactly what you deny:");
      expect(form.fields.map(({ name }) => name)).toEqual(["comment"]);
      expect((await grace.submits({ comment: "" })).title).toBe("Deny request");
      expect(await stateOf(email)).toBe("awaiting_approval");
      const done = await grace.submits({ comment: "Not before <Monday> & not *here*" });
      expect(done.text).toContain("Denied. Nothing was changed.");
      const told = await ada.finds(
        `Your request ${number} (invite ${email} as Operations) was denied by grace@example.com`,
      );
      expect(told.text).toContain("“Not before <Monday> & not *here*”");
      const card = await grace.finds("Denied by");
      expect(card.buttons).toEqual([]);
      expect([await stateOf(email), await invitations(email)]).toEqual(["denied", []]);
    });

    it("is asked for again in one press, with everything as it was, and once", async () => {
      const { email, number } = await asked();
      await grace.presses("Deny");
      await grace.submits({ comment: "Not yet" });
      const card = await becomes(ada, `Request ${number}: `, ({ buttons }) => buttons.includes("Ask again"));
      expect(card.text).toContain("grace@example.com: “Not yet”");
      expect((await ada.presses("Ask again", card)).title).toBe("Confirm it's you");
      const said = await ada.submits({ code: await ada.code() });
      expect(numberOf(said)).toBe(number + 1);
      await grace.finds(`Request ${number + 1}: invite ${email}`);
      const isOver = ({ buttons, text }: Seen) => text.includes("Denied by") && buttons.length === 0;
      await becomes(ada, `Request ${number}: `, isOver);
      await grace.presses("Approve");
      await grace.submits({ code: await grace.code() });
      expect(await invitations(email)).toHaveLength(1);
    });
  });

  describe("approving", () => {
    it("can be done by writing the code to the bot, for the comment may be left out", async () => {
      const { email } = await asked();
      await grace.presses("Approve");
      expect((await grace.writes(await grace.code())).text).toContain("Approved and done.");
      expect(await invitations(email)).toHaveLength(1);
    });

    it("takes the approver's own code: a wrong one changes nothing and keeps the comment", async () => {
      const { email } = await asked();
      await grace.presses("Approve");
      const code = await grace.code();
      const wrong = await grace.submits({
        code: code.replace(/./g, (digit) => String(9 - Number(digit))),
        comment: "Fine",
      });
      expect(field(wrong, "code").error).toContain("This code is wrong");
      expect(field(wrong, "comment").value).toBe("Fine");
      expect(await stateOf(email)).toBe("awaiting_approval");
      await grace.submits({ code });
      await grace.finds("grace@example.com: “Fine”");
    });

    it("many times at once happens once", async () => {
      const { email, number } = await asked();
      const form = await grace.presses("Approve");
      const code = await grace.code();
      await Promise.allSettled(
        Array.from({ length: tries(200) }, () => story.driver.submits(grace.user, form, { code })),
      );
      await ada.finds(`Your request ${number} (invite ${email} as Operations) was approved and is done.`);
      expect(await stateOf(email)).toBe("applied");
      expect(await invitations(email)).toHaveLength(1);
      expect([await entries("request.approved", email), await entries("request.applied", email)]).toEqual([1, 1]);
      const told = (await ada.sees()).filter(({ text }) => text.includes(`Your request ${number} `));
      expect(told).toHaveLength(1);
    });

    it("is refused to an approver who was demoted while the form was open", async () => {
      const barbara = await colleague(story, "Barbara", ["Admin"]);
      const { email, number } = await asked();
      await barbara.finds(`Request ${number}: invite ${email}`);
      await barbara.presses("Approve");
      const code = await barbara.code();
      await loses(story, barbara.id);
      const refused = await barbara.submits({ code });
      expect(refused.text).toContain("You need the permission to approve requests for this.");
      expect([await stateOf(email), await invitations(email)]).toEqual(["awaiting_approval", []]);
      expect((await ada.types("history")).text).toContain("barbara@example.com was refused: approve a request");
      await grace.presses("Approve");
      expect((await grace.submits({ code: await grace.code() })).text).toContain("Approved and done.");
    });

    it("does nothing when the requester is no longer allowed to ask; it can still be denied", async () => {
      const charles = await colleague(story, "Charles", ["Admin"]);
      const { email } = await asked(charles);
      await loses(story, charles.id);
      await grace.presses("Approve");
      const said = await grace.submits({ code: await grace.code() });
      expect(said.text).toContain("The person who asked for this is no longer allowed to, so nothing was applied.");
      expect([await stateOf(email), await invitations(email)]).toEqual(["awaiting_approval", []]);
      await grace.finds("You see this because");
      await grace.presses("Deny");
      await grace.submits({ comment: "Charles has left" });
      expect(await stateOf(email)).toBe("denied");
    });

    it("signs what was seen: a request that has changed since is shown as it is now, and approved from there", async () => {
      const { email } = await asked();
      const form = await grace.presses("Approve");
      const code = await grace.code();
      const later = somebody();
      const changed = `UPDATE change_request SET version = version + 1, subject = $2,
        payload = jsonb_set(payload, '{emails}', to_jsonb(ARRAY[$2::text])), digest = $3 WHERE subject = $1`;
      await story.db.sql(changed, [email, later, "0".repeat(64)]);
      const shown = await grace.submits({ code }, form);
      expect(shown.text).toContain(`invite ${later}`);
      expect(shown.text).toContain("was sent for approval");
      expect(await stateOf(later)).toBe("awaiting_approval");
      // Her message follows, and what she can approve now is what she can read now.
      const isNew = ({ buttons }: Seen) => buttons.includes("Approve");
      expect((await becomes(grace, `invite ${later}`, isNew)).text).not.toContain(email);
      expect([await invitations(email), await invitations(later)]).toEqual([[], []]);
    });
  });

  describe("withdrawing", () => {
    it("by its number closes it, and the approvers' cards with it", async () => {
      const { email, number } = await asked();
      const form = await grace.presses("Approve");
      const code = await grace.code();
      const asking = await ada.types(`withdraw ${number}`);
      expect([asking.title, asking.fields]).toEqual(["Withdraw request", []]);
      expect(asking.text).toContain(`invite ${email}`);
      expect([await stateOf(email), await entries("request.withdrawn", email)]).toEqual(["awaiting_approval", 0]);
      expect((await ada.submits({})).text).toContain("Withdrawn by the requester. Nothing was changed.");
      await grace.finds("Withdrawn by the requester");
      const card = await grace.finds(`Request ${number}: invite ${email}`);
      expect(card.buttons).not.toContain("Approve");
      expect((await grace.submits({ code }, form)).text).toContain("Withdrawn by the requester. Nothing was changed.");
      expect([await stateOf(email), await invitations(email)]).toEqual(["withdrawn", []]);
      expect((await ada.types(`withdraw ${number}`)).text).toContain("Withdrawn by the requester.");
      expect(await entries("request.withdrawn", email)).toBe(1);
    });

    it("without a number shows what could be withdrawn, and each can be from there", async () => {
      const { email } = await asked();
      expect((await ada.types("withdraw")).text).toContain(`invite ${email}`);
      await ada.presses("Open");
      const card = await becomes(ada, `invite ${email}`, ({ buttons }) => buttons.includes("Withdraw"));
      expect((await ada.presses("Withdraw", card)).title).toBe("Withdraw request");
      expect(await stateOf(email)).toBe("awaiting_approval");
      expect((await ada.submits({})).text).toContain("Withdrawn by the requester.");
      expect(await stateOf(email)).toBe("withdrawn");
    });

    it("is for the requester alone, and who tries it on another's learns nothing", async () => {
      const { email, number } = await asked();
      const linus = await colleague(story, "Linus", ["Finance"]);
      const unknown = await linus.types("withdraw 999999");
      const theirs = await linus.types(`withdraw ${number}`);
      expect(theirs.text).toBe(unknown.text);
      expect(theirs.text).toContain("There is no such request, or it is not yours to see.");
      expect((await grace.types(`withdraw ${number}`)).text).toContain("There is no such request");
      expect(await stateOf(email)).toBe("awaiting_approval");
      expect((await ada.types("history")).text).toContain("linus@example.com was refused: withdraw a request");
    });
  });

  describe("time", () => {
    it("ends a request after 72 hours: nothing can be approved then, the requester is told, the cards say so", async () => {
      const { email, number } = await asked();
      ada.waits({ hours: 71 });
      expect((await ada.types("requests")).text).toContain(`invite ${email}`);
      ada.waits({ hours: 2 });
      const late = await grace.presses("Approve");
      expect(late.text).toContain("Expired before it was approved. Nothing was changed.");
      expect(late.buttons).not.toContain("Approve");
      expect((await ada.types("requests")).text).not.toContain(`invite ${email}`);
      expect((await ada.types(`withdraw ${number}`)).text).toContain("Expired before it was approved.");
      await comesRound(story);
      await ada.finds(`Your request ${number} (invite ${email} as Operations) has expired.`);
      expect([await stateOf(email), await entries("request.expired", email)]).toEqual(["expired", 1]);
      await comesRound(story);
      expect(await entries("request.expired", email)).toBe(1);
    });

    it("ends a request whose code was never typed, and no new code opens it again", async () => {
      const email = somebody();
      await ada.types(`invite ${email} operations`);
      const form = await ada.submits({ access: ALL });
      await ada.code();
      ada.waits({ hours: 73 });
      const said = await ada.presses("Send a new code", form);
      expect(said.text).toContain("Expired before it was approved.");
      await comesRound(story);
      expect(await stateOf(email)).toBe("expired");
    });

    it("ends an invitation after 7 days: the link opens nothing, and the address can be invited again", async () => {
      const { email } = await asked();
      await grace.presses("Approve");
      await grace.submits({ code: await grace.code() });
      const link = await story.mailbox.linkFor(email);
      const opens = async () => {
        const visitor = createVisitor();
        const { status } = await visitor.go(link.replace(/^https?:\/\/[^/]+/, story.url));
        return { status, words: visitor.words() };
      };
      ada.waits({ days: 6, hours: 23 });
      expect((await opens()).words).toContain("Let's get started");
      ada.waits({ hours: 2 });
      expect((await opens()).words).toContain("This link doesn't work");
      await comesRound(story);
      expect(await invitations(email)).toEqual([{ state: "expired" }]);
      expect((await invites(ada, email, "finance")).text).toContain("sent for approval to");
    });
  });

  describe("the last administrator", () => {
    it("acts alone while there is no other, and not any more once somebody else is active", async () => {
      const id = await memberId(story, grace.email);
      await loses(story, id);
      const email = somebody();
      const alone = await invites(ada, email, "operations");
      expect(alone.text).toContain("Done with the code of the only administrator, without a second person.");
      expect((await ada.types("history")).text).toContain("with the code of the only administrator");
      const other = somebody();
      await ada.types(`invite ${other} operations`);
      await ada.submits({ access: ALL });
      await gives(story, id, "Admin");
      const second = await ada.submits({ code: await ada.code() });
      expect(second.text).toContain("sent for approval to");
      expect(await invitations(other)).toEqual([]);
    });

    it("is not just somebody who has nobody else to ask: what nobody could approve is refused, never approved", async () => {
      const dora = await colleague(story, "Dora", ["Admin"]);
      await story.db.sql("UPDATE policy SET approvals = 5");
      await dora.types(`invite ${somebody()} operations`);
      const refused = await dora.submits({ access: ALL });
      expect(refused.text).toContain("Nobody could approve this: it needs 5 other active members");
      await story.db.sql("UPDATE policy SET approvals = 1");
    });
  });

  it("an invitation that was approved is accepted, and the requester is told", async () => {
    const email = somebody();
    const newcomer = await story.person("Newcomer", email);
    await invites(ada, email, "operations");
    await grace.finds(`invite ${email}`);
    await grace.presses("Approve");
    await grace.submits({ code: await grace.code() });
    await joins(story, newcomer);
    await ada.finds(`${email} has accepted the invitation and is now active.`);
    expect((await newcomer.types("")).text).toContain(`You are ${email}`);
  });
});
