import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import type { Field, Form, Option } from "../../src/core/form.ts";
import { cardMessage } from "../../src/platforms/slack/message.ts";
import { readButton, readView } from "../../src/platforms/slack/metadata.ts";
import { replyMessage, replyView } from "../../src/platforms/slack/render.ts";
import { type FormReply, workingView } from "../../src/platforms/slack/view.ts";
import { escaped, pieces } from "../../src/platforms/slack/words.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { visible } from "../../src/text/visible.ts";
import { areBlocksTooLong, type Json, list, messageProblem, viewProblem } from "../fakes/slack/limits.ts";
import { screen } from "../fakes/slack/screen.ts";

const t = verbatim;

function form(fields: Field[], more: Partial<Form> = {}, reply: Partial<FormReply> = {}): FormReply {
  const all = { title: t("A form"), submit: t("Go"), fields, ...more };
  return { kind: "form", command: "a.b", key: "k", form: all, ...reply };
}

function view(reply: Reply): Json & { blocks: Json[] } {
  const made = JSON.parse(JSON.stringify(replyView(reply, "en")));
  expect(viewProblem(made)).toBeUndefined();
  return made;
}

function message(card: Card): Json & { blocks: Json[] } {
  const made = JSON.parse(JSON.stringify(cardMessage(card, "en")));
  expect(messageProblem(made, 4_000)).toBeUndefined();
  expect(areBlocksTooLong(made)).toBe(false);
  return made;
}

const modalText = (reply: Reply) => {
  const { blocks, title, submit } = view(reply);
  return screen({ blocks, title: title as Json, ...(submit ? { submit: submit as Json } : {}) }).text;
};
const element = (field: Field, reply: Partial<FormReply> = {}) =>
  view(form([field], {}, reply)).blocks.find((block) => block.type === "input")?.element as Json;
const options = (count: number, more: Partial<Option> = {}): Option[] =>
  Array.from({ length: count }, (_, at) => ({ value: `v${at}`, label: t(`Option ${at}`), ...more }));

