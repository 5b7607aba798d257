import { expect, it } from "vitest";
import { Refusal } from "../../src/core/refusal.ts";
import { personName } from "../../src/domain/access/person-name.ts";

it("a name is one line without what nobody sees", () => {
  expect(personName("  Grace\u200b \n\t Hopper\u202e ")).toBe("Grace Hopper");
  for (const none of ["", "   ", "\u200b\u00ad"]) expect(personName(none)).toBeNull();
});

it("a name has at most 80 characters and is refused at its field, never cut", () => {
  expect(personName("x".repeat(80))).toHaveLength(80);
  expect(refusalOf("x".repeat(81))).toMatchObject({ field: "name", text: { id: "field.too-long" } });
});

it.each(["ada@example.com", "Ada (ada＠example.com)"])(
  "%s can't be a name: it looks like somebody's address",
  (name) => {
    expect(refusalOf(name)).toMatchObject({ field: "name", text: { id: "name.holds-address" } });
  },
);

function refusalOf(name: string): unknown {
  try {
    return personName(name);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return error;
  }
}
