import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invites, withApprover } from "../harness/company.ts";
import { databases } from "../harness/database.ts";
import { all, type Element, has, isOfClass, readMarkup, textOf } from "../harness/markup.ts";
import type { Person, Story } from "../harness/story.ts";

const CHANNEL = "channel:approvals";

describe.each(databases)("approvals in the channel of the try-out chat, on $kind", ({ kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover("local", kind, { TRYOUT_APPROVALS: "channel" }));
  });
  afterAll(() => story.close());

  const cardsFor = async ({ user }: Person) => {
    const page = await fetch(`${story.url}/try?${new URLSearchParams({ as: user, in: CHANNEL })}`);
    return all(readMarkup(await page.text()), isOfClass("entry"));
  };
  const pressesIn = async ({ user }: Person, card: Element, label: string) => {
    const button = all(card, has("data-press")).find((one) => textOf(one) === label);
    const message = Number(card.attributes["data-message"]);
    const body = JSON.stringify({ as: user, in: CHANNEL, message, button: button?.attributes["data-press"] });
    const headers = { "Content-Type": "application/json", Origin: story.url };
    return readMarkup(await (await fetch(`${story.url}/try/press`, { method: "POST", headers, body })).text());
  };
  const cardOf = async (person: Person, words: string) => {
    await expect.poll(async () => (await cardsFor(person)).map(textOf).join("\n"), { timeout: 5_000 }).toContain(words);
    const card = (await cardsFor(person)).find((one) => textOf(one).includes(words));
    if (!card) throw new Error(`no card with "${words}"`);
    return card;
  };

  it("everybody reads the card there, and nobody gets it as a direct message", async () => {
    const asked = await invites(ada, "linus@example.com", "Finance");
    expect(asked.text).toContain("sent for approval to");
    for (const person of [ada, grace])
      expect(textOf(await cardOf(person, "invite linus@example.com"))).toContain("Approve");
    expect((await grace.sees()).filter(({ text }) => text.includes("invite linus@example.com"))).toEqual([]);
  });

  it("who asked can't approve there, somebody else can, and the card shows that it is decided", async () => {
    const card = await cardOf(ada, "invite linus@example.com");
    await pressesIn(ada, card, "Approve");
    expect((await cardsFor(ada)).map(textOf).at(-1)).toContain(
      "You asked for this yourself; somebody else has to approve it.",
    );
    const form = await pressesIn(grace, card, "Approve");
    expect(textOf(form)).toContain("This is exactly what you approve:");
    const about = all(form, has("name", "$about"))[0]?.attributes.value ?? "";
    const headers = { "Content-Type": "application/json", Origin: story.url };
    const body = JSON.stringify({ as: grace.user, about, values: { code: await grace.code(), comment: "" } });
    await fetch(`${story.url}/try/submit`, { method: "POST", headers, body });
    const decided = await cardOf(ada, "Approved by");
    expect(all(decided, has("data-press")).map(textOf)).not.toContain("Approve");
  });
});

describe("without the channel", () => {
  it("there is none that stays empty", async () => {
    const { story } = await withApprover("local", "embedded");
    const page = await (await fetch(`${story.url}/try`)).text();
    await story.close();
    expect(all(readMarkup(page), isOfClass("place")).map(textOf).join()).not.toContain("approvals");
  });
});
