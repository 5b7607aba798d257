import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/core/refusal.ts";
import { predefinedRoles } from "../../src/domain/access/role.ts";
import { roleName, rolePurpose } from "../../src/domain/roles/role-name.ts";
import { otherRoleNames } from "../../src/text/role-names.ts";
import { visibleName } from "../../src/text/visible.ts";

function refusalOf(said: string, read = roleName): unknown {
  try {
    return read(said);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return error;
  }
}

describe("the name of a role", () => {
  it("is one line without what nobody sees", () => {
    expect(roleName("  Refunds\u200b \n\t and  returns\u202e ")).toBe("Refunds and returns");
    for (const none of ["", "   ", "\u200b\u00ad"])
      expect(refusalOf(none)).toMatchObject({ field: "name", text: { id: "field.required" } });
  });

  it("has at most 80 characters that are seen, and is never cut", () => {
    expect(roleName(`${"x".repeat(80)}\u200b`)).toHaveLength(80);
    expect(refusalOf("x".repeat(81))).toMatchObject({ field: "name", text: { id: "field.too-long" } });
    expect(refusalOf("x".repeat(201), rolePurpose)).toMatchObject({ field: "purpose", text: { id: "field.too-long" } });
  });

  it.each(["<@U123>", "Ask ＠grace", "One, two", "One；two", 'The "best"'])(
    "can't be %s: nobody could type it among others",
    (name) => {
      expect(refusalOf(name)).toMatchObject({ field: "name", text: { id: "role.name-unusable" } });
    },
  );

  it("is never what people call a predefined one, in any case and any of the languages", () => {
    for (const { name } of predefinedRoles)
      for (const one of [name, ...otherRoleNames(name)])
        for (const said of [one, one.toUpperCase(), ` ${one}\u200b`])
          expect([said, refusalOf(said)]).toEqual([said, expect.objectContaining({ field: "name" })]);
  });

  it("stays the same when it is read again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 90 }), (said) => {
        const name = refusalOf(said);
        if (typeof name !== "string") return;
        expect([roleName(name), visibleName(name)]).toEqual([name, name]);
        expect(name).toMatch(/^\S(.*\S)?$/u);
      }),
    );
  });
});
