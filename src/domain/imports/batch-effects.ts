import type { DomainEvent } from "../../core/event.ts";
import { grantedRole } from "../access/grant.ts";
import { insertGrantsOfMany } from "../access/grant-store.ts";
import type { Former } from "../invitations/former-store.ts";
import { DAY } from "../invitations/invitation.ts";
import { insertInvitations } from "../invitations/store.ts";
import type { ChangeRequest } from "../requests/store.ts";
import type { Effects } from "../verification/proof.ts";
import type { Allowed } from "./judge-again.ts";

/** The invitations and the roles of rows that may be done, with as many writes as for a single one. */
export function carriedOut(request: ChangeRequest, rows: readonly Allowed[], former: readonly Former[]): Effects {
  const invited = invitations(
    request,
    rows.filter(({ member }) => !member),
    former,
  );
  const given = moreRoles(
    request,
    rows.filter(({ member }) => member),
  );
  return { events: [...invited.events, ...given.events], writes: [...invited.writes, ...given.writes] };
}

/** `former`: those who were members once come back as the same person. */
function invitations(request: ChangeRequest, rows: readonly Allowed[], former: readonly Former[]): Effects {
  if (rows.length === 0) return { events: [], writes: [] };
  const { id: requestId, organizationId, requesterId, policy, now } = request;
  const back = new Map(former.map(({ id, email }) => [email, id]));
  const expiresAt = new Date(now.getTime() + policy.invitationDays * DAY);
  const from = { organizationId, requesterId, requestId, now, expiresAt };
  const { ids, writes } = insertInvitations(
    from,
    rows.map((row) => ({ email: row.email, former: back.get(row.email) ?? null, grants: grantsOf(row) })),
  );
  const events = rows.map((row): DomainEvent => {
    const whose = { kind: "invitation.created", ...ids(row.email), state: "invited" } as const;
    return { ...whose, grants: givenBy(row), isOneOfMany: true };
  });
  return { events, writes };
}

function moreRoles({ id: requestId, organizationId, now }: ChangeRequest, rows: readonly Allowed[]): Effects {
  const events = rows.flatMap((row): DomainEvent[] => {
    if (!row.member) return [];
    const grants = [...row.member.grants.map(grantedRole), ...givenBy(row)];
    return [{ kind: "member.changed", memberId: row.member.id, state: "active", grants, isOneOfMany: true }];
  });
  const grants = rows.flatMap((row) => grantsOf(row).map((grant) => ({ ...grant, memberId: row.member?.id ?? "" })));
  return { events, writes: grants.length > 0 ? insertGrantsOfMany({ organizationId, requestId, now }, grants) : [] };
}

function grantsOf({ gives, end }: Allowed) {
  const [until, untilZone] = [end && new Date(end.at), end?.zone ?? null];
  return gives.map(({ roleId, accounts: named }) => ({ roleId, named, until, untilZone }));
}

function givenBy({ gives, end }: Allowed) {
  return gives.map(({ roleId, accounts }) => ({ roleId, accounts, until: end?.at ?? null }));
}
