import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { joins, withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { ALL, becomes, comesRound, field } from "./staff.ts";

describe.each(stories)("inviting with an end, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 80 }));

  /** Asked for with these words, and approved. What the approver saw is returned. */
  async function isInvited(words: string, email: string): Promise<Seen> {
    await ada.types(words);
    await ada.submits({ access: ALL });
    return isApproved(email);
  }
  async function isApproved(email: string): Promise<Seen> {
    await ada.submits({ code: await ada.code() });
    const asked = await becomes(
      grace,
      email,
      ({ text, buttons }) => text.includes("You see this because") && buttons.includes("Approve"),
    );
    await grace.presses("Approve", asked);
    expect((await grace.submits({ code: await grace.code() })).text).toContain("Approved and done.");
    return asked;
  }
  const card = async (email: string) => (await ada.types(`member ${email}`)).text;
  const offer = async (email: string) => (await ada.types(`invitations ${email}`)).text;
  const linkOf = async (person: Person) => (await person.finds("You are invited")).links[0]?.url ?? "";
  async function pageOf(link: string): Promise<string> {
    const visitor = createVisitor();
    const page = await visitor.go(new URL(new URL(link).pathname, story.url).href);
    return page.html;
  }

  it("hours begin with the activation, and everybody reads that before", async () => {
    const linus = await story.person("Linus");
    const form = await ada.types(`invite ${linus.email} finance for 8 hours`);
    expect([field(form, "ends").value, field(form, "hours").value]).toEqual(["hours", "8"]);
    const asked = await isInvited(`invite ${linus.email} finance for 8 hours`, linus.email);
    expect(asked.text).toContain("for 8 hours from activation");
    const message = await linus.finds("You are invited");
    expect(message.text).toContain("Finance, on all merchant accounts, for 8 hours from activation");
    story.clock.forward({ hours: 30 });
    await comesRound(story);
    expect(await card(linus.email)).toContain("Finance, on all merchant accounts, for 8 hours from activation");
    expect(await offer(linus.email)).toContain("8 hours from activation");
    expect(await pageOf(await linkOf(linus))).toContain("ends 8 hours from activation");
    await joins(story, linus);
    expect(await card(linus.email)).toContain("Finance, on all merchant accounts, until");
    await comesRound(story);
    story.clock.forward({ hours: 7, minutes: 50 });
    expect(await card(linus.email)).toContain("Finance");
    story.clock.forward({ minutes: 11 });
    expect(await card(linus.email)).not.toContain("Finance");
    await comesRound(story);
    await linus.finds("Your role Finance on all merchant accounts has ended");
    await ada.finds(`The role Finance of ${linus.email} on all merchant accounts has ended`);
    expect((await linus.sees()).map(({ text }) => text).join()).not.toContain("accounts ends");
  });

  it("is told a day before, where it is given for longer", async () => {
    const barbara = await story.person("Barbara");
    await isInvited(`invite ${barbara.email} finance for 3 days`, barbara.email);
    await joins(story, barbara);
    story.clock.forward({ hours: 49 });
    await comesRound(story);
    expect((await barbara.finds("Your role Finance on all merchant accounts ends")).buttons).toContain("Renew");
  });

  it("sending it again keeps the hours", async () => {
    const edsger = await story.person("Edsger");
    await isInvited(`invite ${edsger.email} finance for 8 hours`, edsger.email);
    story.clock.forward({ hours: 20 });
    await ada.presses("Send again", await ada.types(`invitations ${edsger.email}`));
    await ada.submits({});
    expect(await card(edsger.email)).toContain("for 8 hours from activation");
    expect(await offer(edsger.email)).toContain("8 hours from activation");
  });

  it("whoever accepts on the last day is told that it ends soon only then", async () => {
    const dorothy = await story.person("Dorothy");
    const day = new Date(story.clock.now().getTime() + 60 * 3_600_000).toISOString().slice(0, 10);
    await isInvited(`invite ${dorothy.email} finance until ${day}`, dorothy.email);
    const [row] = await story.db.sql("SELECT expires_at FROM invitation WHERE email = $1", [dorothy.email]);
    const left = new Date(String(row?.expires_at)).getTime() - story.clock.now().getTime();
    story.clock.forward({ hours: left / 3_600_000 - 20 });
    await comesRound(story);
    await joins(story, dorothy);
    await comesRound(story);
    await dorothy.finds("Your role Finance on all merchant accounts ends");
  });

  it("who was removed comes back for as long as the new invitation says", async () => {
    const frances = await story.person("Frances");
    await isInvited(`invite ${frances.email} finance for 8 hours`, frances.email);
    await joins(story, frances);
    await ada.types(`remove ${frances.email}`);
    await ada.submits({ reason: "Has left" });
    await isApproved(frances.email);
    story.clock.forward({ hours: 2 });
    await isInvited(`invite ${frances.email} operations for 5 hours`, frances.email);
    story.clock.forward({ hours: 20 });
    expect(await card(frances.email)).toContain("Operations, on all merchant accounts, for 5 hours from activation");
    await joins(story, frances);
    expect(await card(frances.email)).toContain("Operations, on all merchant accounts, until");
    story.clock.forward({ hours: 6 });
    expect(await card(frances.email)).not.toMatch(/Finance|Operations/);
  });

  it("an end by day that is over before the activation closes the invitation, and its link says why", async () => {
    const carla = await story.person("Carla");
    const day = new Date(story.clock.now().getTime() + 36 * 3_600_000).toISOString().slice(0, 10);
    const asked = await isInvited(`invite ${carla.email} finance until ${day}`, carla.email);
    expect(asked.text).toContain("chosen in");
    const link = await linkOf(carla);
    expect(await pageOf(link)).toContain("What you are invited to ends");
    story.clock.forward({ hours: 62 });
    expect(await pageOf(link)).toContain("What you were invited to has ended");
    await comesRound(story);
    expect(await pageOf(link)).toContain("What you were invited to has ended");
    const over = await ada.types(`invitations ${carla.email}`);
    expect(over.text).toContain("Expired");
    const again = await ada.presses("Send again", over);
    expect([field(again, "ends").value, field(again, "day").value]).toEqual(["day", day]);
    expect((await ada.submits({})).text).toContain("This end is already over.");
  });
});
