import type { Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { accountNames, covers, reach } from "../access/account.ts";
import { type GrantedRole, scopeOf } from "../access/grant.ts";
import { type Permission, permissions } from "../access/permission.ts";
import { nameOf } from "../access/person-name.ts";
import type { ChangeContext } from "../command.ts";
import type { GrantsInput } from "./grants-input.ts";
import { grantFacts, memberFact } from "./member-input.ts";
import { targetOf } from "./target.ts";

type Mentioned = Pick<ChangeContext, "mentioned">;

/** "give Finance to Grace, take Operations from Grace": what changes in one line. */
export function grantsTitle(context: Mentioned, { memberId, take, give }: GrantsInput): Text {
  const names = (ids: readonly string[]) => [...new Set(ids.map((id) => roleName(context, id)))];
  const who = nameOf(targetOf(context, { memberId }));
  const [gives, takes] = [names(give.map(({ roleId }) => roleId)), names(take.map(({ roleId }) => roleId))];
  return text("grants.request", { who, gives, takes });
}

/** Exactly what is given, taken and kept, and what that means in permissions. */
export function grantsFacts(context: ChangeContext, input: GrantsInput): Fact[] {
  const { gained, lost } = difference(context, input);
  return [
    memberFact(targetOf(context, input)),
    ...grantFacts(context, input.take, text("fact.takes")),
    ...input.give.map(({ roleId, accounts, end }) => ({
      label: text("fact.gives"),
      value: text("member.new-grant", {
        ...{ role: roleName(context, roleId), accounts: accountNames(context.mentioned.accounts, accounts) },
        end,
      }),
    })),
    ...grantFacts(context, input.keep, text("fact.keeps")),
    ...(gained.length > 0
      ? [{ label: text("fact.gains"), value: text("role.permits-list", { permissions: gained }) }]
      : []),
    ...(lost.length > 0
      ? [{ label: text("fact.no-more"), value: text("role.permits-list", { permissions: lost }) }]
      : []),
  ];
}

/** The permissions that reach further afterwards, and those that reach less far. */
function difference(context: Mentioned, { take, give, keep }: GrantsInput) {
  const held = (granted: readonly Pick<GrantedRole, "roleId" | "accounts">[]) =>
    granted.flatMap(({ roleId, accounts }) => {
      const role = context.mentioned.roles.find(({ id }) => id === roleId);
      return role ? [{ role, scope: reach(context.mentioned.accounts, accounts) }] : [];
    });
  const [before, after] = [held([...keep, ...take]), held([...keep, ...give])];
  const isIn = (permission: Permission, one: typeof before, other: typeof before) =>
    covers(scopeOf(other, permission), scopeOf(one, permission));
  return {
    gained: permissions.filter((permission) => !isIn(permission, after, before)),
    lost: permissions.filter((permission) => !isIn(permission, before, after)),
  };
}

function roleName({ mentioned }: Mentioned, roleId: string): string {
  return mentioned.roles.find(({ id }) => id === roleId)?.name ?? "?";
}
