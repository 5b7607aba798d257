import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEndFields } from "../../src/domain/access/end-fields.ts";
import { dayOf, endOfDay, HOURS_MOST } from "../../src/domain/access/grant-end.ts";
import { inviteInput } from "../../src/domain/invitations/invite-input.ts";
import { begunRoles, endOfOffer, goodUntil } from "../../src/domain/invitations/offered.ts";

const id = "00000000-0000-4000-8000-000000000001";
const role = { id, name: "Finance", purpose: "", predefined: true, permissions: [] };
const moment = fc.date({ min: new Date("2026-01-01"), max: new Date("2029-01-01"), noInvalidDate: true });
const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/Lima", "Pacific/Chatham", "America/St_Johns");

describe("the end of what somebody is invited to", () => {
  it("an invitation is good to its own end or to the last of all ends, whichever comes first", () => {
    fc.assert(
      fc.property(moment, fc.array(fc.option(moment), { minLength: 1, maxLength: 5 }), (expiresAt, ends) => {
        const good = goodUntil(
          expiresAt,
          ends.map((until) => ({ until })),
        );
        // One by one: while anything is left, and the invitation's own days are not over.
        const isAnyLeft = (at: Date) => at < expiresAt && ends.some((until) => until === null || at < until);
        expect(isAnyLeft(good.expiresAt)).toBe(false);
        expect(isAnyLeft(new Date(good.expiresAt.getTime() - 1))).toBe(true);
        expect(good.rolesEndFirst).toBe(good.expiresAt < expiresAt);
      }),
    );
  });

  it("hours end so many hours after the activation, and other ends stay", () => {
    const hours = fc.integer({ min: 1, max: HOURS_MOST });
    fc.assert(
      fc.property(moment, fc.array(fc.tuple(fc.option(hours), moment), { maxLength: 4 }), (now, given) => {
        const grants = given.map(([waits, until], at) => {
          return {
            id: String(at),
            role,
            scope: "all" as const,
            named: "all" as const,
            until: waits ? null : until,
            untilZone: null,
          };
        });
        const waiting = Object.fromEntries(given.flatMap(([waits], at) => (waits ? [[String(at), waits]] : [])));
        const expected = given.map(([waits, until]) => (waits ? now.getTime() + waits * 3_600_000 : until.getTime()));
        const begun = begunRoles(grants, waiting, now);
        expect(begun.map(({ until }) => new Date(until ?? 0).getTime())).toEqual(expected);
        expect(begun.some((one) => "hoursFromActivation" in one)).toBe(false);
        expect(endOfOffer(grants, waiting) === null).toBe(given.length === 0);
      }),
    );
  });

  it("a day is found again from the moment at which it ends, in every zone", () => {
    fc.assert(
      fc.property(moment, zone, (at, where) => {
        const day = at.toISOString().slice(0, 10);
        expect(dayOf({ at: endOfDay(day, where).toISOString(), zone: where })).toBe(day);
      }),
    );
  });

  it("what older versions kept and what their forms send has no end", () => {
    const terms = { roles: [id], accounts: "all", reason: "" };
    for (const who of [{ email: "a@example.com" }, { emails: ["a@example.com"] }])
      expect(inviteInput.parse({ ...who, ...terms })).toEqual({ emails: ["a@example.com"], ...terms, end: null });
    expect(() => inviteInput.parse({ emails: ["a@example.com"], ...terms, end: { hours: 0 } })).toThrow();
    expect(readEndFields({}, null)).toBeNull();
  });
});
