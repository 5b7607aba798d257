import type { Database } from "./open.ts";
import type { Tx } from "./transaction.ts";

/** How long a signed delivery is remembered, in minutes: three times as long as its signature is good. */
const KEPT_MINUTES = 15;

/** True the first time a delivery's key is seen, by whichever process; a replay gets false. */
export async function isFirstTime(db: Pick<Database, "prisma">, key: string, now: Date): Promise<boolean> {
  const { count } = await db.prisma.seenDelivery.createMany({ data: [{ key, seenAt: now }], skipDuplicates: true });
  return count === 1;
}

export async function deleteSeen(tx: Tx, now: Date): Promise<void> {
  await tx.seenDelivery.deleteMany({ where: { seenAt: { lt: new Date(now.getTime() - KEPT_MINUTES * 60_000) } } });
}
