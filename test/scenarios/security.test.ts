import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { insertAuthenticator } from "../fixtures/rows.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, colleague } from "./staff.ts";

describe.each(stories)("an authenticator app that is lost, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  /** With an app that is set up, and counts later: codes are mailed until then. */
  const withApp = async (role: string) => {
    const person = await colleague(story, `Owner${++people}`, [role]);
    const organizationId = story.app.organization.id;
    const activeAt = new Date("2099-01-01T00:00:00Z");
    await insertAuthenticator(story.db, { organizationId, memberId: person.id, activeAt });
    return person;
  };
  const approves = async (person: Person, email: string) => {
    const asked = await becomes(person, email, ({ buttons }) => buttons.includes("Approve"));
    expect(asked.text).toContain("Authenticator app");
    expect(asked.text).toContain("Protects");
    await person.presses("Approve", asked);
    return person.submits({ code: await person.code() });
  };

  it("is reset from the member's card, by two people, and its member is told in the chat and by mail", async () => {
    const linus = await withApp("Finance");
    const card = await ada.types(`member ${linus.email}`);
    expect(card.buttons).toContain("Reset authenticator app");
    const form = await ada.presses("Reset authenticator app", card);
    expect(form.text).toContain("How do you know that it is really them");
    await ada.submits({ reason: "I called them" });
    const sent = await ada.submits({ code: await ada.code() });
    expect(sent.text).toContain("sent for approval");
    expect((await approves(grace, linus.email)).text).toContain("Approved and done.");
    await linus.finds("was taken off, as was asked for and approved");
    await story.mailbox.noticeFor(linus.email, "as was asked for and approved");
    expect((await ada.types(`member ${linus.email}`)).buttons).not.toContain("Reset authenticator app");
    expect((await ada.types("history")).text).toContain(`The authenticator app of ${linus.email} was taken off`);
    expect((await ada.types(`security reset ${linus.email}`)).text).toContain("has no authenticator app");
  });

  it("of one's own, which protects something, is taken off with somebody else's approval", async () => {
    const chief = await withApp("Admin");
    expect((await chief.types("security")).text).toContain("its codes are asked for from");
    const form = await chief.types("security remove");
    expect(form.text).toContain("somebody else has to approve it");
    await chief.submits({});
    expect((await chief.submits({ code: await chief.code() })).text).toContain("sent for approval");
    expect((await approves(grace, chief.email)).text).toContain("Approved and done.");
    const card = await chief.types("security");
    expect(card.text).toContain("none: codes are mailed to you");
    expect((await chief.types("security remove")).text).toContain("has no authenticator app");
  });

  it("and who has none, and should, is listed", async () => {
    const chief = await withApp("Admin");
    const list = await ada.types("security who");
    expect(list.text).toContain("whose codes are mailed");
    expect(list.text).toContain(ada.email);
    expect(list.text).toMatch(/an app that counts from .+; Admin/);
    await story.db.sql("UPDATE authenticator SET active_at = created_at WHERE member_id = $1", [chief.id]);
    expect((await ada.types("security who")).text).not.toContain(chief.email);
    const finance = await colleague(story, `Owner${++people}`, ["Finance"]);
    expect((await finance.types("security who")).text).toContain("You need the permission");
    expect((await finance.types("security remove")).text).toContain("without an approval");
  });
});