describe("fields", () => {
  it("every kind is the element that fits it", () => {
    const base = { name: "f", label: t("F") };
    expect(element({ ...base, kind: "text", maxLength: 80 })).toMatchObject({
      type: "plain_text_input",
      max_length: 80,
      multiline: false,
    });
    expect(element({ ...base, kind: "text", maxLength: 9_000, multiline: true })).toMatchObject({
      max_length: 3_000,
      multiline: true,
    });
    expect(element({ ...base, kind: "email" })).toMatchObject({ type: "email_text_input" });
    expect(element({ ...base, kind: "code", length: 6 })).toMatchObject({ type: "plain_text_input" });
    expect(element({ ...base, kind: "date" })).toMatchObject({ type: "datepicker" });
    expect(element({ ...base, kind: "choice", options: options(10) })).toMatchObject({ type: "radio_buttons" });
    expect(element({ ...base, kind: "choice", options: options(11) })).toMatchObject({ type: "static_select" });
    expect(element({ ...base, kind: "choices", options: options(10) })).toMatchObject({ type: "checkboxes" });
    expect(element({ ...base, kind: "choices", options: options(11) })).toMatchObject({ type: "multi_static_select" });
  });

  it("more than a hundred options come in groups that say where they are", () => {
    const select = element(
      { name: "f", label: t("F"), kind: "choices", options: options(201) },
      { values: { f: ["v150"] } },
    );
    expect(list(select.option_groups).map((group) => [(group.label as Json).text, list(group.options).length])).toEqual(
      [
        ["1 to 100", 100],
        ["101 to 200", 100],
        ["201 to 201", 1],
      ],
    );
    expect(list(select.initial_options).map((option) => option.value)).toEqual(["v150"]);
  });

  it("a block id is the field's name, so that errors find it; hint and optional are passed on", () => {
    const [input] = view(
      form([{ name: "reason", label: t("Why"), hint: t("A sentence"), kind: "text", maxLength: 9, optional: true }]),
    ).blocks;
    expect(input).toMatchObject({
      block_id: "reason",
      optional: true,
      hint: { text: "A sentence", type: "plain_text" },
    });
  });

  it("what was typed and chosen is there again", () => {
    const base = { name: "f", label: t("F") };
    expect(element({ ...base, kind: "text", maxLength: 80 }, { values: { f: "a <b>" } })).toMatchObject({
      initial_value: "a <b>",
    });
    expect(element({ ...base, kind: "email" }, { values: { f: "a@b.test" } })).toMatchObject({
      type: "email_text_input",
      initial_value: "a@b.test",
    });
    expect(element({ ...base, kind: "date" }, { values: { f: "2027-02-28" } })).toMatchObject({
      initial_date: "2027-02-28",
    });
    expect(element({ ...base, kind: "choice", options: options(2) }, { values: { f: "v1" } })).toMatchObject({
      initial_option: { value: "v1" },
    });
    expect(element({ ...base, kind: "choices", options: options(3) }, { values: { f: ["v0", "v2"] } })).toMatchObject({
      initial_options: [{ value: "v0" }, { value: "v2" }],
    });
  });

  it("a mistyped address is there to be mended, in an input that takes it", () => {
    const mistyped = element({ name: "f", label: t("F"), kind: "email" }, { values: { f: "new.person@" } });
    expect(mistyped).toMatchObject({ type: "plain_text_input", initial_value: "new.person@" });
  });

  it("what is not among the options, and no date, is dropped", () => {
    const base = { name: "f", label: t("F") };
    expect(element({ ...base, kind: "choice", options: options(2) }, { values: { f: "gone" } })).not.toHaveProperty(
      "initial_option",
    );
    expect(element({ ...base, kind: "choices", options: options(2) }, { values: { f: ["gone"] } })).not.toHaveProperty(
      "initial_options",
    );
    expect(element({ ...base, kind: "date" }, { values: { f: "2027-02-30" } })).not.toHaveProperty("initial_date");
  });

  it("C9: a code is never filled in again", () => {
    const code = element({ name: "code", label: t("Code"), kind: "code", length: 8 }, { values: { code: "12345678" } });
    expect(JSON.stringify(code)).not.toContain("12345678");
  });

  it("text that is longer than allowed is there to be shortened; longer than Slack can show, it says so", () => {
    const field: Field = { name: "f", label: t("F"), kind: "text", maxLength: 10 };
    expect(element(field, { values: { f: "x".repeat(20) } })).toMatchObject({ initial_value: "x".repeat(20) });
    const huge = form([field], {}, { values: { f: "x".repeat(3_001) } });
    expect(modalText(huge)).toContain("⚠ At most 3000 characters; this has 3001.");
  });

  it("a long description, and a label that was shortened, are shown in full below the field", () => {
    const description = t(`Can ${"read transactions, ".repeat(10)}and more`);
    const long: Option = { value: "a", label: t("Admin"), description };
    const named: Option = { value: "b", label: t("A merchant account with a very long name ".repeat(3).trim()) };
    const [input, below] = view(form([{ name: "f", label: t("F"), kind: "choices", options: [long, named] }])).blocks;
    const offered = list((input?.element as Json | undefined)?.options);
    expect(offered[0]).not.toHaveProperty("description");
    expect(offered[1]).toMatchObject({ text: { text: expect.stringMatching(/^A merchant account .*…$/) } });
    expect((list(below?.elements)[0] as Json).text).toBe(
      `Admin: Can ${"read transactions, ".repeat(10)}and more\n${"A merchant account with a very long name ".repeat(3).trim()}`,
    );
  });

  it("a short description is shown with its option", () => {
    const described = { value: "f", label: t("Finance"), description: t("transaction:read") };
    const [option] = list(element({ name: "f", label: t("F"), kind: "choices", options: [described] }).options);
    expect(option).toMatchObject({ description: { type: "plain_text", text: "transaction:read" } });
  });
});

