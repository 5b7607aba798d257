import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import type { Field, Form, Option } from "../../src/core/form.ts";
import { invokeAnswer } from "../../src/platforms/teams/answers.ts";
import type { Place } from "../../src/platforms/teams/elements.ts";
import { readData } from "../../src/platforms/teams/metadata.ts";
import { openerFor } from "../../src/platforms/teams/opener.ts";
import {
  cardMessage,
  type FormReply,
  type Message,
  replyCard,
  replyMessage,
} from "../../src/platforms/teams/render.ts";
import { lines } from "../../src/platforms/teams/words.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { actionsOf, attachedCard, cardProblem, elementsOf, type Json } from "../fakes/teams/cards.ts";
import { activityProblem } from "../fakes/teams/connector.ts";
import { screen } from "../fakes/teams/screen.ts";
import { withTimes } from "../fakes/teams/times.ts";

const t = verbatim;
const AUTHOR = "a11ce000-0000-4000-8000-000000000001";

function form(fields: Field[], more: Partial<Form> = {}, reply: Partial<FormReply> = {}): FormReply {
  const all = { title: t("A form"), submit: t("Go"), fields, ...more };
  return { kind: "form", command: "a.b", key: "k", form: all, ...reply };
}

function shown(reply: Reply, place: Place = "chat"): Json {
  const made = JSON.parse(JSON.stringify(replyCard(reply, place, "en")));
  expect(cardProblem(made, place === "dialog" ? "dialog" : "message")).toBeNull();
  return made;
}

const input = (field: Field, reply: Partial<FormReply> = {}) =>
  elementsOf(shown(form([field], {}, reply))).find(({ type }) => String(type).startsWith("Input.")) ?? {};
const options = (count: number): Option[] =>
  Array.from({ length: count }, (_, at) => ({ value: `v${at}`, label: t(`Option ${at}`) }));
const textOf = (reply: Reply, place?: Place) => screen({ text: "", card: shown(reply, place) }).text;

describe("fields", () => {
  const base = { name: "f", label: t("F") };

  it("every kind is the input that fits it", () => {
    expect(input({ ...base, kind: "text", maxLength: 80 })).toMatchObject({
      ...{ type: "Input.Text", id: "f", label: "F", maxLength: 80, isMultiline: false, isRequired: true },
    });
    expect(input({ ...base, kind: "text", maxLength: 80, multiline: true, optional: true })).toMatchObject({
      isMultiline: true,
    });
    expect(input({ ...base, kind: "email" })).toMatchObject({ style: "email", maxLength: 254 });
    expect(input({ ...base, kind: "date" })).toMatchObject({ type: "Input.Date" });
    const choice = { type: "Input.ChoiceSet", isMultiSelect: false };
    expect(input({ ...base, kind: "choice", options: options(10) })).toMatchObject({ ...choice, style: "expanded" });
    expect(input({ ...base, kind: "choice", options: options(11) })).toMatchObject({ ...choice, style: "compact" });
    expect(input({ ...base, kind: "choices", options: options(3) })).toMatchObject({ isMultiSelect: true });
  });

  it("a search holds what is chosen already, and asks for the rest by a name", () => {
    const search: Field = { ...base, kind: "search", most: 3, options: options(2) };
    expect(input(search, { values: { f: ["v1", "gone"] }, ref: { id: "r1", version: 2 } })).toEqual({
      ...{ type: "Input.ChoiceSet", style: "filtered", isMultiSelect: true, id: "f", label: "F" },
      ...{ isRequired: true, errorMessage: "Please choose at least one." },
      choices: [
        { title: "Option 0", value: "v0" },
        { title: "Option 1", value: "v1" },
      ],
      value: "v1",
      "choices.data": {
        ...{ type: "Data.Query", associatedInputs: "auto" },
        dataset: '{"v":1,"command":"a.b","ref":{"id":"r1","version":2},"field":"f","many":["f"]}',
      },
    });
    const single = input({ ...search, most: 1, options: [] });
    expect(single).toMatchObject({ isMultiSelect: false, choices: [] });
    expect(single).not.toHaveProperty("value");
  });

  it("an optional field is not required by the client", () => {
    expect(input({ ...base, kind: "date", optional: true })).not.toHaveProperty("isRequired");
  });

  it("a code has room for the blanks it may be pasted with, and C9: is never filled in again", () => {
    const code = input({ ...base, kind: "code", length: 8 }, { values: { f: "12345678" } });
    expect(code.maxLength).toBeGreaterThanOrEqual("1234 - 5678".length);
    expect(JSON.stringify(code)).not.toContain("12345678");
  });

  it("what was typed and chosen is there again, and what is no date or among no options is dropped", () => {
    const values = (f: string | string[]) => ({ values: { f } });
    expect(input({ ...base, kind: "email" }, values("new.person@"))).toMatchObject({ value: "new.person@" });
    expect(input({ ...base, kind: "date" }, values("2027-02-28"))).toMatchObject({ value: "2027-02-28" });
    expect(input({ ...base, kind: "date" }, values("2027-02-30"))).not.toHaveProperty("value");
    const choices = { ...base, kind: "choices" as const, options: options(3) };
    expect(input(choices, values(["v0", "gone", "v2"]))).toMatchObject({ value: "v0,v2" });
    expect(input(choices, values(["gone"]))).not.toHaveProperty("value");
  });

  it("text that is longer than allowed is there to be shortened", () => {
    const long = input({ ...base, kind: "text", maxLength: 10 }, { values: { f: "x".repeat(20) } });
    expect(long.value).toBe("x".repeat(20));
    expect(long).not.toHaveProperty("maxLength");
  });

  it("error, hint and what each option is about are shown below, the error first", () => {
    const described = [{ value: "a", label: t("Finance"), description: t("see settlements") }];
    const field: Field = { ...base, kind: "choices", hint: t("A hint"), options: described };
    expect(textOf(form([field], {}, { errors: { f: t("too much") } })).split("\n")).toEqual([
      ...["A form", "F", "Finance", "⚠ too much", "A hint", "Finance: see settlements", "Go"],
    ]);
  });
});

