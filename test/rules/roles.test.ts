import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { covers, type Scope, union } from "../../src/domain/access/account.ts";
import { can, type Grant, isAdministrator, isGrantable, scopeOf } from "../../src/domain/access/grant.ts";
import { administrative, knownPermissions, type Permission, permissions } from "../../src/domain/access/permission.ts";
import { predefinedRoles } from "../../src/domain/access/role.ts";

const ACCOUNTS = ["a", "b", "c"];
/** Those there are, and one that doesn't exist yet: "all" takes it in, a list never does. */
const everywhere = [...ACCOUNTS, "later"];
const at = (scope: Scope): readonly string[] => (scope === "all" ? everywhere : scope);

const scopes: fc.Arbitrary<Scope> = fc.oneof(fc.constant("all" as const), fc.subarray(ACCOUNTS));
const powers = fc.subarray([...permissions]);
const roles = powers.map((held) => ({ id: "r", name: "R", purpose: "", predefined: false, permissions: held }));
type Held = Pick<Grant, "role" | "scope">;

const grants: fc.Arbitrary<Held[]> = fc.array(fc.record({ role: roles, scope: scopes }), { maxLength: 4 });
const holds = (held: readonly Held[], permission: Permission, account: string) =>
  held.some(({ role, scope }) => role.permissions.includes(permission) && at(scope).includes(account));

describe("what somebody may give to others", () => {
  it("B2: is never more than they hold themselves, on no account, now or later", () => {
    fc.assert(
      fc.property(grants, roles, scopes, fc.constantFrom(...permissions), (held, role, scope, needs) => {
        const guarded = [needs, ...role.permissions.filter((one) => administrative.includes(one))];
        const within = guarded.every((one) => at(scope).every((account) => holds(held, one, account)));
        const atAll = guarded.every((one) => everywhere.some((account) => holds(held, one, account)));
        expect(isGrantable(held, needs, role, scope)).toBe(within && atAll);
      }),
      { numRuns: 2_000 },
    );
  });

  it("grows with what they hold and shrinks with what is wanted", () => {
    fc.assert(
      fc.property(grants, grants, roles, scopes, scopes, (held, more, role, scope, wider) => {
        const small = isGrantable(held, "member:invite", role, scope);
        if (small) expect(isGrantable([...held, ...more], "member:invite", role, scope)).toBe(true);
        if (!small) expect(isGrantable(held, "member:invite", role, union([scope, wider]))).toBe(false);
      }),
    );
  });

  it("is nothing for somebody with a grant on no account at all", () => {
    const admin = { role: { id: "1", predefined: true, ...predefinedRoles[0] } as Grant["role"], scope: [] };
    expect([can({ grants: [admin] }, "member:invite"), isGrantable([admin], "member:invite", admin.role, [])]).toEqual([
      ...[false, false],
    ]);
  });
});

describe("merchant accounts in reach", () => {
  it("cover what is wanted exactly if they hold each of them, those to come included", () => {
    fc.assert(
      fc.property(scopes, scopes, (held, wanted) => {
        expect(covers(held, wanted)).toBe(at(wanted).every((account) => at(held).includes(account)));
      }),
    );
  });

  it("are those of all grants together that have the permission", () => {
    fc.assert(
      fc.property(grants, fc.constantFrom(...permissions), (held, permission) => {
        const expected = everywhere.filter((account) => holds(held, permission, account));
        expect([...at(scopeOf(held, permission))].sort()).toEqual(expected.sort());
        expect(can({ grants: held }, permission)).toBe(expected.length > 0);
      }),
    );
  });

  it("make an administrator only of who holds every administrative permission everywhere", () => {
    fc.assert(
      fc.property(grants, (held) => {
        const full = administrative.every((one) =>
          held.some(({ role, scope }) => scope === "all" && role.permissions.includes(one)),
        );
        expect(isAdministrator(held)).toBe(full);
      }),
    );
  });
});

describe("the predefined roles", () => {
  it("are these, with these permissions and no others", () => {
    const table = predefinedRoles.map((role) => [role.name, [...role.permissions].sort().join(" "), role.purpose]);
    expect(table).toEqual([
      [
        "Admin",
        "account:read company:read history:read member:edit member:invite member:remove merchant-account:manage policy:manage request:approve role:manage settlement:read transaction:read",
        "company's or team's person in charge",
      ],
      ["Finance", "settlement:download settlement:read transaction:download transaction:read", "finance staff"],
      ["Operations", "transaction:read", "staff handling inquiries and refunds"],
      ["Developer", "developer:access", "IT or developer staff"],
      ["Data Analytics", "insight:read", "operational and payment-method performance, success rate, error reports"],
    ]);
  });

  it("hold the administrative permissions in one of them only", () => {
    const holders = predefinedRoles.filter((role) => role.permissions.some((one) => administrative.includes(one)));
    expect(holders.map(({ name }) => name)).toEqual(["Admin"]);
    expect([...administrative].sort()).toEqual([
      ...["history:read", "member:edit", "member:invite", "member:remove", "merchant-account:manage"],
      ...["policy:manage", "request:approve", "role:manage"],
    ]);
  });

  it("B5: name each permission: there is no wildcard, and what a newer version wrote counts for nothing here", () => {
    for (const permission of permissions) expect(permission).toMatch(/^[a-z]+(-[a-z]+)*:[a-z]+$/);
    expect(knownPermissions(["*", "member:*", "*:*", "all", "Member:Invite", "member:promote", ""])).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...permissions))), (stored) => {
        const known = knownPermissions(stored);
        expect([...known].sort()).toEqual(
          [...new Set(stored.filter((one) => permissions.some((p) => p === one)))].sort(),
        );
      }),
    );
  });
});
