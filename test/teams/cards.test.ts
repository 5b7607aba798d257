import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import type { Field } from "../../src/core/form.ts";
import type { Text } from "../../src/core/text.ts";
import { replyCard } from "../../src/platforms/teams/render.ts";
import { verbatim } from "../../src/text/text.ts";
import { cardProblem, type Json } from "../fakes/teams/cards.ts";
import { screen } from "../fakes/teams/screen.ts";

// Whatever a person may type, with what markdown, mentions and dates are made of more often than by chance.
const typed: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(..."[]()*_`~#<>&{}|\\-+.!1 \nab@:/"), maxLength: 60 }),
  fc.constantFrom("[Approve](https://evil.example)", "<at>Bob</at>", "**b** __u__ ~~s~~", "{{DATE(x)}}", "&lt;b&gt;"),
);
const said: fc.Arbitrary<Text> = typed.map(verbatim);
const button = fc.record({ label: said, command: fc.constant("x"), ref: fc.constant({ id: "r", version: 1 }) });
const card: fc.Arbitrary<Card> = fc.record({
  title: said,
  tone: fc.constantFrom("neutral", "waiting", "good", "bad"),
  body: fc.array(said, { maxLength: 3 }),
  facts: fc.array(fc.record({ label: said, value: said }), { maxLength: 4 }),
  items: fc.array(fc.record({ title: said, detail: said, button }), { maxLength: 3 }),
  buttons: fc.array(button, { maxLength: 14 }),
});
const options = fc
  .array(fc.record({ label: said, description: said }), { minLength: 1, maxLength: 14 })
  .map((all) => all.map((one, at) => ({ ...one, value: `option-${at}` })));
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    name: fc.constant("a"),
    label: said,
    hint: said,
    maxLength: fc.nat(50).map((n) => n + 1),
  }),
  fc.record({ kind: fc.constant("email" as const), name: fc.constant("b"), label: said }),
  fc.record({ kind: fc.constant("code" as const), name: fc.constant("c"), label: said, length: fc.constant(8) }),
  fc.record({ kind: fc.constant("date" as const), name: fc.constant("d"), label: said }),
  fc.record({ kind: fc.constant("choice" as const), name: fc.constant("e"), label: said, options }),
  fc.record({ kind: fc.constant("choices" as const), name: fc.constant("f"), label: said, options }),
  fc.record({
    kind: fc.constant("search" as const),
    name: fc.constant("g"),
    label: said,
    options,
    most: fc.constantFrom(1, 9),
  }),
);
const form: fc.Arbitrary<Reply> = fc
  .record({
    fields: fc.uniqueArray(field, { selector: ({ kind }) => kind, maxLength: 6 }),
    title: said,
    submit: said,
    intro: fc.array(said, { maxLength: 2 }),
    values: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), typed),
    errors: fc.dictionary(fc.constantFrom("a", "b", "c", "f", "form"), said),
  })
  .map(({ values, errors, ...one }) => ({ kind: "form", command: "x", key: "k", form: one, values, errors }));

const asJson = (reply: Reply, place: "chat" | "dialog" | "channel"): Json =>
  JSON.parse(JSON.stringify(replyCard(reply, place, "en")));

/** Spaces, lines and what nobody sees aside. */
const bare = (words: string): string => words.replace(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, "");

describe("every card", () => {
  it("is one that Teams shows, in every place", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          card.map((one) => ({ kind: "card" as const, card: one })),
          form,
        ),
        (reply) => {
          expect(cardProblem(asJson(reply, "chat"), "message")).toBeNull();
          expect(cardProblem(asJson(reply, "dialog"), "dialog")).toBeNull();
          if (reply.kind !== "form") expect(cardProblem(asJson(reply, "channel"), "message")).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("C10: shows what was typed letter by letter, and makes no link of it", () => {
    fc.assert(
      fc.property(typed, (value) => {
        fc.pre(bare(value) !== "");
        const text = verbatim(value);
        const facts = [{ label: text, value: text }];
        const shown = screen({
          text: "",
          card: asJson({ kind: "card", card: { title: text, facts, body: [text] } }, "chat"),
        });
        expect(shown.links).toEqual([]);
        expect(bare(shown.text)).toBe(bare(value).repeat(4));
      }),
      { numRuns: 500 },
    );
  });

  it("A8: shows every fact of what is decided upon, or is not shown at all", () => {
    fc.assert(
      fc.property(fc.array(typed, { maxLength: 40 }), (values) => {
        const facts = values.map((value, at) => ({ label: verbatim(`Fact ${at}`), value: verbatim(value) }));
        const shown = screen({
          text: "",
          card: asJson({ kind: "card", card: { title: verbatim("Request"), facts } }, "chat"),
        });
        for (const value of values) expect(bare(shown.text)).toContain(bare(value));
      }),
      { numRuns: 100 },
    );
  });
});
