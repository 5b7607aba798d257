import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { ChangeContext } from "../command.ts";
import { findWithin } from "./store.ts";

/** Says so where another open account has this name, whatever the case. `own`: the account that is to have it. */
export async function takenBy({ tx, organization }: ChangeContext, name: string, own?: string): Promise<Text[]> {
  const other = await findWithin(tx, organization.id, { name, scope: "all", closed: false });
  return other && other.id !== own ? [text("account.name-taken", { account: name })] : [];
}

export async function requireFree(context: ChangeContext, name: string, own?: string): Promise<void> {
  const [taken] = await takenBy(context, name, own);
  if (taken) throw new Refusal(taken, { field: "name" });
}
