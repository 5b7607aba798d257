import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import { pageHtml } from "../../src/platforms/tryout/page.ts";
import { dialogHtml } from "../../src/platforms/tryout/render.ts";
import type { Found } from "../../src/platforms/tryout/search.ts";
import { foundHtml } from "../../src/platforms/tryout/search-field.ts";
import type { View } from "../../src/platforms/tryout/view.ts";
import { markupOf } from "../../src/text/html.ts";
import { withoutMarks } from "../../src/text/segments.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { visible } from "../../src/text/visible.ts";
import { buttonOf, cardOf, formOf } from "../fixtures/cards.ts";
import { all, type Element, has, isOfClass, readMarkup, textOf } from "../harness/markup.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  "</textarea></li></dialog><iframe>",
  "&lt;b&gt; &amp;quot;",
  "javascript:alert(1)",
  "<!-- ]]> --!>",
  "{{7*7}} `",
  "\u202egnp.exe\u2066",
];
/** What people may type: anything, and what has broken pages before. One line: a mail's paragraphs are its own. */
const anything = fc
  .oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 40 }))
  .filter((value) => !/[\r\n\u2028\u2029]/.test(value) && visible(value).trim() !== "");

const foundOf = (value: string): Found => ({
  field: value,
  options: [{ value, label: verbatim(value), description: verbatim(value) }],
  mayBeMore: true,
});
const viewOf = (value: string, at: string): View => {
  const me = { id: "me", name: value, email: value };
  const mail = { id: "1", to: value, at: "2026-01-02T03:04:05Z", subject: value, text: value, html: value };
  const link = { label: value, url: "https://example.com/" };
  const shown = [{ ...mail, code: value, link }, mail];
  const entry = { place: "person:me", at: "2026-01-02T03:04:05Z" };
  return {
    organization: value,
    me,
    people: [me, { ...me, id: "b" }, { ...me, id: "c" }].map((person) => ({ person, unread: 1 })),
    at,
    places: [
      { at: "dm", unread: 1 },
      { at: `channel:${value}`, unread: 0 },
    ],
    home: null,
    entries: [
      { id: 1, ...entry, content: { kind: "said", by: "me", text: value } },
      { id: 2, ...entry, content: { kind: "card", card: cardOf(value), locale: "en" } },
      { id: 3, ...entry, only: "me", content: { kind: "text", text: verbatim(value), locale: "en" } },
    ],
    mail: { shown, isAll: false, isBroken: false, unread: 1, newestCode: shown[0] },
    commands: [value],
    approvalsAt: "channel:approvals",
    guide: [],
  };
};

const renderings: [string, (value: string) => string][] = [
  ["a form", (value) => markupOf(dialogHtml(formOf(value), "en"))],
  ["a card in the dialog", (value) => markupOf(dialogHtml({ kind: "card", card: cardOf(value) }, "en"))],
  ["a sentence", (value) => markupOf(dialogHtml({ kind: "text", text: verbatim(value) }, "en"))],
  ["what is found", (value) => markupOf(foundHtml(foundOf(value), "en"))],
  ["the conversation", (value) => markupOf(pageHtml(viewOf(value, "dm"), { locale: "en" }))],
  ["the mailbox", (value) => markupOf(pageHtml(viewOf(value, "mail"), { locale: "en" }))],
  ["a channel", (value) => markupOf(pageHtml(viewOf(value, "channel:nobody-calls-one-like-this"), { locale: "en" }))],
];

/** The elements and the names of their attributes: what a text must not be able to change. */
function skeleton({ tag, attributes, children }: Element): unknown {
  const inside = children.flatMap((child) => (typeof child === "string" ? [] : [skeleton(child)]));
  return [tag, Object.keys(attributes).join(" "), inside];
}

