import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasUnicodeLocalPart, isEmail, normalizedEmail, unicodeEmail } from "../../src/core/email-address.ts";
import { fillInvitation } from "../../src/domain/invitations/fill.ts";
import { inviteInput } from "../../src/domain/invitations/invite-input.ts";
import { readPeople } from "../../src/text/read-people.ts";

const nobody = { emails: [], wrong: [], mentions: [], words: [] };
const address = fc
  .emailAddress()
  .map((email) => email.toLowerCase())
  .filter((email) => isEmail(email) && !email.includes("|"));
const addresses = fc.uniqueArray(address, { minLength: 1, maxLength: 25 });

describe("the people that somebody types", () => {
  it.each([
    ["grace@example.com", { emails: ["grace@example.com"] }],
    ["Grace Hopper <grace@example.com>", { emails: ["grace@example.com"] }],
    ['"Hopper, Grace" <grace@example.com> finance', { emails: ["grace@example.com"], words: ["finance"] }],
    ["Admin <admin@example.com>", { emails: ["admin@example.com"] }],
    ["<mailto:grace@example.com|grace@example.com>", { emails: ["grace@example.com"] }],
    ["mailto:grace@example.com", { emails: ["grace@example.com"] }],
    ["<mailto:evil@example.org|grace@example.com>", { emails: ["grace@example.com"] }],
    ["ｇｒａｃｅ＠ｅｘａｍｐｌｅ．ｃｏｍ，linus@example.com", { emails: ["grace@example.com", "linus@example.com"] }],
    ["Info@例子。公司", { emails: ["info@xn--fsqu00a.xn--55qx5d"] }],
    ["邮箱@例子.公司", { wrong: ["邮箱@例子.公司"] }],
    ["Grace@Example.com, grace@example.com", { emails: ["grace@example.com"] }],
    ["gra\u200bce@example.com\ufeff", { emails: ["grace@example.com"] }],
    ["<@U123> <@b1b2> @grace", { mentions: ["U123", "b1b2", null] }],
    ["finance <@U123> data analytics", { mentions: ["U123"], words: ["finance", "data", "analytics"] }],
    ["grace@ @ example", { wrong: ["grace@", "@"], words: ["example"] }],
    ["a@example.com<b@example.com>", { emails: ["a@example.com", "b@example.com"] }],
    ["", {}],
  ])("%s", (typed, expected) => expect(readPeople(typed)).toEqual({ ...nobody, ...expected }));

  it("are found in any order, with any separators, names and marks around them", () => {
    const around = fc.constantFrom<(email: string) => string>(
      (email) => email,
      (email) => `<${email}>`,
      (email) => `Some Body <${email}>`,
      (email) => `"Body, Some" <${email}>`,
      (email) => `<mailto:${email}|${email}>`,
      (email) => email.toUpperCase(),
    );
    const separator = fc.constantFrom(" , ", "; ", "\n", "，", "、", ",", " ;");
    fc.assert(
      fc.property(addresses, fc.infiniteStream(around), fc.infiniteStream(separator), (emails, marks, separators) => {
        const parts = emails.flatMap((email) => [marks.next().value(email), separators.next().value]);
        expect(readPeople(parts.join(""))).toEqual({ ...nobody, emails });
      }),
    );
  });

  it("are addresses that can be written to, each once, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), addresses, fc.nat(), (noise, emails, at) => {
        const typed = emails.join(",");
        const found = readPeople(typed.slice(0, at % typed.length) + noise + typed.slice(at % typed.length)).emails;
        expect(found.filter((email) => !isEmail(email))).toEqual([]);
        expect(new Set(found).size).toBe(found.length);
        expect(readPeople(found.join(" ")).emails).toEqual(found);
      }),
    );
  });
});

