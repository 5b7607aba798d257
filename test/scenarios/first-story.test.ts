import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connects, invites, joins } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import { type Person, type Story, startStory } from "../harness/story.ts";

describe.each(stories)("the first story, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let linus: Person;

  beforeAll(async () => {
    story = await startStory(platform, kind);
    ada = await story.person("Ada");
    grace = await story.person("Grace");
    linus = await story.person("Linus");
  });
  afterAll(() => story.close());

  it("the first administrator activates through the link that was mailed", async () => {
    const said = await story.activates(ada.email, await story.mailbox.linkFor(ada.email));
    expect(said).toContain("You're in");
  });

  it("she connects her chat account with a code to her work e-mail", async () => {
    await connects(story, ada);
    const help = await ada.types("");
    expect(help.text).toContain("You are ada@example.com in Acme Payments.");
    expect(help.text).toContain(ada.command("invite"));
  });

  it("being the only administrator, she invites the second one with her code alone", async () => {
    const done = await invites(ada, grace.email, "Admin");
    expect(done.text).toContain("Done with the code of the only administrator, without a second person.");
  });

  it("the second one activates through the link in the direct message, and is connected by that", async () => {
    const said = await joins(story, grace);
    expect(said).toContain("Your chat account is connected already.");
    await ada.finds("grace@example.com has accepted the invitation and is now active.");
    expect((await grace.types("")).text).toContain("You are grace@example.com");
  });

  it("the next invitation waits for the second person", async () => {
    const asked = await invites(ada, linus.email, "Finance", { reason: "Month-end closing" });
    expect(asked.text).toContain("sent for approval to");
  });

  it("who reads exactly what it is, and why it came to her, and approves it with a code of her own", async () => {
    const card = await grace.finds("invite linus@example.com");
    expect(card.text).toContain("You see this because you can approve requests");
    expect(card.text).toContain("Transactions and settlements: see, download");
    expect(card.text).toContain("Month-end closing");
    expect(card.buttons).toEqual(["Approve", "Deny"]);
    const form = await grace.presses("Approve");
    expect(form.text).toContain("This is exactly what you approve:");
    expect(form.fields.map(({ name }) => name)).toEqual(["code", "comment"]);
    expect(form.text).toContain("linus@example.com");
    const done = await grace.submits({ code: await grace.code(), comment: "Welcome" });
    expect(done.text).toContain("Approved and done.");
  });

  it("the posted card turns into its decided form and the requester is told", async () => {
    await ada.finds("Your request 2 (invite linus@example.com as Finance) was approved and is done.");
    const card = await grace.finds("Approved by");
    expect(card.buttons).toEqual([]);
  });

  it("the invitee activates through the mailed link and connects the chat account afterwards", async () => {
    await story.activates(linus.email, await story.mailbox.linkFor(linus.email));
    await ada.finds("linus@example.com has accepted the invitation and is now active.");
    await connects(story, linus);
    const help = await linus.types("help");
    expect(help.text).toContain("You are linus@example.com");
    expect(help.text).not.toContain(ada.command("invite ["));
    expect(help.text).not.toContain(ada.command("history"));
  });

  it("the history tells it all", async () => {
    const history = await ada.types("history");
    expect(history.text).toContain("grace@example.com approved: invite linus@example.com as Finance (request 2)");
    const older = await ada.presses("Older");
    expect(older.text).toContain("with the code of the only administrator");
  });
});
