import { describe, expect, it } from "vitest";
import { ANYBODY } from "../../src/core/reader.ts";
import { rolesNow } from "../../src/domain/members/notifications.ts";
import { say } from "../../src/text/translate.ts";

const accounts = Array.from({ length: 50 }, (_, at) => ({
  id: `a${at}`,
  name: `${at} `.padEnd(75, "x"),
  closed: false,
}));
const grant = (at: number) => {
  const role = { id: `r${at}`, name: `Role ${at} `.padEnd(60, "x"), purpose: "", predefined: false, permissions: [] };
  const places = accounts.map(({ id }) => id);
  return { id: `g${at}`, role, named: places, scope: places, until: new Date(0), untilZone: null };
};
const told = (count: number) => {
  const grants = Array.from({ length: count }, (_, at) => grant(at));
  return say(rolesNow("Acme", { email: "ada@acme.example", grants }, accounts), ANYBODY);
};

describe("what a member is told that they hold", () => {
  it("fits into every chat's message, and says how many others there are", () => {
    // Slack takes 3,000 characters in a section.
    expect(told(200).length).toBeLessThan(3_000);
    expect(told(200)).toContain("and 47 more merchant accounts");
    expect(told(200)).toContain("192 more roles. /team member ada@acme.example shows all of it.");
  });

  it("is nothing more where it is nothing", () => {
    expect(told(0)).toBe("You have no role in Acme any more.");
  });
});
