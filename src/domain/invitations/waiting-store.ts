import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";

/** Grants whose hours begin when an invitation is accepted: how many, by the grant's id. */
export type Waiting = Readonly<Record<string, number>>;

export const storedWaiting: z.ZodType<Waiting> = z.record(z.string(), z.number());

/** Those of the member of `i`, an invitation. */
export const waitingOf: Sql = sql`(SELECT coalesce(jsonb_object_agg(w.id, w.hours_from_activation), '{}') FROM role_grant w
  WHERE w.organization_id = i.organization_id AND w.member_id = i.member_id AND w.hours_from_activation IS NOT NULL)`;
