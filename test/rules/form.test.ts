import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMAIL_MAX_LENGTH, isEmail } from "../../src/core/email-address.ts";
import { FILE_MOST_BYTES, fileNameOf, fileValues } from "../../src/core/file.ts";
import { type Field, shownFields } from "../../src/core/form.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Values } from "../../src/core/ref.ts";
import { parseForm } from "../../src/text/parse-form.ts";
import { readFile } from "../../src/text/read-file.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { say } from "../../src/text/translate.ts";
import { branchingFields } from "../fixtures/branching-form.ts";

const label = text("field.label.reason");
const options = ["red", "green", "blue"].map((value) => ({ value, label: verbatim(value) }));
const kinds: Field[] = [
  { kind: "text", name: "note", label, maxLength: 20 },
  { kind: "email", name: "email", label },
  { kind: "code", name: "code", label, length: 8 },
  { kind: "date", name: "until", label },
  { kind: "choice", name: "one", label, options },
  { kind: "choices", name: "some", label, options },
  { kind: "file", name: "list", label, types: ["csv", "txt"], maxBytes: 40 },
];
const good: Values = {
  note: "Hello",
  email: "ada@example.com",
  code: "12345678",
  until: "2028-02-29",
  one: "red",
  some: ["blue", "red"],
  list: "a,b\nc,d\n",
  "list.name": "Staff.CSV",
};

const anyField = fc
  .tuple(fc.constantFrom(...kinds), fc.boolean())
  .map(([field, optional]): Field => (optional ? { ...field, optional: true } : field));
const anyFields = fc.uniqueArray(anyField, { selector: ({ name }) => name });
const anyValue = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(...Object.values(good)),
  fc.array(fc.oneof(fc.string(), fc.constantFrom("red", "green", "")), { maxLength: 4 }),
);
const anyName = fc.oneof(fc.constantFrom(...Object.keys(good), "__proto__", "constructor"), fc.string());
const anyValues = fc.dictionary(anyName, anyValue);

describe("a form that comes back", () => {
  it("holds nothing that was not asked for, and everything it kept fits a second time", () => {
    fc.assert(
      fc.property(anyFields, anyValues, (fields, values) => {
        const parsed = parseForm({ fields }, values);
        const names = fields.flatMap(({ kind, name }) => (kind === "file" ? [name, fileNameOf(name)] : [name]));
        expect(names).toEqual(expect.arrayContaining(Object.keys(parsed.ok ? parsed.values : parsed.errors)));
        if (!parsed.ok) return;
        expect(parseForm({ fields }, parsed.values)).toEqual(parsed);
      }),
    );
  });

  it("has an error at exactly the fields that don't fit, whatever the other fields hold", () => {
    fc.assert(
      fc.property(anyFields, anyValues, (fields, values) => {
        const alone = fields.filter((field) => !parseForm({ fields: [field] }, values).ok).map(({ name }) => name);
        const together = parseForm({ fields }, values);
        expect(together.ok ? [] : Object.keys(together.errors)).toEqual(alone);
      }),
    );
  });

  it("needs every field that is not optional, and no other", () => {
    // Blanks are something in a file.
    const typed = anyFields.map((fields) => fields.filter(({ kind }) => kind !== "file"));
    fc.assert(
      fc.property(typed, fc.constantFrom<Values[string]>("", "  ", []), (fields, nothing) => {
        const empty = Object.fromEntries(fields.map(({ name }) => [name, nothing]));
        const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
        for (const values of [empty, {}]) {
          const parsed = parseForm({ fields }, values);
          const missing = parsed.ok ? [] : Object.keys(parsed.errors);
          // Spaces are nobody's choice: for a choice they are not empty, but not offered either.
          const blank = fields.filter(({ kind }) => nothing === "  " && values === empty && kind === "choices");
          expect(missing.sort()).toEqual([...new Set([...required, ...blank.map(({ name }) => name)])].sort());
        }
      }),
    );
  });

  it.each(kinds.map((field) => [field.kind, field] as const))("takes a good %s as it is", (_, field) => {
    const isOfField = ([name]: [string, unknown]) => name.split(".")[0] === field.name;
    const values = Object.fromEntries(Object.entries(good).filter(isOfField));
    expect(parseForm({ fields: [field] }, good)).toEqual({ ok: true, values });
  });

  it("takes only what is offered", () => {
    const fields = kinds.filter(({ kind }) => kind === "choice" || kind === "choices");
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("red", "green"))), (chosen) => {
        const parsed = parseForm({ fields }, { one: chosen.slice(0, 1), some: chosen });
        const offered = chosen.length > 0 && chosen.every((value) => options.some((option) => option.value === value));
        expect(parsed.ok).toBe(offered);
        if (parsed.ok) expect(parsed.values.some).toEqual([...new Set(chosen)]);
      }),
    );
  });

  it("tells an address that many mail servers can't deliver to from what is no address", () => {
    const field = { kind: "email", name: "email", label: text("field.label.work-email") } as const;
    const error = (email: string) => {
      const parsed = parseForm({ fields: [field] }, { email });
      return parsed.ok ? null : parsed.errors.email;
    };
    expect(error("grüße@example.com")).toEqual(text("field.email-unicode", { address: "grüße@example.com" }));
    expect([error("grüße@example"), error("grüße"), error("ada@grüße.example")]).toEqual([
      text("field.email"),
      text("field.email"),
      null,
    ]);
  });

  it("counts the length of a text, and says both figures", () => {
    const fields = kinds.slice(0, 1);
    expect(parseForm({ fields }, { note: ` ${"x".repeat(20)} ` }).ok).toBe(true);
    expect(parseForm({ fields }, { note: "x".repeat(21) })).toEqual({
      ok: false,
      errors: { note: text("field.too-long", { max: 20, length: 21 }) },
    });
  });

  it.each(["2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00", "tomorrow"])(
    "does not take %s for a date",
    (until) => expect(parseForm({ fields: kinds.slice(3, 4) }, { until }).ok).toBe(false),
  );
});

