import { z } from "zod";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { MerchantAccount } from "./account.ts";
import { storedAccount } from "./choice-store.ts";

/**
 * Merchant accounts as they are now, locked until the transaction ends: who gives a role on them keeps them from being
 * closed meanwhile, and who closes one waits for those. In the order of their ids, so that nobody waits in a circle.
 */
export async function lockAccounts(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
  to: "give" | "change",
): Promise<MerchantAccount[]> {
  const lock = to === "give" ? sql`FOR KEY SHARE` : sql`FOR UPDATE`;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, closed_at IS NOT NULL AS closed FROM merchant_account
    WHERE organization_id = ${organizationId}::uuid AND id = ANY (${[...ids]}::uuid[]) ORDER BY id ${lock}`;
  return z.array(storedAccount).parse(rows);
}