describe("an address as it is kept", () => {
  it("is the same if it is read again, and an ASCII one is only put in small letters", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.emailAddress()), (typed) => {
        expect(normalizedEmail(normalizedEmail(typed))).toBe(normalizedEmail(typed));
        if (isEmail(typed)) expect(normalizedEmail(typed)).toBe(typed.toLowerCase());
      }),
    );
  });

  it("is nobody else's: no letter before the @ becomes another, and nothing behind the domain is dropped", () => {
    for (const typed of [
      "mi\u212Ae@example.com",
      "ﬁn@example.com",
      "a@例子.公司/x",
      "a@例子.公司?x",
      "a@例子.公司#x",
      "a@例 子.公司",
      "a@例子.公司:80",
    ])
      expect([typed, isEmail(normalizedEmail(typed))]).toEqual([typed, false]);
  });

  it("can be read with its domain as people write it", () => {
    expect(unicodeEmail("info@xn--fsqu00a.xn--55qx5d")).toBe("info@例子.公司");
    expect(unicodeEmail("ada@example.com")).toBe("ada@example.com");
    expect(unicodeEmail(normalizedEmail("ada@аррӏе.com"))).not.toBe(normalizedEmail("ada@аррӏе.com"));
  });

  it("has ASCII before the @, and it is said where it hasn't", () => {
    expect([hasUnicodeLocalPart("邮箱@例子.公司"), hasUnicodeLocalPart("ünsal@example.com")]).toEqual([true, true]);
    for (const no of ["ada@example.com", "邮箱@", "邮箱", "邮箱@x", "ada@例子.公司"])
      expect([no, hasUnicodeLocalPart(no)]).toEqual([no, false]);
  });
});

describe("what is typed behind invite", () => {
  const roles = ["Admin", "Finance", "Operations", "Developer", "Data Analytics"].map((name) => ({ id: name, name }));
  const filled = (typed: string) => {
    const { values, errors } = fillInvitation(roles, typed);
    return { ...values, errors: Object.entries(errors).map(([name, { id }]) => `${name}: ${id}`) };
  };

  it.each([
    ["grace", { email: "grace", errors: ["email: invite.no-address"] }],
    ["Grace Hopper finance", { email: "Grace, Hopper", roles: ["Finance"], errors: ["email: invite.no-address"] }],
    ["finanze", { errors: ["roles: refused.unknown-role"] }],
    ["grace finanze", { email: "grace", errors: ["email: invite.no-address", "roles: refused.unknown-role"] }],
    ["data analitics", { errors: ["roles: refused.unknown-role"] }],
    ["a@b.example quite", { email: "a@b.example", errors: ["roles: refused.unknown-role"] }],
    ["邮箱@例子.公司 财务", { email: "邮箱@例子.公司", roles: ["Finance"], errors: ["email: field.email-unicode"] }],
    [
      "a@b.example Finanzen, ANALYSE DE DONNÉES",
      { email: "a@b.example", roles: ["Finance", "Data Analytics"], errors: [] },
    ],
    ["a@b.example administrador、开发", { email: "a@b.example", roles: ["Admin", "Developer"], errors: [] }],
    ["a@b.example finance Finance", { email: "a@b.example", roles: ["Finance"], errors: [] }],
    ["<@U123>", { errors: [] }],
    ["", { errors: [] }],
  ])("%s", (typed, expected) => expect(filled(typed)).toEqual(expected));

  it("is a role by its own name before it is another's in another language", () => {
    const own = [...roles, { id: "own", name: "Finanzen" }];
    expect(fillInvitation(own, "a@b.example finanzen").values.roles).toEqual(["own"]);
  });
});

describe("the content of a request to invite", () => {
  const rest = { roles: ["0b7e3f5c-3c1e-4d52-9a55-0c8b1f3a2d11"], accounts: "all", reason: "" };

  it("of an older version is read as one about one person", () => {
    const read = { emails: ["ada@example.com"], ...rest, end: null };
    expect(inviteInput.parse({ email: "ada@example.com", ...rest })).toEqual(read);
  });

  it.each([
    { emails: [] },
    { emails: Array.from({ length: 21 }, (_, at) => `p${at}@example.com`) },
    { emails: ["ada"] },
    { emails: ["ada@example.com"], email: "ada@example.com" },
    { email: "ada" },
    {},
  ])("is never %j", (who) => expect(inviteInput.safeParse({ ...who, ...rest }).success).toBe(false));
});
