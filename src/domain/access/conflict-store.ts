import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import { visibleName } from "../../text/visible.ts";
import { storedTime } from "./actor-store.ts";
import type { ConflictRule, KnownSide } from "./conflict.ts";
import type { Permission } from "./permission.ts";

// One that a newer version has written is given by no role here, so it meets nothing.
const permission = z.string().transform((written) => written as Permission);

const storedSide: z.ZodType<KnownSide> = z.union([
  z.object({ permission }),
  z.object({ roleId: z.string(), name: z.string().transform(visibleName), isDeleted: z.boolean() }),
]);

/** What the SQL function `conflict_rules` gives. */
export const storedConflicts: z.ZodType<ConflictRule[]> = z.array(
  z.object({ id: z.string(), sides: z.tuple([storedSide, storedSide]), reason: z.string(), createdAt: storedTime }),
);

/** The rules of an organization, to be read together with something else. */
export function conflictRules(organizationId: string): Sql {
  return sql`conflict_rules(${organizationId}::uuid)`;
}
