import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { findHolders } from "../access/actor-store.ts";
import { isAdministrator } from "../access/grant.ts";
import type { ChangeContext } from "../command.ts";
import { lockOrganization } from "./leave-store.ts";

type Whose = Pick<ChangeContext, "tx" | "organization" | "now">;

/** A member as they would be afterwards: one, or a change of each. */
type After = Pick<Actor, "id" | "state" | "grants">;

/**
 * Refuses what would leave an organization without an active administrator whose roles have no end: nobody could put
 * that right. With `lock`, two who do it at once come one after the other, and the second one sees what the first did.
 * `before`: the one member whom it changes; behind a lock, as it was read behind one. Who was no such administrator
 * takes none away.
 */
export async function requireAdministratorRemains(
  { tx, organization, now }: Whose,
  after: After | ((member: Actor) => After),
  how: { lock: boolean; before?: After },
): Promise<void> {
  if (how.before && !isActiveForGood(how.before)) return;
  if (how.lock) await lockOrganization(tx, organization.id);
  const holders = await findHolders(tx, organization.id, "request:approve", now);
  const then = typeof after === "function" ? after : (member: Actor) => (member.id === after.id ? after : member);
  const members = holders.map(then);
  if (!members.some(isActiveForGood)) throw new Refusal(text("refused.last-administrator"), { forbidden: true });
}

function isActiveForGood({ state, grants }: After): boolean {
  return state === "active" && isAdministrator(grants.filter(({ until }) => until === null));
}
