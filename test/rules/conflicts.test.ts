import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Scope } from "../../src/domain/access/account.ts";
import {
  type ConflictRule,
  conflictsOf,
  type KnownSide,
  meetsItself,
  newConflicts,
  pairKey,
} from "../../src/domain/access/conflict.ts";
import type { Permission } from "../../src/domain/access/permission.ts";

const PAYS: Permission = "settlement:download";
const APPROVES: Permission = "request:approve";
const READS: Permission = "transaction:read";
const PLACES = ["Berlin", "Lima", "Oslo"];

const role = (id: string, ...permissions: Permission[]) => ({ id, permissions });
const held = (one: ReturnType<typeof role>, scope: Scope, until: Date | null = null) => ({ role: one, scope, until });
const permission = (one: Permission): KnownSide => ({ permission: one });
const called = (roleId: string): KnownSide => ({ roleId, name: roleId, isDeleted: false });
const rule = (one: KnownSide, other: KnownSide): ConflictRule => {
  return { id: "rule", sides: [one, other], reason: "", createdAt: new Date(0) };
};
const apart = rule(permission(PAYS), permission(APPROVES));
const [payer, approver, both] = [role("payer", PAYS), role("approver", APPROVES), role("both", PAYS, APPROVES)];

describe("what must not meet", () => {
  it("meets where the accounts overlap, and all overlaps everything", () => {
    const on = (one: Scope, other: Scope) => conflictsOf([held(payer, one), held(approver, other)], [apart])[0]?.on;
    expect(on(["Berlin"], ["Lima"])).toBeUndefined();
    expect(on(["Berlin", "Lima"], ["Lima", "Oslo"])).toEqual(["Lima"]);
    expect(on("all", ["Lima"])).toEqual(["Lima"]);
    expect(on("all", "all")).toBe("all");
  });

  it("meets in one role that has both, and in a role and a permission of another", () => {
    expect(conflictsOf([held(both, ["Berlin"])], [apart])[0]?.on).toEqual(["Berlin"]);
    expect(meetsItself(both, apart.sides)).toBe(true);
    expect(meetsItself(payer, apart.sides)).toBe(false);
    const mixed = rule(called("payer"), permission(READS));
    const reader = role("reader", READS);
    expect(conflictsOf([held(payer, "all"), held(reader, ["Oslo"])], [mixed])[0]?.on).toEqual(["Oslo"]);
    expect(conflictsOf([held(role("another payer", PAYS), "all"), held(reader, "all")], [mixed])).toEqual([]);
  });

  it("has one key for each pair, whichever side comes first", () => {
    const [one, other] = [permission(PAYS), called("payer")];
    expect(pairKey([one, other])).toBe(pairKey([other, one]));
    expect(pairKey([one, other])).not.toBe(pairKey([one, one]));
  });

  it("newly meets on further accounts and for longer, and not where it met before", () => {
    const [soon, late] = [new Date(1_000), new Date(2_000)];
    const had = [held(payer, "all"), held(approver, ["Berlin"], soon)];
    const gets = (...more: ReturnType<typeof held>[]) => newConflicts(had, [...had, ...more], [apart])[0]?.on;
    expect(gets(held(role("reader", READS), "all"))).toBeUndefined();
    expect(gets(held(approver, ["Berlin"], soon))).toBeUndefined();
    expect(gets(held(approver, ["Berlin", "Lima"], soon))).toEqual(["Lima"]);
    expect(gets(held(approver, ["Berlin"], late))).toEqual(["Berlin"]);
    expect(gets(held(approver, ["Berlin"]))).toEqual(["Berlin"]);
    expect(gets(held(both, "all"))).toBe("all");
    expect(newConflicts(had, had.slice(1), [apart])).toEqual([]);
  });

  it("is what a list of each account at each moment says, whatever is held and comes", () => {
    const scope = fc.oneof(fc.constant("all" as const), fc.subarray(PLACES, { minLength: 1 }));
    const until = fc.option(
      fc.integer({ min: 1, max: 5 }).map((at) => new Date(at)),
      { nil: null },
    );
    const grants = fc.array(
      fc.record({ role: fc.constantFrom(payer, approver, both, role("reader", READS)), scope, until }),
      { maxLength: 5 },
    );
    const NEW_ONE = "an account that is to come";
    fc.assert(
      fc.property(grants, grants, (before, after) => {
        const isMet = (all: typeof before, place: string, at: number) =>
          [PAYS, APPROVES].every((one) =>
            all.some(
              (grant) =>
                grant.role.permissions.includes(one) &&
                (grant.scope === "all" || grant.scope.includes(place)) &&
                (!grant.until || grant.until.getTime() > at),
            ),
          );
        const isNew = [...PLACES, NEW_ONE].some((place) =>
          [0, 1, 2, 3, 4, 5].some((at) => isMet(after, place, at) && !isMet(before, place, at)),
        );
        expect(newConflicts(before, after, [apart]).length > 0).toBe(isNew);
      }),
      { numRuns: 2_000 },
    );
  });
});