describe("forms", () => {
  it("say what they are about in their metadata, and nothing else", () => {
    const reply = form([], {}, { ref: { id: "r1", version: 2 }, values: { secret: "typed" } });
    expect(JSON.parse(String(view(reply).private_metadata))).toEqual({
      v: 1,
      command: "a.b",
      ref: { id: "r1", version: 2 },
      key: "k",
    });
    expect(readView(view(reply).private_metadata)).toEqual({ command: "a.b", ref: { id: "r1", version: 2 }, key: "k" });
  });

  it("show introduction, facts, fields, errors and the second button in this order", () => {
    const reply = form(
      [{ kind: "text", name: "comment", label: t("Comment"), maxLength: 100, optional: true }],
      {
        intro: [t("Exactly this is approved.")],
        facts: [{ label: t("Role"), value: t("Finance") }],
        extras: [{ label: t("Send a new code"), command: "request.code" }],
      },
      { errors: { comment: t("too rude"), general: t("not today") } },
    );
    expect(modalText(reply).split("\n")).toEqual([
      ...["A form", "⚠ not today", "⚠ Please check “Comment”.", "Exactly this is approved.", "Role", "Finance"],
      ...["Comment", "⚠ too rude", "Send a new code", "Go"],
    ]);
  });

  it("a title that is too long for Slack is in the body, in full", () => {
    const title = "Approve the invitation of somebody";
    const made = view(form([], { title: t(title) }));
    expect((made.title as Json).text).toBe("Countersign");
    expect(made.blocks[0]).toMatchObject({ type: "header", text: { text: title } });
  });

  it("an action id belongs to one form about one thing: Slack keeps what is typed only there", () => {
    const code: Field = { name: "code", label: t("Code"), kind: "code", length: 8 };
    const id = (reply: Partial<FormReply>) => element(code, reply).action_id;
    expect(id({ ref: { id: "r1", version: 1 } })).toBe(id({ ref: { id: "r1", version: 2 }, key: "other" }));
    expect(id({ ref: { id: "r1", version: 1 } })).not.toBe(id({ ref: { id: "r2", version: 1 } }));
    expect(id({ command: "a" })).not.toBe(id({ command: "b" }));
  });
});

describe("cards", () => {
  it("are a header with a mark for the tone, text, a table, items and buttons", () => {
    const made = message({
      title: t("Request 9"),
      tone: "waiting",
      body: [t("It came to you because you may approve.")],
      facts: [{ label: t("Who"), value: t("new@example.com") }],
      items: [
        {
          title: t("Finance"),
          detail: t("all accounts"),
          button: { label: t("Open"), command: "role.show", values: { role: "finance" } },
        },
      ],
      buttons: [{ label: t("Approve"), command: "request.approve", ref: { id: "r9", version: 4 }, style: "primary" }],
      links: [
        { label: t("Activate"), url: "https://x.test/a?t=1" },
        { label: t("Read more"), url: "https://x.test/b" },
      ],
    });
    const seen = screen({ blocks: made.blocks });
    expect(seen.text.split("\n")).toEqual([
      ...["⏳ Request 9", "It came to you because you may approve.", "Who", "new@example.com"],
      ...["Finance", "all accounts", "Open", "Activate", "Read more", "Approve"],
    ]);
    expect(seen.links).toEqual([
      { label: "Activate", url: "https://x.test/a?t=1" },
      { label: "Read more", url: "https://x.test/b" },
    ]);
    const values = JSON.stringify(made.blocks).match(/"value":"\{.*?\}"/g) ?? [];
    expect(values.map((value) => readButton(JSON.parse(`{${value}}`).value))).toEqual([
      { command: "role.show", values: { role: "finance" } },
      { command: "request.approve", ref: { id: "r9", version: 4 } },
    ]);
  });

  it.each([
    ["waiting", "⏳ T"],
    ["good", "✅ T"],
    ["bad", "⛔ T"],
    ["neutral", "T"],
  ] as const)("a %s card says so in its title, not by colour alone", (tone, title) => {
    expect(message({ title: t("T"), tone }).blocks[0]).toMatchObject({ text: { text: title } });
  });

  it("tell a screen reader and a notification what they say", () => {
    const made = message({ title: t("A & <b>"), body: [t("Body")], facts: [{ label: t("L"), value: t("V") }] });
    expect(made.text).toBe("A &amp; &lt;b&gt;\nBody\nL: V");
  });

  it("a form in a message is a button that opens it", () => {
    const made = replyMessage(form([], {}, { values: { a: "1" }, ref: { id: "r1", version: 1 } }), "en");
    const seen = screen({ blocks: JSON.parse(JSON.stringify(made.blocks)) });
    expect(seen.buttons).toEqual(["Open the form"]);
    expect(JSON.stringify(made.blocks)).toContain('\\"values\\":{\\"a\\":\\"1\\"}');
  });

  it("facts too long for a table are shown below their label, and none is lost", () => {
    const long = "word ".repeat(900).trim();
    const made = message({
      title: t("T"),
      facts: [
        { label: t("A"), value: t("1") },
        { label: t("B"), value: t(long) },
        { label: t("C"), value: t("3") },
      ],
    });
    expect(screen({ blocks: made.blocks }).text.replace(/\s+/g, " ")).toBe(`T A 1 B ${long} C 3`);
  });
});

