import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Mail } from "../../src/core/task.ts";
import { letter } from "../../src/delivery/email-template.ts";
import { LOGO } from "../../src/delivery/logo.ts";
import { withoutMarks } from "../../src/text/segments.ts";
import { text, verbatim } from "../../src/text/text.ts";

const URL = "https://pay.example.com/activate/tR8zq1mVx0yJ4cK7bN2wE5uI9oP3aS6dF8gH1jL4kZ0";
const mail = (more: Partial<Mail> = {}): Mail => ({
  kind: "code",
  to: "grace@example.com",
  reader: ANYBODY,
  subject: text("mail.code-subject", { what: "do it" }),
  body: [verbatim("First paragraph."), verbatim("Second paragraph.")],
  organization: "Acme",
  ...more,
});
const link = { label: verbatim("Get started"), url: URL };

const decoded = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
const wordsOf = (value: string) => value.split(/\s+/).filter(Boolean);
/** The start tags that are there, each with the names of its attributes. */
const tags = (markup: string) =>
  [...markup.matchAll(/<([a-z][^\s>]*)((?:[^>"]|"[^"]*")*)>/gi)].map(([, name, attributes = ""]) =>
    [name, ...[...attributes.matchAll(/([^\s="]+)(?:="[^"]*")?/g)].map(([, attribute]) => attribute)].join(" "),
  );

describe("a mail", () => {
  it("says in plain text everything that its HTML says, and the other way round", () => {
    const { subject, text: plain, html } = letter(mail({ code: "48151623", link }));
    const body = decoded(html.slice(html.indexOf("<body")));
    for (const sentence of ["First paragraph.", "Second paragraph.", "Your code", "48151623", "Get started", URL])
      for (const form of [plain, body]) expect(form).toContain(sentence);
    const isOfTheFrame = new Set(wordsOf(`${subject} Countersign If the button does not work, open this address: -- `));
    const words = (form: string) => new Set(wordsOf(form.replace(/:(?=\s)/g, "")));
    const [inPlain, inHtml] = [words(plain), words(body)];
    const frame = words([...isOfTheFrame].join(" "));
    expect([...inPlain].filter((word) => !inHtml.has(word) && !frame.has(word))).toEqual([]);
    expect([...inHtml].filter((word) => !inPlain.has(word) && !frame.has(word))).toEqual([]);
  });

  it("C8: the code can be copied as it is, and is neither in the subject nor in the title", () => {
    const { subject, html } = letter(mail({ code: "48151623" }));
    expect(html).toContain(">48151623<");
    expect(subject).not.toContain("48151623");
    expect(html.slice(0, html.indexOf("<body"))).not.toContain("48151623");
  });

  it("C8: the code comes first in the text, where telephones look for it", () => {
    const name = "x".repeat(80);
    expect(letter(mail({ code: "48151623", name })).text.slice(0, 100)).toContain("48151623");
  });

  it("greets by name who gave one", () => {
    const { text: plain, html } = letter(mail({ name: "Grace Hopper" }));
    for (const form of [plain, html]) expect(form).toContain("Hello Grace Hopper,");
    for (const form of [letter(mail()).text, letter(mail({ name: null })).html]) expect(form).not.toContain("Hello");
  });

  it.each([
    ["code", "will ever ask you for a code", /ignore/],
    ["invitation", "you can ignore it", /administrator/],
    ["notice", "because you are a member there", /ignore|administrator/],
    ["security", "without your knowing", /ignore/],
  ] as const)("a mail of the kind %s ends with what fits it", (kind, says, never) => {
    const { text: plain } = letter(mail({ kind }));
    const [, end] = plain.split("\n-- \n");
    expect(end).toContain(says);
    expect(end).not.toMatch(never);
  });

  it("E2: fetches nothing: no picture but the one sent along, no script, style sheet, form or frame, and one address only", () => {
    const { html } = letter(mail({ code: "48151623", link }));
    expect(html).not.toMatch(/<(?:script|link|iframe|form|object|video|svg|base)\b|url\(|@import|\bon\w+=/i);
    expect([...html.matchAll(/\bsrc="([^"]*)"/g)].map(([, from]) => from)).toEqual([`cid:${LOGO.cid}`]);
    expect([...html.matchAll(/https?:\/\/[^\s"<]+/g)].map(([address]) => address)).toEqual([URL, URL, URL]);
  });

  it("leaves out what a mail doesn't have", () => {
    const { html, text: plain } = letter(mail());
    for (const form of [html, plain]) expect(form).not.toMatch(/Your code\b(?! for)|Get started|If the button/);
  });
});

describe("C10: a name that is markup", () => {
  const nasty = [
    "</title><script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "' onmouseover='alert(1)",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "{{7*7}}",
  ];
  // Without a code there is no block for it.
  const name = fc
    .oneof(fc.constantFrom(...nasty), fc.string({ unit: "binary" }), fc.stringMatching(/^[<>&"'=/ a-z]*$/))
    .filter((value) => withoutMarks(value) !== "");
  const calm = (organization: string, word: string, url: string) =>
    letter(
      mail({
        ...{ organization, name: word },
        subject: verbatim(word),
        body: [verbatim(word)],
        facts: [{ label: verbatim(word), value: verbatim(word) }],
        link: { label: verbatim(word), url },
        code: word,
      }),
    );

  it("adds no tag and no attribute to the mail, wherever it is", () => {
    const expected = tags(calm("Acme", "word", URL).html);
    expect(expected.length).toBeGreaterThan(15);
    fc.assert(
      fc.property(name, name, (organization, word) => {
        expect(tags(calm(organization, word, `${URL}?${word}`).html)).toEqual(expected);
      }),
    );
  });

  it("is read as it was written", async () => {
    for (const one of nasty) {
      const { html, text: plain } = calm(one, "word", URL);
      expect(decoded(html)).toContain(one);
      expect(plain).toContain(one);
    }
  });

  it("never makes a second line of the subject", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[ -~]{0,5}[\r\n\t\0\u0085\u2028\u2029]{1,3}Bcc: a@b\.example$/),
        async (value) => {
          const { subject } = letter(mail({ subject: verbatim(value) }));
          expect(subject).not.toMatch(/[\r\n\0\u0085\u2028\u2029]/);
          const { headers } = await simpleParser(`Subject: ${subject}\r\n\r\nHello`);
          expect(headers.has("bcc")).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });
});
