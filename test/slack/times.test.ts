import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Card } from "../../src/core/card.ts";
import { cardMessage } from "../../src/platforms/slack/message.ts";
import { replyView } from "../../src/platforms/slack/render.ts";
import { timeMark } from "../../src/text/segments.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { type Json, list, messageProblem, viewProblem } from "../fakes/slack/limits.ts";
import { screen } from "../fakes/slack/screen.ts";
import { formReply, type SlackApp, startSlackApp } from "./setup.ts";

// A sentence in which nothing but what somebody typed is before a time.
vi.mock("../../src/text/languages.ts", async (original) => {
  const { sentencesFor } = await original<typeof import("../../src/text/languages.ts")>();
  const beside = ({ typed, at }: { typed: string; at: string }) => `${typed}${timeMark(at)}`;
  return { sentencesFor: () => ({ ...sentencesFor("en"), "test.beside": beside }) };
});

const t = verbatim;
const AT = "2026-11-24T10:15:00Z";
const until = text("invited.until", { until: AT });

const message = (card: Card) => {
  const made = JSON.parse(JSON.stringify(cardMessage(card, "en"))) as Json & { blocks: Json[]; text: string };
  expect(messageProblem(made, 4_000)).toBeUndefined();
  return made;
};
const lines = (card: Card) => screen({ blocks: message(card).blocks }).text.split("\n");
const elementsOf = (block: Json | undefined) => list((list(block?.elements)[0] as Json).elements);

describe("a time is shown in each reader's own zone", () => {
  it("in a paragraph, beside words that Slack shows letter by letter", () => {
    const [, block] = message({ title: t("T"), body: [until] }).blocks;
    expect(block?.type).toBe("rich_text");
    expect(elementsOf(block)).toEqual([
      { type: "text", text: "The link is good until " },
      {
        ...{ type: "date", timestamp: 1_795_515_300, format: "{date_short_pretty} at {time}" },
        fallback: "24 Nov 2026, 10:15 UTC",
      },
      { type: "text", text: expect.stringContaining("and only for you") },
    ]);
  });

  it("in a fact, below its label and in its place among the others", () => {
    const facts = [
      { label: t("Who"), value: t("new@example.com") },
      { label: t("State"), value: until },
      { label: t("Role"), value: t("Finance") },
    ];
    expect(lines({ title: t("T"), facts })).toEqual([
      ...["T", "Who", "new@example.com", "State"],
      expect.stringContaining("until Nov 24, 2026 at 10:15"),
      ...["Role", "Finance"],
    ]);
  });

  it("a label beside a time is bold and is not markup, whatever it holds", () => {
    const [, block] = message({ title: t("T"), facts: [{ label: t("*a* <!here>"), value: until }] }).blocks;
    expect(elementsOf(block)[0]).toEqual({ type: "text", text: "*a* <!here>", style: { bold: true } });
  });

  it("in a row of a list, with the row's button below it", () => {
    const button = { label: t("Open"), command: "member.show", ref: { id: "m1", version: 1 } };
    const items = [
      { title: t("Ada"), detail: until, button },
      { title: t("Grace"), detail: t("nothing"), button },
    ];
    const { blocks } = message({ title: t("T"), items });
    expect(blocks.map((block) => block.type)).toEqual(["header", "rich_text", "actions", "section"]);
    expect(elementsOf(blocks[1]).slice(0, 2)).toEqual([
      { type: "text", text: "Ada" },
      { type: "text", text: "\n" },
    ]);
    expect(screen({ blocks }).buttons).toEqual(["Open", "Open"]);
  });

  it("in a row without a button", () => {
    const items = [{ title: t("Ada"), detail: until }];
    expect(message({ title: t("T"), items }).blocks.map((block) => block.type)).toEqual(["header", "rich_text"]);
  });

  it("in a form's introduction and facts", () => {
    const facts = [{ label: t("L"), value: until }];
    const view = JSON.parse(JSON.stringify(replyView(formReply({ intro: [until], facts, fields: [] }), "en"))) as Json;
    expect(viewProblem(view)).toBeUndefined();
    expect(list(view.blocks).map((block) => block.type)).toEqual(["rich_text", "rich_text"]);
  });

  it("in a sentence that is put into another one", () => {
    const inside = text("slack.fact", { label: "L", value: until });
    expect(lines({ title: t("T"), body: [inside] })[1]).toMatch(/^L: .*until Nov 24, 2026 at 10:15/);
  });
});