/** A card whose blocks have so many characters, as JSON. */
function weighing(characters: number): Card {
  const body = Array.from({ length: 6 }, () => t("x".repeat(2_000)));
  const filler =
    characters - JSON.stringify(cardMessage({ title: t("T"), body: [...body, t("x")] }, "en").blocks).length;
  return { title: t("T"), body: [...body, t("x".repeat(filler + 1))] };
}

describe("commands", () => {
  it("are slash commands, in plain text", () => {
    expect(message({ title: text("refused.direct-words"), body: [text("refused.stale")] }).blocks).toMatchObject([
      {
        text: {
          type: "plain_text",
          text: "I only understand commands and codes. Type /team help to see what you can do.",
        },
      },
      { text: { type: "plain_text", text: "This has changed since you saw it. Please open it again: /team requests" } },
    ]);
  });
});

describe("what Slack can't show is an error that names it", () => {
  it("what just fits is none", () => {
    expect(JSON.stringify(message(weighing(13_200)).blocks)).toHaveLength(13_200);
  });

  it.each<[string, () => unknown]>([
    ["a submit label", () => replyView(form([], { submit: t("x".repeat(25)) }), "en")],
    [
      "a button label",
      () => cardMessage({ title: t("T"), buttons: [{ label: t("x".repeat(76)), command: "c" }] }, "en"),
    ],
    [
      "a button value",
      () =>
        cardMessage(
          { title: t("T"), buttons: [{ label: t("x"), command: "c", values: { a: "x".repeat(2_000) } }] },
          "en",
        ),
    ],
    [
      "too many blocks in a message",
      () => cardMessage({ title: t("T"), items: Array(50).fill({ title: t("x") }) }, "en"),
    ],
    ["too much in all the blocks of a message", () => cardMessage(weighing(13_201), "en")],
    [
      "too many blocks in a view",
      () => replyView({ kind: "card", card: { title: t("T"), items: Array(100).fill({ title: t("x") }) } }, "en"),
    ],
    ["no options", () => element({ name: "f", label: t("F"), kind: "choice", options: [] })],
    [
      "an option's value",
      () => element({ name: "f", label: t("F"), kind: "choice", options: [{ value: "x".repeat(151), label: t("x") }] }),
    ],
    [
      "an empty option value",
      () => element({ name: "f", label: t("F"), kind: "choice", options: [{ value: "", label: t("x") }] }),
    ],
    ["a field's name", () => element({ name: "x".repeat(256), label: t("F"), kind: "date" })],
    ["a label", () => element({ name: "f", label: t("x".repeat(2_001)), kind: "date" })],
    ["the metadata", () => replyView(form([], {}, { ref: { id: "x".repeat(3_000), version: 1 } }), "en")],
    [
      "a view that would come back too big",
      () => element({ name: "f", label: t("F"), kind: "choices", options: options(1_000) }),
    ],
    [
      "a link to anything but a page",
      () => cardMessage({ title: t("T"), links: [{ label: t("x"), url: "javascript:alert(1)" }] }, "en"),
    ],
    [
      "a long link",
      () =>
        cardMessage({ title: t("T"), links: [{ label: t("x"), url: `https://x.test/${"x".repeat(3_000)}` }] }, "en"),
    ],
  ])("%s", (_, render) => {
    expect(render).toThrow(Error);
  });
});

