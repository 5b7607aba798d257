import { z } from "zod";
import type { OwnPermission } from "../../core/own-permission.ts";
import { useOwnWords } from "../../text/own-permissions.ts";

/**
 * Everything that a role may permit, beside what a company adds for its own systems: what can be done with what, and whether it is about people and rules. What each is
 * called and what it means is in text/en/permissions.ts. A new one is denied to every role until somebody grants it.
 */
const catalogue = [
  { resource: "account", action: "read", administrative: false },
  { resource: "transaction", action: "read", administrative: false },
  { resource: "transaction", action: "download", administrative: false },
  { resource: "settlement", action: "read", administrative: false },
  { resource: "settlement", action: "download", administrative: false },
  { resource: "company", action: "read", administrative: false },
  { resource: "developer", action: "access", administrative: false },
  { resource: "insight", action: "read", administrative: false },
  { resource: "member", action: "invite", administrative: true },
  { resource: "member", action: "edit", administrative: true },
  { resource: "member", action: "remove", administrative: true },
  { resource: "role", action: "manage", administrative: true },
  { resource: "merchant-account", action: "manage", administrative: true },
  { resource: "request", action: "approve", administrative: true },
  { resource: "history", action: "read", administrative: true },
  { resource: "policy", action: "manage", administrative: true },
] as const;

type Entry = (typeof catalogue)[number];
type NameOf<E> = E extends { resource: infer R extends string; action: infer A extends string } ? `${R}:${A}` : never;

type BuiltIn = NameOf<Entry>;
declare const ofCompany: unique symbol;
/** Only what is read back is one: the program itself can name none, and a wrong name of a built-in one is noticed. */
type OfCompany = `${string}:${string}` & { readonly [ofCompany]: true };

/** `resource:action`, of what there is. */
export type Permission = BuiltIn | OfCompany;

const nameOf = ({ resource, action }: Entry) => `${resource}:${action}` as BuiltIn;

export const builtIn: readonly BuiltIn[] = catalogue.map(nameOf);

const all: Permission[] = [...builtIn];

/** All there are: the built-in ones, and then a company's own. */
export const permissions: readonly Permission[] = all;

/**
 * Takes a company's own permissions, in place of those before. Called once, at start. They are never administrative, so
 * who may manage roles may put them into one, and who may give a role may give them.
 */
export function useOwnPermissions(own: readonly OwnPermission[]): void {
  const words = own.map((one) => [`${one.resource}:${one.action}`, one] as const);
  useOwnWords(new Map(words));
  all.splice(builtIn.length, Number.POSITIVE_INFINITY, ...words.map(([name]) => name as OfCompany));
}

export function isOfCompany(permission: Permission): permission is OfCompany {
  return all.includes(permission) && !builtIn.some((one) => one === permission);
}

/**
 * A permission in what is kept. One that a company's file no longer has may be in an older request: it is read, told as it
 * is written, and refused.
 */
export const writtenPermission = z.custom<Permission>(
  (said) => typeof said === "string" && /^[a-z0-9-]{1,60}:[a-z0-9-]{1,60}$/.test(said),
);

/** Is it known here? One that was taken out of a company's file is not; roles keep it, and it permits nothing. */
export function isKnown(permission: Permission): boolean {
  return all.includes(permission);
}

/** Permissions over people and rules. Only members who hold one may grant it. */
export const administrative: readonly Permission[] = catalogue.filter((entry) => entry.administrative).map(nameOf);

/** Keeps what this version knows: a permission written by a newer one is denied here, not guessed at. */
export function knownPermissions(stored: readonly string[]): Permission[] {
  return permissions.filter((permission) => stored.includes(permission));
}