describe("a field that goes with a choice", () => {
  const anyChoice = fc.oneof(fc.constantFrom<Values[string]>("all", "some", "", ["some"], ["all", "some"]), anyValue);
  const anyShops = fc.oneof(
    fc.constantFrom<Values[string]>("", [], ["Berlin"], "Berlin", ["Hamburg", "Berlin"]),
    anyValue,
  );

  it("is taken with that choice and with no other, and nothing that is filled in is left out in silence", () => {
    fc.assert(
      fc.property(anyChoice, anyShops, (where, shops) => {
        const parsed = parseForm({ fields: branchingFields }, { where, shops });
        if (!parsed.ok) return;
        expect([shops].flat().filter(Boolean).length > 0).toBe("shops" in parsed.values);
        expect(parsed.values.where).toBe("shops" in parsed.values ? "some" : "all");
      }),
    );
  });

  it("has to be filled in with that choice only", () => {
    const errors = (values: Values) => {
      const parsed = parseForm({ fields: branchingFields }, values);
      return parsed.ok ? {} : parsed.errors;
    };
    expect(errors({ where: "all" })).toEqual({});
    expect(errors({ where: "some" })).toEqual({ shops: text("field.choose") });
    expect(errors({ where: "all", shops: ["Berlin"] })).toEqual({
      shops: text("field.out-of-place", { choice: verbatim("some") }),
    });
    expect(errors({})).toEqual({ where: text("field.choose-one") });
  });

  it("is shown with that choice, and where something is wrong with it", () => {
    const shown = (values: Values, errors = {}) =>
      shownFields({ fields: branchingFields }, values, errors).map(({ name }) => name);
    expect(shown({})).toEqual(["note", "where"]);
    expect(shown({ where: "all" })).toEqual(["note", "where"]);
    expect(shown({ where: "some" })).toEqual(["note", "where", "shops"]);
    expect(shown({ where: "all" }, { shops: text("field.choose") })).toEqual(["note", "where", "shops"]);
  });
});

