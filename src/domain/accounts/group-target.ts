import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { ChangeContext } from "../command.ts";
import { findMentionedGroup } from "./group-widen.ts";

/** A group, and its name when the change was asked for. */
export type Target = { groupId: string; from: string };

/** What is different with the group from what was asked for. */
export function groupMoved(context: Pick<ChangeContext, "mentioned">, { groupId, from }: Target): Text[] {
  const group = findMentionedGroup(context, groupId);
  if (!group) return [text("group.gone", { group: from })];
  return group.name === from ? [] : [text("account.renamed-since", { account: from, name: group.name })];
}

/** The group that a change is about, as it was when that was asked for. */
export function requireGroup(context: Pick<ChangeContext, "mentioned">, target: Target) {
  const [moved] = groupMoved(context, target);
  const group = findMentionedGroup(context, target.groupId);
  if (moved || !group) throw new Refusal(moved ?? text("refused.stale"), { field: "form" });
  return group;
}
