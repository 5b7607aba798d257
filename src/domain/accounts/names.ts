import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { ChangeContext } from "../command.ts";
import { findCalled } from "./store.ts";

/** Says so where another open account or a group has this name, whatever the case. `own`: the one that is to have it. */
export async function takenBy({ tx, organization }: ChangeContext, name: string, own?: string): Promise<Text[]> {
  const others = await findCalled(tx, organization.id, name);
  const other = others.find(({ id }) => id !== own);
  if (!other) return [];
  return [other.accounts ? text("group.name-taken", { name }) : text("account.name-taken", { account: name })];
}

export async function requireFree(context: ChangeContext, name: string, own?: string): Promise<void> {
  const [taken] = await takenBy(context, name, own);
  if (taken) throw new Refusal(taken, { field: "name" });
}
