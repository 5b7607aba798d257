import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invites, withAdministrator } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";

describe.each(stories)("what mails say, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada } = await withAdministrator(platform, kind));
    grace = await story.person("Grace");
    await invites(ada, grace.email, "Admin");
    const message = await grace.finds("You are invited");
    await story.activates(grace.email, message.links[0]?.url ?? "", { name: "Grace Hopper" });
  });
  afterAll(() => story.close());

  const newestTo = (email: string) => story.mailbox.mails.filter(({ to }) => to === email).at(-1);
  const subjectTo = (email: string) => newestTo(email)?.words.split("\n")[0];

  it("a code's mail says which request it is for, who asks and for what", async () => {
    story.clock.forward({ hours: 25 });
    await invites(grace, "linus@example.com", "Finance");
    expect(subjectTo(grace.email)).toMatch(/^Code to confirm your request \d+: invite linus@example\.com as Finance$/);
    await ada.finds("invite linus@example.com");
    const card = (await ada.sees()).findLast(({ buttons }) => buttons.includes("Approve"));
    await ada.presses("Approve", card);
    await story.mailbox.codeFor(ada.email);
    const mail = newestTo(ada.email);
    expect(subjectTo(ada.email)).toMatch(/^Code to approve request \d+: invite linus@example\.com as Finance$/);
    expect(mail?.words).toContain("Asked for by: Grace Hopper (grace@example.com)");
    expect(mail?.words).toContain("Role: Finance");
    expect(subjectTo(ada.email)).not.toContain(mail?.code ?? "the code");
  });

  it("an invitation says who invites, to what, and until when", async () => {
    const mail = story.mailbox.mails.find(({ to, link }) => to === grace.email && link);
    expect(mail?.words).toContain("ada@example.com has invited you to");
    expect(mail?.words).toMatch(/Role: Admin, on all merchant accounts/);
    expect(mail?.words).toMatch(/The link is good until .* UTC, and only for you\./);
    expect(mail?.words).toContain("you can ignore it");
  });

  it("a code that a stranger has sent to a member quotes nothing of what the stranger typed", async () => {
    const mallory = await story.person("Mallory");
    await mallory.types("help call-0800-SCAM");
    await mallory.submits({ email: "GRACE@example.com" });
    await expect.poll(() => subjectTo(grace.email)).toContain("connect your chat account");
    const mail = newestTo(grace.email);
    expect(mail?.words).toContain("Hello Grace Hopper,");
    expect(mail?.words).not.toMatch(/SCAM|GRACE|Mallory/);
  });
});