describe("forms and cards", () => {
  it("show what is wrong, introduction, facts, fields and the second button in this order", () => {
    const comment: Field = { kind: "text", name: "comment", label: t("Comment"), maxLength: 50, optional: true };
    const facts = [{ label: t("Role"), value: t("Finance") }];
    const more = {
      intro: [t("Exactly this is approved.")],
      facts,
      extras: [{ label: t("Send a new code"), command: "c" }],
    };
    const errors = { comment: t("too rude"), general: t("not today") };
    expect(textOf(form([comment], more, { errors })).split("\n")).toEqual([
      ...["A form", "⚠ not today", "⚠ Please check “Comment”.", "Exactly this is approved.", "Role", "Finance"],
      ...["Comment", "⚠ too rude", "Go", "Send a new code"],
    ]);
  });

  it("name above them each field with an error that may be out of sight, and no other", () => {
    const field = (name: string): Field => ({ kind: "text", name, label: t(name), maxLength: 50 });
    const named = (errors: FormReply["errors"]) =>
      textOf(form(["one", "two", "three"].map(field), {}, { errors: errors ?? {} })).match(/Please check “\w+”/g);
    expect(named({ one: t("no") })).toBeNull();
    expect(named({ three: t("no"), two: t("no") })).toEqual(["Please check “two”", "Please check “three”"]);
  });

  it("say what they are about in their data, and nothing else; the answer is read back", () => {
    const roles: Field = { kind: "choices", name: "roles", label: t("Roles"), options: options(3) };
    const reply = form([roles], {}, { ref: { id: "r1", version: 2 }, values: { secret: "typed" } });
    const [submit] = actionsOf(shown(reply));
    const data = { v: 1, command: "a.b", ref: { id: "r1", version: 2 }, once: "k", many: ["roles"] };
    // Exactly: Microsoft's renderer takes a `key` for its own, and does not send the form then.
    expect(submit).toMatchObject({ type: "Action.Execute", verb: "countersign" });
    expect(submit?.data).toEqual(data);
    expect(readData({ ...(submit?.data as object), roles: "v0,v2", reason: "a,b" })).toEqual({
      ...{ kind: "submitted", command: "a.b", key: "k", ref: { id: "r1", version: 2 } },
      values: { roles: ["v0", "v2"], reason: "a,b" },
    });
  });

  it("an old client has the same buttons: the same words, the same data, the same inputs", () => {
    const extra = { label: t("Send a new code"), command: "request.code", style: "danger" } as const;
    const buttons = [{ label: t("Deny"), command: "b", style: "danger" } as const, { label: t("More"), command: "c" }];
    const card: Card = {
      title: t("T"),
      buttons,
      items: [{ title: t("I"), button: { label: t("Open"), command: "d" } }],
    };
    const all = [...actionsOf(shown(form([], { extras: [extra] }))), ...actionsOf(shown({ kind: "card", card }))];
    expect(all).toHaveLength(5);
    for (const { fallback, verb, type, ...rest } of all)
      expect({ type, verb, fallback }).toEqual({
        ...{ type: "Action.Execute", verb: "countersign" },
        fallback: { type: "Action.Submit", ...rest },
      });
  });

  it("send what was typed with the form's own button alone", () => {
    const extra = { label: t("Send a new code"), command: "request.code" };
    const [submit, other] = actionsOf(shown(form([], { extras: [extra] })));
    expect(submit).not.toHaveProperty("associatedInputs");
    expect(other).toMatchObject({ associatedInputs: "none", data: { command: "request.code" } });
  });

  it("turn over in a chat, submit in a dialog, and open a dialog in a channel", () => {
    const card: Card = { title: t("T"), buttons: [{ label: t("Approve"), command: "a" }] };
    const button = (place: Place) => actionsOf(shown({ kind: "card", card }, place))[0];
    const fallback = {
      type: "Action.Submit",
      title: "Approve",
      data: { v: 1, command: "a" },
      associatedInputs: "none",
    };
    expect(button("chat")).toMatchObject({ type: "Action.Execute", data: fallback.data, fallback });
    expect(button("dialog")).toMatchObject({ type: "Action.Submit", data: { v: 1, command: "a" } });
    expect(button("channel")).toMatchObject({ type: "Action.Submit", data: { msteams: { type: "task/fetch" } } });
  });

  it.each([
    ["waiting", "⏳ T"],
    ["good", "✅ T"],
    ["bad", "⛔ T"],
    ["neutral", "T"],
  ] as const)("a %s card says so in its title, not by colour alone", (tone, title) => {
    expect(textOf({ kind: "card", card: { title: t("T"), tone } })).toBe(title);
  });

  it("are in the notification with their title", () => {
    expect(cardMessage({ title: t("Request *9*\n<b>") }, "chat", "en").summary).toBe("Request *9* <b>");
    expect(cardMessage({ title: t("x".repeat(900)) }, "chat", "en").summary).toHaveLength(200);
  });

  it("many buttons are in rows that Teams shows", () => {
    const buttons = Array.from({ length: 14 }, (_, at) => ({ label: t(`B${at}`), command: "a" }));
    const made = shown({ kind: "card", card: { title: t("T"), buttons } });
    expect(screen({ text: "", card: made }).buttons).toHaveLength(14);
  });

  it("C8: a channel shows no form, only a button for the one who presses it", () => {
    expect(() => replyCard(form([]), "channel", "en")).toThrow(/can't stand in a channel/);
    const opener = asSent(openerFor({ typed: "help", shown: "help" }, AUTHOR, "en"));
    expect(activityProblem(opener)).toBeNull();
    expect(actionsOf(attachedCard(opener) ?? {})).toMatchObject([{ data: { v: 1, typed: "help", author: AUTHOR } }]);
  });
});

describe("times", () => {
  const at = "2026-11-24T10:15:00.000Z";
  const functions = "{{DATE(2026-11-24T10:15:00Z,SHORT)}} {{TIME(2026-11-24T10:15:00Z)}}";
  const until = text("invited.until", { until: at });
  const everywhere: Card = {
    title: until,
    body: [until],
    facts: [{ label: t("Until"), value: until }],
    items: [{ title: until, detail: until }],
    buttons: [{ label: until, command: "a" }],
  };

  it("are shown by the client, in the zone of the reader", () => {
    const card = shown({ kind: "card", card: everywhere });
    expect(JSON.stringify(card).split(functions)).toHaveLength(6);
    expect(screen({ text: "", card, zone: "Europe/Berlin" }).text).toContain(
      "until Tue, 24 Nov 2026 11:15, and only for you",
    );
    expect(screen({ text: "", card, zone: "Asia/Tokyo" }).text).toContain(
      "until Tue, 24 Nov 2026 19:15, and only for you",
    );
  });

  it("are words that name UTC where there are no functions: notifications, buttons, titles of dialogs, sentences", () => {
    const message = cardMessage(everywhere, "chat", "en");
    const [button] = actionsOf(shown({ kind: "card", card: everywhere }));
    const dialog = invokeAnswer("dialog", { reply: { kind: "card", card: everywhere }, locale: "en" });
    const sentence = invokeAnswer("card", { reply: { kind: "text", text: until }, locale: "en" });
    const { title } = (dialog.body as { task: { value: { title: string } } }).task.value;
    for (const said of [message.summary, button?.title, title, (sentence.body as { value: string }).value])
      expect(said).toBe("The link is good until 24 Nov 2026, 10:15 UTC, and only for you.");
  });

  it("C10: can't be made by what people type, wherever it is shown", () => {
    const name = t("{{DATE(2020-01-01T00:00:00Z)}} {{{TIME(2020-01-01T00:00:00Z)}}}");
    const options = [{ value: "a", label: name, description: name }];
    const many = Array.from({ length: 11 }, (_, at) => ({ value: `v${at}`, label: name }));
    const fields: Field[] = [
      { kind: "text", name: "a", label: name, hint: name, maxLength: 99 },
      { kind: "choice", name: "b", label: name, options },
      { kind: "choices", name: "c", label: name, options },
      { kind: "choice", name: "d", label: name, options: many },
    ];
    const card: Card = {
      ...{ title: name, body: [name], facts: [{ label: name, value: name }] },
      ...{ items: [{ title: name, detail: name }], buttons: [{ label: name, command: "a" }] },
    };
    const asked = form(fields, { title: name, intro: [name], submit: name }, { errors: { a: name } });
    for (const reply of [asked, { kind: "card", card } as const]) {
      const made = shown(reply);
      expect(JSON.stringify(made)).not.toMatch(/\{\{(?:DATE|TIME)/);
      expect(withTimes(made, "UTC")).toEqual(made);
    }
  });
});

describe("commands", () => {
  const stale: Reply = { kind: "text", text: text("refused.stale") };

  it("are named as they are typed in Teams, without a slash command: bold in a card, in quotation marks elsewhere", () => {
    expect(JSON.stringify(shown(stale))).toContain("Please open it again: **requests**");
    expect(replyMessage(stale, "chat", "en").summary).toContain("Please open it again: “requests”");
    expect(JSON.stringify(invokeAnswer("dialog", { reply: stale, locale: "en" }))).toContain("“requests”");
    expect(textOf({ kind: "text", text: text("teams.outdated") })).toContain("Please start again with help.");
    expect(
      textOf({
        kind: "text",
        text: text("refused.unknown-command", { typed: "x", nearest: null, known: ["help", "role"] }),
      }),
    ).toContain("The commands are help and role.");
  });

  it("C10: hold nothing that is markup, whatever is in them", () => {
    const email = "a*b_c{{DATE(2026-01-01T00:00:00Z)}}\u202e@example.com";
    const [line] = lines(text("refused.member-already", { email }), "en");
    expect(line).toContain("**member a\\*b\\_c\\{\\{DATE(2026-01-01T00:00:00Z)}}@example.com**");
  });
});

describe("what Teams can't show is an error that names it", () => {
  const base = { name: "f", label: t("F") };
  it.each<[string, Reply]>([
    ["no options", form([{ ...base, kind: "choice", options: [] }])],
    ["an option with a comma", form([{ ...base, kind: "choices", options: [{ value: "a,b", label: t("x") }] }])],
    ["a search with a comma", form([{ ...base, kind: "search", most: 1, options: [{ value: "a,b", label: t("x") }] }])],
    [
      "a search whose name is too long",
      form([{ ...base, name: "f".repeat(2_000), kind: "search", most: 1, options: [] }]),
    ],
    ["an empty option", form([{ ...base, kind: "choice", options: [{ value: "", label: t("x") }] }])],
    ["a field with a name that the data has", form([{ kind: "date", name: "key", label: t("x") }])],
    ["a link to anything but a page", link("javascript:alert(1)")],
    ["a card that is too big", { kind: "card", card: { title: t("T"), body: [t("word ".repeat(6_000))] } }],
  ])("%s", (_, reply) => {
    expect(() => replyCard(reply, "chat", "en")).toThrow(Error);
  });
});

const nasty = fc.constantFrom(
  ...[
    "[Approve](https://evil.test)",
    "**b**",
    "_x_",
    "~~x~~",
    "`x`",
    "<at>Bob</at>",
    "&lt;b&gt;",
    "{{DATE(2017-02-14T06:08:39Z)}}",
  ],
  ...[
    "\n# x",
    "\n- x",
    "\n1. x",
    "\n> x",
    "\n    x",
    "\n\n",
    "\\",
    "\u202e",
    "\u200b",
    "\u2066",
    "\ufeff",
    "\ufdd0",
    "\ud83d",
    "\u0000",
  ],
);
const anything = fc
  .array(fc.oneof(nasty, fc.string({ unit: "binary" }), fc.string()), { maxLength: 12 })
  .map((parts) => parts.join(""));

describe("C10: whatever people type", () => {
  it("begins no emphasis, link, code, mention, entity, list, heading or function where markdown is rendered", () => {
    fc.assert(
      fc.property(anything, (said) => {
        for (const line of lines(t(said), "en")) {
          const bare = line.replace(/\\[\\`*_[\]~<&{|#>+=.)-]/g, "x");
          expect(bare).not.toMatch(/[\\`*_[\]~<&{|]/);
          expect(bare).not.toMatch(/^\s|^[#>+=-]|^\d+[.)]|\n/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("in a channel shows what it runs: all of it, letter by letter, without what nobody sees; or it does not run it", () => {
    fc.assert(
      fc.property(anything, (said) => {
        const opener = asSent(openerFor({ typed: said, shown: said }, AUTHOR, "en"));
        expect(activityProblem(opener)).toBeNull();
        const card = attachedCard(opener) ?? {};
        const [button] = actionsOf(card);
        const { typed = "" } = (button?.data ?? {}) as { typed?: string };
        expect(JSON.stringify(opener)).not.toMatch(
          /(?!\u200c|\u200d|\ufe0f)[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u,
        );
        expect(screen({ text: "", card }).links).toEqual([]);
        expect(screen({ text: "", card }).text.replace(/\s/g, "")).toContain(typed.replace(/\s/g, ""));
      }),
      { numRuns: 500 },
    );
  });

  it("has no invisible character anywhere in what is sent, and the message is one that Teams takes", () => {
    fc.assert(
      fc.property(anything, anything, (one, two) => {
        const facts = [{ label: t(one), value: t(two) }];
        const items = [{ title: t(one), detail: t(two), button: { label: t(one), command: "a" } }];
        const card: Card = { title: t(one), body: [t(two)], facts, items, buttons: [{ label: t(two), command: "a" }] };
        for (const place of ["chat", "channel"] as const) {
          const made = JSON.parse(JSON.stringify(cardMessage(card, place, "en")));
          expect(activityProblem(made)).toBeNull();
          expect(JSON.stringify(made)).not.toMatch(
            /(?!\u200c|\u200d|\ufe0f)[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u,
          );
        }
        const asked = form([{ kind: "text", name: "a", label: t(one), maxLength: 50 }], { title: t(two), facts });
        const message = replyMessage({ ...asked, errors: { a: t(two), z: t(one) } }, "chat", "en");
        expect(activityProblem(JSON.parse(JSON.stringify(message)))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it("is the same where there is nothing to hide", () => {
    for (const name of [
      "Zoë Ångström",
      "李小龍",
      "محمد",
      "O'Brien (Söhne) GmbH",
      "new.person+x@example.com",
      "2027-01-31",
    ])
      expect(lines(t(name), "en")).toEqual([name]);
    expect(lines(t("1. [x](y) {{DATE(z)}}"), "en")).toEqual(["1\\. \\[x\\](y) \\{\\{DATE(z)}}"]);
  });

  it("and be it nothing at all, leaves something to read", () => {
    expect(textOf({ kind: "text", text: t("\u200b") })).toBe("(empty)");
  });
});

function asSent(message: Message): Json {
  return JSON.parse(JSON.stringify(message));
}

function link(url: string): Reply {
  return { kind: "card", card: { title: t("T"), links: [{ label: t("x"), url }] } };
}