describe("an e-mail address", () => {
  it("is one bare address: nothing in it can start a second recipient or a header", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom(...' ,;<>()"\r\n\0\t\\:[]'),
        fc.nat(30),
        (noise, mark, at) => {
          const address = "ada@example.com";
          const spoilt = address.slice(0, at % address.length) + mark + address.slice(at % address.length);
          expect(isEmail(spoilt)).toBe(false);
          if (isEmail(noise)) expect(noise).toMatch(/^[^\s,;<>@]+@[^\s,;<>@]+$/);
        },
      ),
    );
  });

  it("is one of those that people have", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(isEmail(address)).toBe(address.length <= EMAIL_MAX_LENGTH);
      }),
    );
    for (const no of ["", "ada", "@example.com", "ada@", "ada@localhost", "ada@-x.com", "ada@x..com", "ада@пример.рф"])
      expect([no, isEmail(no)]).toEqual([no, false]);
  });

  it("is kept in small letters", () => {
    const parsed = parseForm({ fields: kinds.slice(1, 2) }, { email: " Ada@Example.COM " });
    expect(parsed).toEqual({ ok: true, values: { email: "ada@example.com" } });
  });
});

describe("a file", () => {
  const field = { kind: "file", name: "list", label, types: ["csv"], maxBytes: 3_000_000 } as const;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const sent = (got: Parameters<typeof readFile>[1], name = "staff.csv", more: object = {}) =>
    parseForm({ fields: [{ ...field, ...more }] }, fileValues("list", readFile(name, got)));
  const utf16 = Uint8Array.from([0xff, 0xfe, ...[...bytes("a,b")].flatMap((one) => [one, 0])]);

  it("is kept as it is, without a byte order mark, and with its name", () => {
    const kept = { ok: true, values: { list: " a,ü\r\n", "list.name": "staff.csv" } };
    expect(sent(bytes("\ufeff a,ü\r\n"))).toEqual(kept);
    expect(sent(bytes(" a,ü\r\n"), " sta\u202eff.csv\n")).toEqual(kept);
  });

  it.each([
    ["of another kind", bytes("a"), "staff.xlsx", "field.file-type"],
    ["without an ending", bytes("a"), "staff", "field.file-type"],
    ["with nothing in it", bytes("\ufeff \n"), "a.csv", "field.file-empty"],
    ["of the type that Excel has as Unicode text", utf16, "a.csv", "field.file-not-text"],
    ["with a zero in it", bytes("a\0b"), "a.csv", "field.file-not-text"],
    ["in Latin-1", Uint8Array.from([0x61, 0xfc, 0x62]), "a.csv", "field.file-not-text"],
    ["of one byte too many", new Uint8Array(FILE_MOST_BYTES + 1).fill(97), "a.csv", "field.file-too-large"],
    ["that the platform cut off", "too-large", "a.csv", "field.file-too-large"],
    ["that the platform kept", "not-reached", "a.csv", "field.file-not-reached"],
  ] as const)("%s is an error at its field", (_, got, name, id) => {
    expect(sent(got, name)).toMatchObject({ ok: false, errors: { list: { id } } });
    expect(sent(got, name, { optional: true })).toMatchObject({ ok: false, errors: { list: { id } } });
  });

  it("is measured in bytes, by what its field takes", () => {
    expect(sent(bytes("üüü"), "a.csv", { maxBytes: 6 }).ok).toBe(true);
    const errors = { list: text("field.file-too-large", { max: 6 }) };
    expect(sent(bytes("üüüü"), "a.csv", { maxBytes: 6 })).toEqual({ ok: false, errors });
  });

  it("has no text where it is larger than any may be, whatever its field takes", () => {
    const [most, more] = [0, 1].map((and) => readFile("a.csv", new Uint8Array(FILE_MOST_BYTES + and).fill(97)));
    expect(more).toEqual({ name: "a.csv", problem: "too-large" });
    expect(most).toHaveProperty("text.length", FILE_MOST_BYTES);
  });

  it("may be missing where it is optional, and only there", () => {
    expect(parseForm({ fields: [{ ...field, optional: true }] }, {})).toEqual({ ok: true, values: {} });
    expect(parseForm({ fields: [field] }, {})).toEqual({ ok: false, errors: { list: text("field.file-missing") } });
  });

  it("says in words how large it may be", () => {
    const said = [102_400, 1_048_576, 1_600_000, 2_097_152].map((max) =>
      say(text("field.file-too-large", { max }), ANYBODY),
    );
    expect(said.map((one) => /at most (.*?)\. P/.exec(one)?.[1])).toEqual(["100 KB", "1 MB", "1.5 MB", "2 MB"]);
    expect(say(text("field.file-type", { types: ["csv", "txt"] }), ANYBODY)).toContain(".csv or .txt.");
  });
});
