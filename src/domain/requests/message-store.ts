import { randomUUID } from "node:crypto";
import type { Address, MessageRef } from "../../core/conversation.ts";
import type { Tx } from "../../db/transaction.ts";

/** Who a posted card is drawn for. In a channel it is everybody's card: its buttons check who presses. */
type PostedFor = "requester" | "approver" | "channel";

export type PlannedMessage = { requestId: string; to: Address; memberId: string | null; viewer: PostedFor };

/** Plans cards of a request; the worker posts them. Returns their ids, and where they go. */
export async function planMessages(tx: Tx, organizationId: string, planned: readonly PlannedMessage[]) {
  const data = planned.map(({ to, ...message }) => ({ id: randomUUID(), organizationId, address: to, ...message }));
  if (data.length > 0) await tx.requestMessage.createMany({ data });
  return data.map(({ id, address: { platform } }) => ({ messageId: id, platform }));
}

export function findMessages(tx: Tx, organizationId: string, requestId: string) {
  return tx.requestMessage.findMany({ where: { organizationId, requestId } });
}

export function findMessage(tx: Tx, organizationId: string, id: string) {
  return tx.requestMessage.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: { member: { select: { locale: true, zone: true } } },
  });
}

/** Notes that a card was posted or updated, showing the request as of version `shown`. */
export async function noteShown(
  tx: Tx,
  organizationId: string,
  { id, posted, shown }: { id: string; posted: MessageRef; shown: number },
): Promise<void> {
  await tx.requestMessage.updateMany({ where: { organizationId, id }, data: { posted, shown } });
}
