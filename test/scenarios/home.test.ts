import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connects, withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, becomes, colleague, comesRound, employs, gives } from "./staff.ts";

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

describe.each(stories)("a Home that was opened, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind, { MERCHANT_ACCOUNTS: "Berlin, Lima" }));
  });
  afterAll(() => story.close());

  /** Waits until the Home shows that, without being opened again. */
  const shows = (person: Person, words: string) =>
    expect.poll(async () => (await person.seesHome()).text, { timeout: 5_000 }).toContain(words);
  const asks = async (words: string, values: Record<string, string> = {}) => {
    await ada.types(words);
    const form = await ada.submits(values);
    expect(
      form.fields.map(({ name }) => name),
      form.text,
    ).toEqual(["code"]);
    return ada.submits({ code: await ada.code() });
  };

  const decides = async (button: string) => {
    const waits = (one: Seen) => one.kind === "message" && one.buttons.includes(button);
    await grace.presses(button, await becomes(grace, "You see this because", waits));
    await grace.submits({ code: await grace.code() });
  };

  it("follows what waits for an approver, and what has come of one's own requests", async () => {
    expect((await grace.opensHome()).text).toContain("Nothing waits for you.");
    expect((await ada.opensHome()).text).toContain("Nothing waits for you.");
    await asks("invite linus@example.com finance", { access: ALL });
    await shows(grace, "1 request waits for your approval.");
    await shows(grace, "invite linus@example.com as Finance");
    await shows(ada, "1 request of your own is open.");
    await ada.types("withdraw 2");
    await ada.submits({});
    await shows(grace, "Nothing waits for you.");
    await shows(ada, "Nothing waits for you.");
    story.clock.forward({ hours: 2 });
    await asks("invite barbara@example.com finance", { access: ALL });
    await shows(grace, "invite barbara@example.com as Finance");
    story.clock.forward({ hours: 80 });
    await comesRound(story);
    await shows(grace, "Nothing waits for you.");
    await shows(ada, "Nothing waits for you.");
  });

  it("answers what is pressed there, and shows what was decided", async () => {
    story.clock.forward({ hours: 25 });
    await asks("invite edsger@example.com finance", { access: ALL });
    await grace.opensHome();
    await shows(grace, "invite edsger@example.com as Finance");
    const home = await grace.seesHome();
    expect(home.buttons).toEqual(["Open", "Invite", "Members", "Roles", "Ask for a role", "History"]);
    expect((await grace.presses("Open", home)).text).toContain("is now the newest message in your chat");
    await decides("Approve");
    await shows(grace, "Nothing waits for you.");
    await shows(ada, "Nothing waits for you.");
  });

  it("follows what its member holds and may do, until they are no member any more", async () => {
    const linus = await story.person("Linus");
    const id = await employs(story, linus.email, ["Finance"]);
    const stranger = await linus.opensHome();
    expect(stranger.text).not.toContain("Finance");
    await connects(story, linus);
    await shows(linus, "Finance, on all merchant accounts");
    story.clock.forward({ hours: 25 });
    await asks(`give ${linus.email} operations`, { access: ALL, ends: "never" });
    await decides("Approve");
    await shows(linus, "Operations, on all merchant accounts");
    story.clock.forward({ hours: 25 });
    await asks(`suspend ${linus.email}`);
    await shows(linus, "Your membership is not active");
    story.clock.forward({ hours: 25 });
    await asks(`remove ${linus.email}`, { reason: "Has left" });
    await decides("Approve");
    await shows(linus, "You are not connected");
    expect((await linus.seesHome()).buttons).toEqual(["Connect"]);
    expect(await story.db.sql("SELECT state FROM member WHERE id = $1", [id])).toEqual([{ state: "removed" }]);
    const home = await linus.seesHome();
    expect((await linus.presses("Connect", home)).fields.map(({ name }) => name)).toEqual(["email"]);
  });
});
