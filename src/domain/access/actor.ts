import type { Reader } from "../../core/reader.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { can, type Grant } from "./grant.ts";
import type { Permission } from "./permission.ts";

export type MemberState = "invited" | "active" | "suspended" | "removed";

/** What every change needs: how many approvals, and how long requests (hours) and invitations (days) stay open. */
export type PolicyFigures = {
  approvals: number;
  requestHours: number;
  invitationDays: number;
  /** what touches administrative permissions takes a passkey or an authenticator app */
  strongForAdministrative: boolean;
};

export type Organization = { id: string; name: string; policy: PolicyFigures };

/** A member, with everything that decides what they may do. `locale` and `zone` are as the chat last told them. */
export type Actor = {
  id: string;
  email: string;
  /** where codes are mailed to; null: to `email` */
  alternate: string | null;
  name: string | null;
  state: MemberState;
  locale: string | null;
  zone: string | null;
  seenAt: Date | null;
  grants: Grant[];
};

/** How a member reads what is sent to them. */
export function readerOf({ locale, zone }: Pick<Actor, "locale" | "zone">): Reader {
  return { locale: locale ?? "en", zone: zone ?? undefined };
}

/** Refuses members who don't hold the permission anywhere, or are not active. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.state === "active" && can(actor, permission)) return;
  throw new Refusal(text("refused.permission", { permission }), { forbidden: true });
}
