import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Field } from "../../src/core/form.ts";
import { languageOf } from "../../src/platforms/slack/outsiders.ts";
import { verbatim } from "../../src/text/text.ts";
import { cardReply, formReply, type SlackApp, sleep, startSlackApp } from "./setup.ts";

// A second language, to see which one is spoken: English with a mark.
vi.mock("../../src/text/languages.ts", async (original) => {
  const { sentencesFor } = await original<typeof import("../../src/text/languages.ts")>();
  const english = sentencesFor("en");
  const marked = Object.entries(english).map(([id, say]) => {
    const words = say as (speaksOf: unknown) => string;
    return [id, (speaksOf: unknown) => (id === "verbatim" ? words(speaksOf) : `[de] ${words(speaksOf)}`)];
  });
  const german = Object.fromEntries(marked);
  return { sentencesFor: (locale: string) => (locale === "de-DE" ? german : english) };
});

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp();
  on.fake.person({ id: "U1", locale: "de-DE", zone: "Europe/Berlin" });
});
afterEach(async () => on.close());

describe("the person's own language", () => {
  it("is spoken to members who are refused", async () => {
    on.fake.person({ id: "U1", locale: "de-DE", isGuest: true });
    expect((await on.fake.command("U1", "/team", "help")).text).toMatch(/^\[de\] Countersign is for members/);
  });

  it("is spoken where Slack does not know the person for a moment, if it is known from before", async () => {
    const clock = { ms: Date.now() };
    const later = await startSlackApp({ now: () => new Date(clock.ms) });
    later.fake.person({ id: "U1", locale: "de-DE" });
    await later.fake.command("U1", "/team", "help");
    clock.ms += 5 * 60_000 + 1;
    later.fake.fail("users.info", { status: 500 });
    const timestamp = Math.floor(clock.ms / 1000);
    const since = later.fake.version();
    await later.fake.send(later.fake.signed.form(later.fake.bodies.command("U1", "/team", "help"), { timestamp }));
    expect((await later.fake.next("U1", since)).text).toMatch(/^\[de\] Slack could not say who you are/);
    await later.close();
  });

  it("is spoken to somebody who presses a button of an older version", async () => {
    on.answers(cardReply("Card", [{ label: "Go", command: "x" }]));
    const card = await on.fake.command("U1", "/team", "");
    const since = on.fake.version();
    await on.fake.send(on.fake.signed.payload(on.fake.pressBody("U1", card, { action_id: "old", value: "old" })));
    expect((await on.fake.next("U1", since)).text).toMatch(/^\[de\] This form or button is from an older version/);
  });

  it("is spoken by the waiting view", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    on.answers(async () => {
      await sleep(2_800);
      return cardReply("Sent");
    });
    const waiting = await on.fake.submitView("U1", modal, { email: "a@example.com" });
    expect(waiting?.text).toContain("[de] Working…");
    await on.fake.next("U1", on.fake.version(), ["modal"]);
  }, 10_000);

  it("is spoken by a field's error and by a search", async () => {
    const field: Field = { kind: "search", name: "a", label: verbatim("A"), most: 1, options: [] };
    on.answers(formReply({ fields: [field] }));
    const modal = await on.fake.command("U1", "/team", "invite");
    on.suggests(async () => [{ value: "v", label: { id: "slack.empty" } }]);
    expect(await on.fake.search("U1", modal, "a", "")).toEqual(["[de] (empty)"]);
    on.answers(formReply({ fields: [field] }, { errors: { a: { id: "field.choose" } } }));
    const again = await on.fake.submitView("U1", modal, { a: "v" });
    expect(again?.fields[0]?.error).toMatch(/^\[de\] Please choose/);
  });
});

describe("the language and the time zone", () => {
  it("travel with everything that is said", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    await on.fake.submitView("U1", modal, { email: "a@example.com" });
    await on.fake.directMessage("U1", "help");
    const known = { locale: "de-DE", zone: "Europe/Berlin" };
    await expect.poll(() => on.intents).toMatchObject([known, known, known]);
  });

  it.each(["", "not a language", "en_US", "x".repeat(36), 7, null])(
    "the locale %j is English, and nobody is shut out",
    async (locale) => {
      on.fake.person({ id: "U3", flags: { locale } });
      expect((await on.fake.command("U3", "/team", "help")).text).toBe("done");
      expect(on.intents).toMatchObject([{ locale: "en" }]);
    },
  );

  it.each(["", "Mars/Olympus", "+01:00", `Europe/${"x".repeat(64)}`, 7, null])(
    "the zone %j is none, and nobody is shut out",
    async (tz) => {
      on.fake.person({ id: "U3", flags: { tz } });
      expect((await on.fake.command("U3", "/team", "help")).text).toBe("done");
      expect(on.intents[0]).not.toHaveProperty("zone");
    },
  );

  it("of nobody are English and none", () => {
    for (const profile of [undefined, null, 7, {}]) expect(languageOf(profile)).toEqual({ locale: "en" });
  });
});
