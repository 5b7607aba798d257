import { z } from "zod";
import type { Tx } from "../../db/transaction.ts";
import type { MerchantAccount } from "./account.ts";
import { storedAccount } from "./choice-store.ts";

/**
 * Merchant accounts and groups of them as they are now, locked until the transaction ends: who gives a role on them keeps them from being
 * closed meanwhile, and who closes one waits for those. In the order of their ids, so that nobody waits in a circle.
 */
export async function lockAccounts(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
  to: "give" | "change",
): Promise<MerchantAccount[]> {
  const [row] = await tx.$queryRaw<{ locked: unknown }[]>`
    SELECT accounts_locked(${organizationId}::uuid, ${[...ids]}::uuid[], ${to === "change"}) AS locked`;
  return z.array(storedAccount).parse(row?.locked);
}