describe("what the try-out chat draws", () => {
  it.each(renderings)("C10: no text changes the markup around it: %s", (_name, render) => {
    const expected = skeleton(readMarkup(render("harmless")));
    fc.assert(
      fc.property(anything, (value) => {
        expect(skeleton(readMarkup(render(value)))).toEqual(expected);
      }),
      { numRuns: 200, examples: HOSTILE.map((value) => [value]) },
    );
  });

  it.each(renderings.slice(0, 5))(
    "A8: what was typed can be read as it is, but for what nobody sees: %s",
    (_n, render) => {
      fc.assert(
        fc.property(anything, (value) => {
          const read = textOf(readMarkup(render(value)));
          expect(read).toContain(
            // Nor for the noncharacters that mark places in a sentence: nobody can type those.
            withoutMarks(visible(value))
              .replace(/[ \t]+/g, " ")
              .trim(),
          );
        }),
        { numRuns: 100, examples: [...HOSTILE, "\u{FDD0}x\u{FDD1}"].map((value) => [value]) },
      );
    },
  );

  it("C10: nothing turns a line round or hides in it, but in what one is still typing", () => {
    for (const [, render] of renderings) {
      const drawn = readMarkup(render("a\u202eb\u200bc\u2066d\u0000e"));
      const labels = all(drawn, has("aria-label")).map(({ attributes }) => attributes["aria-label"]);
      for (const typed of all(drawn, ({ tag }) => tag === "textarea")) typed.children = [];
      expect([textOf(drawn), ...labels].join("\n")).not.toMatch(/[\u202e\u200b\u2066\0]/);
      expect(textOf(drawn)).toContain("abcde");
    }
  });

  it("a button comes back with exactly what it was given", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const [found] = all(readMarkup(markupOf(dialogHtml(formOf(value), "en"))), has("data-press"));
        const { label: _, ...sent } = buttonOf(value);
        expect(JSON.parse(found?.attributes["data-press"] ?? "")).toEqual(sent);
      }),
    );
  });

  it.each(["javascript:alert(1)", "data:text/html,<script>", "vbscript:x", " javascript:alert(1)", "/try", ""])(
    "C14: only a web address becomes a link: %s",
    (url) => {
      const card = { title: verbatim("x"), links: [{ label: verbatim("Get started"), url }] };
      const drawn = readMarkup(markupOf(dialogHtml({ kind: "card", card }, "en")));
      expect(all(drawn, ({ tag }) => tag === "a")).toEqual([]);
      expect(textOf(drawn)).toContain("Get started");
    },
  );

  it("a link out of the chat opens a tab that can't reach back", () => {
    const drawn = readMarkup(markupOf(dialogHtml({ kind: "card", card: cardOf("x") }, "en")));
    expect(all(drawn, isOfClass("out"))[0]?.attributes).toMatchObject({
      href: "https://example.com/?a=1&b=2",
      target: "_blank",
      rel: "noopener noreferrer",
    });
  });

  it("a time is an element of its own, in UTC where there is no script", () => {
    const until = text("invited.until", { until: "2026-11-24T10:15:30.000Z" });
    const card: Card = {
      title: until,
      body: [until],
      facts: [{ label: until, value: until }],
      items: [{ title: until }],
    };
    const inForm = formOf("x");
    const form = { ...inForm, form: { ...inForm.form, intro: [until] }, errors: { line: until } };
    for (const reply of [{ kind: "card", card }, { kind: "text", text: until }, form] as const) {
      const times = all(readMarkup(markupOf(dialogHtml(reply, "en"))), ({ tag }) => tag === "time");
      expect(times).toHaveLength(reply.kind === "card" ? 5 : reply.kind === "form" ? 2 : 1);
      for (const time of times) {
        expect(time.attributes).toEqual({ datetime: "2026-11-24T10:15:30Z", "data-moment": "" });
        expect(textOf(time)).toBe("24 Nov 2026, 10:15 UTC");
      }
    }
  });

  it("where a sentence is English because there is no other, its dates are English too", () => {
    const until = text("invited.until", { until: "2026-11-24T10:15:30.000Z" });
    const drawn = (locale: string) => textOf(readMarkup(markupOf(dialogHtml({ kind: "text", text: until }, locale))));
    expect(drawn("de-DE")).toBe(drawn("en"));
    expect(drawn("en-US")).toContain("Nov 24, 2026, 10:15 AM UTC");
  });

  it("nothing needs a style or a script in the page", () => {
    for (const [, render] of renderings) {
      const drawn = readMarkup(render("harmless"));
      expect(all(drawn, ({ attributes }) => Object.keys(attributes).some((name) => /^(on|style$)/.test(name)))).toEqual(
        [],
      );
      expect(all(drawn, ({ tag }) => tag === "style")).toEqual([]);
      for (const script of all(drawn, ({ tag }) => tag === "script")) expect(script.attributes.src).toMatch(/^\/try\//);
    }
  });

  it("every field has a label, and its hint and error belong to it", () => {
    const drawn = readMarkup(markupOf(dialogHtml(formOf("x"), "en")));
    const ids = all(drawn, has("id")).map(({ attributes }) => attributes.id);
    const labelled = all(drawn, has("for")).map(({ attributes }) => attributes.for);
    const isControl = (one: Element) =>
      (has("name")(one) && !has("type", "hidden")(one)) || has("role", "combobox")(one);
    for (const control of all(drawn, isControl)) expect(labelled).toContain(control.attributes.id);
    for (const { attributes } of all(drawn, has("aria-describedby")))
      for (const id of (attributes["aria-describedby"] ?? "").split(" ")) expect(ids).toContain(id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(drawn, has("aria-invalid"))).toHaveLength(2);
    expect(textOf(all(drawn, has("role", "alert"))[0] ?? drawn)).toBe("x");
  });
});
