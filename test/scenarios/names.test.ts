import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invites, withAdministrator } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";

describe.each(stories)("what people are called, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada } = await withAdministrator(platform, kind));
    grace = await story.person("Grace");
    await invites(ada, grace.email, "Admin");
    const message = await grace.finds("You are invited");
    await story.activates(grace.email, message.links[0]?.url ?? "", { name: " Grace \u202eHopper " });
  });
  afterAll(() => story.close());

  it("the name that somebody gave is shown next to their address, and never without it", async () => {
    await ada.finds("Grace Hopper (grace@example.com) has accepted the invitation and is now active.");
    expect((await ada.types("members")).text).toContain("Grace Hopper (grace@example.com)");
    expect((await ada.types("member grace@example.com")).text).toContain("Grace Hopper (grace@example.com)");
  });

  it("whose request waits for whom is told by name, and who denied it, and the history tells it too", async () => {
    await ada.types("invite linus@example.com finance");
    await ada.submits({ access: "all" });
    const asked = await ada.submits({ code: await ada.code() });
    expect(asked.text).toContain("sent for approval to Grace Hopper (grace@example.com)");
    await ada.finds("Waiting for Grace Hopper (grace@example.com), until");
    expect((await grace.types("requests")).text).toContain("Asked for by ada@example.com. You can approve it.");
    await grace.presses("Deny", await grace.finds("You see this because"));
    await grace.submits({ comment: "Not this month" });
    await ada.finds("was denied by Grace Hopper (grace@example.com): “Not this month”");
    expect((await ada.types("history")).text).toContain("Grace Hopper (grace@example.com) denied: invite linus");
  });

  it("who gave none is called by the address", async () => {
    expect((await ada.types("member")).text).toContain("ada@example.com");
  });

  it("nobody is found by a name: it is only what they say", async () => {
    expect((await ada.types("member Grace Hopper")).text).toContain("neither an e-mail address nor a mention");
  });
});