// Letters, markup, mentions, links, invisible and two-way characters, emoji, halves of emoji, and all else there is.
const nasty = fc.constantFrom(
  ...[
    "<!channel>",
    "<@U1>",
    "<http://evil.test|Approve>",
    "&lt;!here&gt;",
    "*bold*",
    "_x_",
    "~x~",
    "`x`",
    ":skull:",
    "@here",
    "#general",
  ],
  ...[
    "\u202e",
    "\u200b",
    "\u2066",
    "\u00ad",
    "\ufeff",
    "\u{e0041}",
    "\ud83d",
    "\udc00",
    "👩‍👩‍👧",
    "\u0000",
    "\r\n",
    "\u2028",
    "﷽",
    "\u3164",
  ],
);
const anything = fc
  .array(fc.oneof(nasty, fc.string({ unit: "binary" }), fc.string()), { maxLength: 12 })
  .map((parts) => parts.join(""));
/** Somebody's words beside a time. */
const timed = (typed: string) => text("slack.fact", { label: typed, value: text("invited.until", { until: AT }) });
const AT = "2026-11-24T10:15:00Z";
// Joiners are seen within a word or an emoji: which stay, test/rules/visible.test.ts says.
const UNSEEN = /(?!\u200c|\u200d|\ufe0f)[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

function texts(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && /^(plain_text|mrkdwn|text)$/.test(String(value.type)) ? [value as Json] : [];
  return [...own, ...Object.values(value).flatMap(texts)];
}

describe("C10: whatever people type", () => {
  it("is shown letter by letter: no mention, link, formatting or invisible character comes of it", () => {
    fc.assert(
      fc.property(anything, anything, (one, two) => {
        const card: Card = {
          ...{ title: t(one), body: [t(two), timed(two)] },
          facts: [
            { label: t(one), value: t(two) },
            { label: t(one), value: timed(two) },
          ],
          items: [
            { title: t(one), detail: t(two) },
            { title: t(one), detail: timed(two) },
          ],
        };
        const made = message(card);
        expect(made.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        for (const text of texts(made.blocks)) {
          expect(String(text.text)).not.toMatch(UNSEEN);
          if (text.type === "plain_text") expect(text.emoji).toBe(false);
          if (text.type === "mrkdwn") expect(String(text.text)).toMatch(/^\*[^*_~`<>&:@#\n]+\*$/);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("fits into what Slack takes, in a form as in a card", () => {
    const much = fc
      .tuple(anything, fc.integer({ min: 1, max: 400 }))
      .map(([text, times]) => text.repeat(times).slice(0, 12_000));
    fc.assert(
      fc.property(much, anything, (text, name) => {
        const fields: Field[] = [
          { kind: "text", name: "a", label: t("A"), maxLength: 500 },
          { kind: "email", name: "b", label: t("B") },
          {
            kind: "choices",
            name: "c",
            label: t("C"),
            options: [{ value: "x", label: t(name), description: t(name) }],
          },
        ];
        const facts = [{ label: t("L"), value: t(text.slice(0, 2_500)) }];
        const values = { a: text.slice(0, 1_000), b: name };
        view(form(fields, { intro: [t(name)], facts, title: t(name) }, { values, errors: { a: t(name), z: t(name) } }));
        // All blocks of a message together have a limit.
        const part = text.slice(0, 2_500);
        message({ title: t(name), body: [t(part)], facts: [{ label: t(name), value: t(part) }] });
      }),
      { numRuns: 200 },
    );
  });

  it("is cut into pieces without losing a letter or half an emoji", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 10, max: 60 }), (text, max) => {
        const cut = pieces(text, max);
        for (const piece of cut) {
          expect(piece.length).toBeLessThanOrEqual(max);
          expect(piece.isWellFormed()).toBe(true);
        }
        expect(cut.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      }),
    );
  });

  it("is the same where there is nothing to hide", () => {
    for (const name of ["Zoë Ångström", "李小龍", "محمد", "O'Brien & Söhne <GmbH>", "a\tb\nc"])
      expect(visible(name)).toBe(name);
    expect(visible("evil\u202egpj.exe")).toBe("evilgpj.exe");
    expect(escaped("<!channel> & co")).toBe("&lt;!channel&gt; &amp; co");
  });

  it("and be it nothing at all, leaves something to read", () => {
    expect(
      message({ title: t("\u200b"), body: [t("")], facts: [{ label: t(" "), value: t("\u202e") }] }).blocks[0],
    ).toMatchObject({
      text: { text: "(empty)" },
    });
  });
});

it("the waiting view is one that Slack takes", () => {
  expect(viewProblem(JSON.parse(JSON.stringify(workingView("en"))))).toBeUndefined();
});
