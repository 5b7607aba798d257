import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { tryoutDriver } from "../fakes/tryout.ts";
import { databases } from "../harness/database.ts";
import { PASSWORD } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { codeOf, theOne } from "./had.ts";
import { emailOf } from "./make/people.ts";
import { type Upgraded, upgrade } from "./upgraded.ts";

const state = z.object({ entries: z.array(z.object({ id: z.int(), content: z.object({ kind: z.string() }) })) });

describe.each(databases)("a database of 3021c16 on $kind, with today's version in the try-out chat", ({ kind }) => {
  const driver = tryoutDriver();
  let on: Upgraded;
  beforeAll(async () => {
    on = await upgrade(kind, "try-out");
    driver.connect(on.url);
    await on.app.start();
    // For the request that Grace asked for last.
    await on.mailbox.codeFor(emailOf("grace"));
  });
  afterAll(() => on.close());

  const findsCard = async () => {
    const seen = await driver.sees("second");
    const card = seen.find(({ text }) => text.includes("Request 10: invite tess@example.com"));
    if (!card) throw new Error(`Grace sees no card among ${seen.map(({ text }) => text).join("\n")}`);
    return card;
  };

  it("what was said there is still there to read", async () => {
    const seen = [...(await driver.sees("first")), ...(await driver.sees("second"))];
    const { entries } = state.parse(theOne("try-out").state);
    const answers = entries.filter(({ content }) => content.kind !== "said").map(({ id }) => `entry-${id}`);
    expect(answers).toHaveLength(4);
    expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining(answers));
    for (const { text } of seen) expect(text).not.toContain("can't be shown");
  });

  it("a button that was there approves, and the card is turned where it is", async () => {
    const card = await findsCard();
    expect(card.buttons).toEqual(["Approve", "Deny", "Details"]);
    const form = await driver.presses("second", card, "Approve");
    const done = await driver.submits("second", form, { code: await on.mailbox.codeFor(emailOf("grace")) });
    expect(done.text).toContain("Approved and done.");
    await vi.waitFor(async () => expect((await findsCard()).buttons).toEqual([]), 10_000);
    expect((await findsCard()).id).toBe(card.id);
  });

  it("a visitor on the page for the password goes on with the old cookie, the old form and the old code", async () => {
    const { cookie, page, form } = theOne("session");
    const send = (path: string, body: URLSearchParams) =>
      fetch(`${on.url}${path}`, {
        ...{ method: "POST", redirect: "manual", body },
        headers: { Cookie: cookie, Origin: on.url, "Sec-Fetch-Site": "same-origin" },
      });
    const shown = await fetch(`${on.url}${page}`, { headers: { Cookie: cookie } });
    expect(await shown.text()).toContain(form.csrf);
    const typed = { ...form, code: codeOf("hedy"), password: PASSWORD, repeat: PASSWORD };
    const done = await send("/activate/finish", new URLSearchParams(typed));
    expect(done.status).toBeLessThan(400);
    expect(await on.db.sql("SELECT state FROM member WHERE email = $1", [emailOf("hedy")])).toEqual([
      { state: "active" },
    ]);
  });

  it("a mailed link to an invitation that was accepted opens nothing", async () => {
    const visitor = createVisitor();
    await visitor.go(`${on.url}${theOne("links").mail}`);
    expect(visitor.words()).toContain("This link doesn't work");
  });
});
