import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { colleague, comesRound } from "./staff.ts";

describe.each(stories)("members who have not been here for long, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());

  const told = async (person: Person) =>
    (await person.sees()).filter(({ text }) => text.includes("Do they still need their roles?")).length;

  it("are told of once a month to who manages members, with the way to the list", async () => {
    const linus = await colleague(story, "Linus", ["Finance"]);
    story.clock.forward({ days: 100 });
    await ada.types("help");
    await grace.types("help");
    await comesRound(story);
    const notice = await ada.finds("1 member has not been here for 90 days: linus@example.com.");
    await grace.finds("1 member has not been here for 90 days");
    expect(notice.text).toContain("Members who have not been here for 90 days");
    await comesRound(story);
    await ada.settles();
    expect([await told(ada), await told(linus)]).toEqual([1, 0]);
    expect((await ada.presses("Show them", notice)).text).toContain(
      "Active members who have not been here for 90 days",
    );
    const before = await told(ada);
    story.clock.forward({ days: 32 });
    await comesRound(story);
    await expect.poll(() => told(ada)).toBe(before + 1);
  });
});
