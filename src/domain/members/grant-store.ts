import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import type { Grant } from "../access/grant.ts";
import type { Context } from "../command.ts";

/** The grant that a button or a form names, with the member who holds it; refused if it is gone. */
export async function requireGrant({ tx, organization, ref, now }: Context): Promise<{ member: Actor; grant: Grant }> {
  const whose = { organizationId: organization.id, id: ref?.id ?? "" };
  const row = ref && (await tx.grant.findUnique({ where: { organizationId_id: whose }, select: { memberId: true } }));
  const member = row && (await findActor(tx, organization.id, row.memberId, sql`${now}::timestamptz`));
  const grant = member?.grants.find(({ id }) => id === ref?.id);
  if (!member || !grant) throw new Refusal(text("refused.member-changed"));
  return { member, grant };
}
