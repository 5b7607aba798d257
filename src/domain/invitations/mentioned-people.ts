import type { Text } from "../../core/text.ts";
import { sql } from "../../db/sql.ts";
import type { People } from "../../text/read-people.ts";
import { text } from "../../text/text.ts";
import { findSpeaker } from "../access/actor-store.ts";
import { can } from "../access/grant.ts";
import type { Context } from "../command.ts";

/** Why somebody who was mentioned can't be invited like that: a member already, or nobody whose address is known. */
export async function mentionError(context: Context, mentions: People["mentions"]): Promise<Text | undefined> {
  const [user] = mentions;
  if (user === undefined) return undefined;
  const { tx, account, organization, actor, now } = context;
  const found = user === null ? null : await findSpeaker(tx, { ...account, user }, sql`${now}::timestamptz`);
  if (!found?.actor || found.organization.id !== organization.id) return text("invite.type-address");
  // Addresses of members are for those who manage them.
  if (!can(actor, "member:edit")) return text("refused.person-already");
  return text("refused.member-already", { email: found.actor.email });
}