describe("where a time can only be words, they name UTC", () => {
  it("in what a notification and a screen reader tell", () => {
    const card = { title: t("T"), body: [until], facts: [{ label: t("L"), value: until }] };
    expect(message(card).text.match(/24 Nov 2026, 10:15 UTC/g)).toHaveLength(2);
  });

  it("in a title", () => {
    expect(lines({ title: until })[0]).toContain("24 Nov 2026, 10:15 UTC");
  });
});

describe("what people type beside a time", () => {
  it("C10: is shown letter by letter and without invisible characters", () => {
    const typed = "<!channel> <@U1> *b* :skull: {date}\u202e\u200b";
    const body = [text("slack.fact", { label: typed, value: until })];
    const [, block] = message({ title: t("T"), body }).blocks;
    expect(elementsOf(block)[0]).toMatchObject({
      ...{ type: "text", text: expect.stringMatching(/^<!channel> <@U1> \*b\* :skull: \{date\}: /) },
    });
    expect(JSON.stringify(block)).not.toMatch(/\u202e|\u200b/);
  });

  it("C10: passes for no time", () => {
    const [, block] = message({ title: t("T"), body: [t(`\u{FDD0}${AT}\u{FDD1}`)] }).blocks;
    expect(block?.type).toBe("section");
  });

  it("leaves no empty text, which Slack refuses, where all of it is invisible", () => {
    const body = [{ id: "test.beside", with: { typed: "\u200b", at: AT } }];
    expect(elementsOf(message({ title: t("T"), body }).blocks[1])).toMatchObject([{ type: "date" }]);
  });
});

describe("on people's screens", () => {
  let on: SlackApp;
  beforeEach(async () => {
    on = await startSlackApp();
  });
  afterEach(async () => {
    expect(on.fake.refused).toEqual([]);
    await on.close();
  });

  it("a posted card and an answer show the time", async () => {
    await on.slack.sender.post(
      { platform: "slack", tenant: "T0OURS", kind: "person", id: "U1" },
      { title: t("T"), body: [until] },
      "en",
    );
    expect(on.fake.sees("U1")[0]?.text).toContain("until Nov 24, 2026 at 10:15");
    on.answers({ kind: "text", text: until });
    expect((await on.fake.command("U1", "/team", "")).text).toContain("until Nov 24, 2026 at 10:15");
  });
});

describe("the fake Slack refuses", () => {
  const problem = (element: Json) =>
    messageProblem({
      text: "x",
      blocks: [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [element] }] }],
    });
  const date = { type: "date", timestamp: 1_795_515_300, format: "{date_short_pretty} at {time}", fallback: "x" };

  it.each([
    ["an empty text", { type: "text", text: "" }],
    ["milliseconds that are no whole seconds", { ...date, timestamp: 1.5 }],
    ["a time in words", { ...date, timestamp: AT }],
    ["a format without a time", { ...date, format: "soon" }],
    ["a format with an unknown token", { ...date, format: "{time} {zone}" }],
    ["an empty fallback", { ...date, fallback: "" }],
    ["a style that is none", { type: "text", text: "x", style: { big: true } }],
    ["an unknown element", { type: "marquee", text: "x" }],
  ])("%s", (_, element) => {
    expect(problem(element)).toBeDefined();
    expect(problem(date)).toBeUndefined();
  });
});
