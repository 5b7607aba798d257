import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { invites, withApprover } from "../harness/company.ts";
import { products } from "../harness/database.ts";
import type { Driver, Seen } from "../harness/driver.ts";
import { startDriver } from "../harness/drivers.ts";
import type { Kind } from "../harness/matrix.ts";
import type { Person, Story } from "../harness/story.ts";

let story: Story;
let ada: Person;
let grace: Person;
let slack: Driver;
// Requests and codes are limited by the day.
afterEach(() => story.clock.forward({ hours: 80 }));

/** A company that is in Teams and in Slack. */
async function company(kind: Kind, environment: Record<string, string> = {}): Promise<void> {
  slack = await startDriver("slack");
  ({ story, ada, grace } = await withApprover("teams", kind, { ...slack.environment, ...environment }));
  slack.connect(story.url);
}

async function closes(): Promise<void> {
  await story.close();
  await slack.close();
}

/** Links their Slack account too. */
async function linksSlack({ name, email }: Person): Promise<string> {
  const user = await slack.join({ name, email });
  const form = await slack.types(user, "");
  const next = await slack.submits(user, form, { email });
  await slack.submits(user, next, { code: await story.mailbox.codeFor(email) });
  return user;
}

async function finds(user: string, words: string): Promise<Seen> {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = (await slack.sees(user)).findLast(({ kind, text }) => kind === "message" && text.includes(words));
    if (found) return found;
  }
  throw new Error(`nobody wrote "${words}" in Slack`);
}

describe.each(products)("a company in Teams and in Slack, on $kind", ({ kind }) => {
  let graceInSlack: string;
  beforeAll(async () => {
    await company(kind);
    graceInSlack = await linksSlack(grace);
  });
  afterAll(closes);

  it("asks approvers where they are linked, and what is decided in one is decided in the other", async () => {
    await invites(ada, "linus@example.com", "Finance");
    await grace.finds("invite linus@example.com");
    const card = await finds(graceInSlack, "invite linus@example.com");
    const form = await slack.presses(graceInSlack, card, "Approve");
    const done = await slack.submits(graceInSlack, form, { code: await grace.code() });
    expect(done.text).toContain("Approved and done.");
    expect((await grace.finds("Approved by")).buttons).toEqual([]);
    await finds(graceInSlack, "Approved by");
  });

  it("A1: who asked in Teams can't approve it in Slack: both accounts are one person", async () => {
    const adaInSlack = await linksSlack(ada);
    await invites(ada, "hedy@example.com", "Finance");
    const card = await finds(graceInSlack, "invite hedy@example.com");
    // Ada presses what Grace was sent: as if it had been forwarded to her.
    const refused = await slack.presses(adaInSlack, card, "Approve");
    expect(refused.text).toContain("You asked for this yourself");
    expect(refused.fields).toEqual([]);
    expect((await grace.finds("invite hedy@example.com")).buttons).toContain("Approve");
  });
});

describe.each(products)("and with a channel in Slack, on $kind", ({ kind }) => {
  beforeAll(() => company(kind, { APPROVALS_CHANNEL: "C0APPROVALS" }));
  afterAll(closes);

  it("asks who is only in Teams in person, though a channel in Slack is asked too", async () => {
    await invites(ada, "linus@example.com", "Finance");
    const card = await grace.finds("invite linus@example.com");
    expect(card.buttons).toEqual(["Approve", "Deny"]);
  });

  it("asks nobody twice: whose Slack has the channel gets no card in person", async () => {
    await linksSlack(grace);
    await invites(ada, "hedy@example.com", "Finance");
    await vi.waitFor(async () => expect(await story.queue.health()).toMatchObject({ waiting: 0 }), 10_000);
    expect((await grace.sees()).filter(({ text }) => text.includes("invite hedy@example.com"))).toEqual([]);
  });
});
