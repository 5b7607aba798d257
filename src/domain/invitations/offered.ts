import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Grant, GrantedRole } from "../access/grant.ts";
import { grantedRole } from "../access/grant.ts";
import { endTime } from "../access/grant-end.ts";
import type { Waiting } from "./waiting-store.ts";

/** What somebody is invited to, by ids: hours that have not begun are no end yet. */
export function offeredRoles(grants: readonly Grant[], waiting: Waiting): GrantedRole[] {
  return grants.map((grant) => ({ ...grantedRole(grant), ...hoursOf(waiting[grant.id]) }));
}

/** The same from the moment of activation: now the hours run. */
export function begunRoles(grants: readonly Grant[], waiting: Waiting, now: Date): GrantedRole[] {
  return grants.map((grant) => {
    const hours = waiting[grant.id];
    return grantedRole(hours === undefined ? grant : { ...grant, until: endTime({ hours }, now) });
  });
}

/** For the history: only what has such hours tells them. */
export function hoursOf(hours: number | null | undefined): Pick<GrantedRole, "hoursFromActivation"> {
  return hours ? { hoursFromActivation: hours } : {};
}

/** When all of it ends, for the invitee; null where something is for good. */
export function endOfOffer(grants: readonly Grant[], waiting: Waiting): Text | null {
  const hours = grants.flatMap(({ id }) => waiting[id] ?? []);
  const ends = grants.flatMap(({ until }) => until ?? []);
  if (grants.length === 0 || hours.length + ends.length < grants.length) return null;
  const until = ends.length > 0 ? latest(ends).toISOString() : null;
  return text("invited.ends", { until, hours: hours.length > 0 ? Math.max(...hours) : null });
}

const latest = (ends: readonly Date[]) => new Date(Math.max(...ends.map((end) => end.getTime())));

type Ending = { until?: Date | null };

/** An invitation is good no longer than what it offers; `rolesEndFirst` if that ends before its days are over. */
export function goodUntil(expiresAt: Date, offered: readonly Ending[]): { expiresAt: Date; rolesEndFirst: boolean } {
  const ends = offered.flatMap(({ until }) => until ?? []);
  if (ends.length === 0 || ends.length < offered.length || latest(ends) >= expiresAt)
    return { expiresAt, rolesEndFirst: false };
  return { expiresAt: latest(ends), rolesEndFirst: true };
}
