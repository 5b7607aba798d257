import { permissionName } from "./en/permissions.ts";

/**
 * The permission that the words begin with, by its name or in words; null for none. `where`: what is typed behind it, in
 * each way in which it could be a name ("on Berlin" is Berlin, or called so).
 */
export function findPermissionAt<P extends string>(
  typed: string,
  permissions: readonly P[],
): { permission: P; where: string[] } | null {
  const said = typed.trim().replace(/\s+/g, " ");
  const named = permissions.flatMap((permission) =>
    [permission, permissionName(permission).toLowerCase()].map((words) => ({ permission, words })),
  );
  const [longest] = named
    .filter(({ words }) => `${said.toLowerCase()} `.startsWith(`${words} `))
    .sort((one, other) => other.words.length - one.words.length);
  if (!longest) return null;
  const rest = said.slice(longest.words.length).trim();
  return { permission: longest.permission, where: rest === "" ? [] : [rest, rest.replace(/^on /i, "")] };
}

/** The permissions whose name, or what they are called, holds what was typed. */
export function permissionsHolding<P extends string>(typed: string, permissions: readonly P[]): P[] {
  const said = typed.trim().toLowerCase();
  return permissions.filter((permission) => `${permission} ${permissionName(permission)}`.includes(said));
}
