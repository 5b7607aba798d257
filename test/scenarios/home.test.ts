import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, colleague, gives } from "./staff.ts";

describe.each(stories)("home, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind, { MERCHANT_ACCOUNTS: "Berlin, Lima" }));
  });
  afterAll(() => story.close());

  it("shows one's roles, what waits for one and one's own requests, each with a way in", async () => {
    await ada.types("invite linus@example.com finance");
    await ada.submits({ access: ALL });
    await ada.submits({ code: await ada.code() });
    const asker = await ada.types("home");
    expect(asker.text).toContain("ada@example.com in Acme Payments");
    expect(asker.text).toContain("Nothing waits for you. 1 request of your own is open.");
    const approver = await grace.types("home");
    expect(approver.text).toContain("Admin, on all merchant accounts");
    expect(approver.text).toContain("1 request waits for your approval.");
    expect(approver.text).toContain("invite linus@example.com as Finance");
    expect(approver.buttons).toEqual(["Open", "Invite", "Members", "Roles", "Ask for a role", "History"]);
    await grace.presses("Open");
    await grace.finds("You see this because");
  });

  it("offers what somebody may do, and nothing else", async () => {
    const barbara = await colleague(story, "Barbara");
    await gives(story, barbara.id, "Operations", ["Lima"]);
    const shown = await barbara.types("home");
    expect(shown.text).toContain("Operations, on Lima");
    expect(shown.buttons).toEqual(["Roles", "Ask for a role"]);
    expect((await barbara.presses("Ask for a role")).text).toContain("Which role do you need?");
  });
});
