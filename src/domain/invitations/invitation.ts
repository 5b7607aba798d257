import type { Permission } from "../access/permission.ts";

/** The permission that inviting takes. */
export const NEEDS = "member:invite" satisfies Permission;
export const DAY = 86_400_000;
