import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { joins, withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, colleague, deactivated, memberId } from "./staff.ts";

describe.each(stories)("members who leave, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const newColleague = (roles: string[] = ["Finance"]) => colleague(story, `Colleague${++people}`, roles);
  const asks = async (person: Person, words: string, reason = "") => {
    const form = await person.types(words);
    expect(form.fields.map(({ name }) => name)).toEqual(["reason"]);
    await person.submits(reason ? { reason } : {});
    return person.submits({ code: await person.code() });
  };
  /** Approves what was asked for about this member; what was asked for about others is on the screen too. */
  const askedOf = (person: Person, { email }: { email: string }) =>
    becomes(person, email, ({ text, buttons }) => text.includes("You see this because") && buttons.includes("Approve"));
  const approves = async (person: Person, about: { email: string }) => {
    await person.presses("Approve", await askedOf(person, about));
    return person.submits({ code: await person.code() });
  };
  const stateOf = async (id: string) =>
    (await story.db.sql("SELECT state FROM member WHERE id = $1", [id])).map(({ state }) => state)[0];

  describe("to suspend somebody", () => {
    it("takes one code and nobody's approval, and stops them at once", async () => {
      const linus = await newColleague();
      const done = await asks(ada, `suspend ${linus.email}`, "Lost laptop");
      expect(done.text).toContain(`suspend ${linus.email}`);
      expect(done.text).toContain("Done at once, with the requester's code alone.");
      expect((await linus.types("help")).text).toContain("not active");
      await linus.finds("You are suspended");
      expect((await ada.types("history")).text).toContain(`${linus.email} was suspended`);
      expect((await ada.types(`member ${linus.email}`)).buttons).toContain("Reinstate");
    });

    it("withdraws what they had asked for, and their approvals count no more", async () => {
      const charles = await newColleague(["Admin"]);
      await charles.types("invite waits@example.com finance");
      await charles.submits({ access: "all" });
      await charles.submits({ code: await charles.code() });
      await asks(ada, `suspend ${charles.email}`);
      await becomes(charles, "invite waits@example.com", ({ text }) =>
        text.includes("Withdrawn, because the person who asked for it is not active any more."),
      );
    });

    it("of two administrators within a day, the second one waits for an approval", async () => {
      const first = await newColleague(["Admin"]);
      const second = await newColleague(["Admin"]);
      expect((await asks(ada, `suspend ${first.email}`)).text).toContain("Done at once");
      expect((await asks(ada, `suspend ${second.email}`)).text).toContain("sent for approval");
      expect(await stateOf(second.id)).toBe("active");
      await approves(grace, second);
      expect(await stateOf(second.id)).toBe("suspended");
    });

    it("is for active members, and for those who manage people", async () => {
      const linus = await newColleague();
      await asks(ada, `suspend ${linus.email}`);
      await ada.types(`suspend ${linus.email}`);
      expect((await ada.submits({})).text).toContain("Only an active member can be suspended.");
      const finance = await newColleague();
      expect((await finance.types(`suspend ${ada.email}`)).text).toContain("You need the permission to manage members");
    });
  });

  describe("to reinstate somebody", () => {
    it("needs an approval, and gives everything back", async () => {
      const linus = await newColleague(["Finance", "Operations"]);
      await asks(ada, `suspend ${linus.email}`);
      expect((await asks(ada, `reinstate ${linus.email}`)).text).toContain("sent for approval to grace@example.com");
      expect(await stateOf(linus.id)).toBe("suspended");
      await approves(grace, linus);
      expect((await linus.types("help")).text).toContain(`You are ${linus.email}`);
      expect((await ada.types(`member ${linus.email}`)).text).toContain("Operations, on all merchant accounts");
    });
  });

  describe("to remove somebody", () => {
    it("needs a reason and an approval, and forgets roles, password and chat accounts", async () => {
      const linus = await newColleague();
      await ada.types(`remove ${linus.email}`);
      expect((await ada.submits({})).text).toMatch(/Please (fill this in|complete this required field)/);
      await ada.submits({ reason: "Has left" });
      expect((await ada.submits({ code: await ada.code() })).text).toContain("sent for approval");
      const card = await askedOf(grace, linus);
      expect(card.text).toContain(`remove ${linus.email}`);
      expect(card.text).toContain("Finance, on all merchant accounts");
      await approves(grace, linus);
      const stranger = await linus.types("help");
      expect(stranger.title).toBe("Connect your account");
      const [row] = await story.db.sql(
        `SELECT state, password_hash, (SELECT count(*)::int FROM role_grant WHERE member_id = m.id) AS grants,
           (SELECT count(*)::int FROM identity WHERE member_id = m.id) AS chats FROM member m WHERE id = $1`,
        [linus.id],
      );
      expect(row).toEqual({ state: "removed", password_hash: null, grants: 0, chats: 0 });
      expect((await ada.types("history")).text).toContain(`${linus.email} was removed`);
      await story.mailbox.noticeFor(linus.email, "You were removed from Acme Payments.");
    });

    it("who is invited again comes back as the same person, with new roles", async () => {
      const linus = await newColleague(["Finance", "Operations"]);
      await asks(ada, `remove ${linus.email}`, "Has left");
      await approves(grace, linus);
      await ada.types(`invite ${linus.email} developer`);
      await ada.submits({ access: "all" });
      await ada.submits({ code: await ada.code() });
      await approves(grace, linus);
      await joins(story, linus);
      const rows = await story.db.sql("SELECT id::text, state FROM member WHERE email = $1", [linus.email]);
      expect(rows).toEqual([{ id: linus.id, state: "active" }]);
      const card = (await ada.types(`member ${linus.email}`)).text;
      expect([card.includes("Developer"), card.includes("Finance"), card.includes("Operations")]).toEqual([
        ...[true, false, false],
      ]);
    });

    it("by the button on the member's card", async () => {
      const linus = await newColleague();
      await ada.types(`member ${linus.email}`);
      const form = await ada.presses("Remove");
      expect(form.text).toContain(`${linus.email} loses all roles`);
      await ada.submits({ reason: "Has left" });
      await ada.submits({ code: await ada.code() });
      await approves(grace, linus);
      expect(await stateOf(linus.id)).toBe("removed");
    });

    it("nobody named: the list of members; somebody unknown: a sentence", async () => {
      expect((await ada.types("remove")).text).toContain("Members");
      expect((await ada.types("remove nobody@example.com")).text).toContain("No member was found");
      expect((await ada.types("remove linus")).text).toContain("neither an e-mail address nor a mention");
    });
  });

  it("who is deactivated in the chat keeps everything, and administrators are told once, with a way to suspend", async () => {
    const linus = await newColleague();
    await deactivated(story, linus.id);
    await deactivated(story, linus.id);
    const told = await ada.finds(
      `${linus.email} is no longer active there. In Countersign they are still an active member.`,
    );
    expect(await stateOf(linus.id)).toBe("active");
    expect((await ada.types("history")).text).toContain(`A chat says that ${linus.email} is no longer active there`);
    const notices = (await ada.sees()).filter(({ text }) => text.includes("is no longer active there. In Countersign"));
    expect(notices).toHaveLength(1);
    await ada.presses("Suspend", told);
    await ada.submits({});
    expect((await ada.submits({ code: await ada.code() })).text).toContain("Done at once");
    expect(await stateOf(linus.id)).toBe("suspended");
  });

  it("who is back is noted, and told of again when they leave again", async () => {
    const linus = await newColleague();
    for (const hasLeft of [true, false, true]) await deactivated(story, linus.id, hasLeft);
    await ada.settles();
    const entries = (await ada.types("history")).text.split(`A chat says that ${linus.email}`).length - 1;
    expect(entries).toBe(2);
  });

  it("B1: the last active administrator can't be suspended or removed, whoever asks", async () => {
    const graceId = await memberId(story, grace.email);
    await story.db.sql("UPDATE member SET state = 'suspended' WHERE id <> $1 AND state = 'active' AND email <> $2", [
      graceId,
      ada.email,
    ]);
    await asks(ada, `suspend ${grace.email}`);
    await ada.types(`suspend ${ada.email}`);
    const refused = await ada.submits({});
    expect(refused.text).toContain("Then no active administrator would be left");
    // A suspended administrator still counts: Ada is not alone, and nothing runs on her code but to reinstate.
    await ada.types("invite puppet@example.com admin");
    expect((await ada.submits({ access: "all" })).text).toContain("Nobody could approve this");
    expect((await asks(ada, `reinstate ${grace.email}`)).text).toContain(
      "Done with the code of the only administrator",
    );
    expect(await stateOf(graceId)).toBe("active");
  });
});
