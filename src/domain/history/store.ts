import type { Tx } from "../../db/transaction.ts";
import type { ChainRow } from "./chain.ts";

/** Entries before `before` (all without it), newest first. */
export function listEntries(tx: Tx, organizationId: string, before: number | null, most: number): Promise<ChainRow[]> {
  return tx.auditEntry.findMany({
    where: { organizationId, ...(before === null ? {} : { sequence: { lt: before } }) },
    orderBy: { sequence: "desc" },
    take: most,
  });
}

/** Entries behind `after`, oldest first. */
export function readChain(tx: Tx, organizationId: string, after: number, most: number): Promise<ChainRow[]> {
  return tx.auditEntry.findMany({
    where: { organizationId, sequence: { gt: after } },
    orderBy: { sequence: "asc" },
    take: most,
  });
}

export function findHead(tx: Tx, organizationId: string) {
  return tx.auditHead.findUnique({ where: { organizationId } });
}

/** The addresses and request numbers that ids in entries stand for; what was erased since has none. */
export async function findNames(tx: Tx, organizationId: string, ids: { members: string[]; requests: string[] }) {
  const members = await tx.member.findMany({
    where: { organizationId, id: { in: ids.members } },
    select: { id: true, email: true },
  });
  const requests = await tx.changeRequest.findMany({
    where: { organizationId, id: { in: ids.requests } },
    select: { id: true, number: true },
  });
  return {
    members: new Map(members.map(({ id, email }) => [id, email])),
    requests: new Map(requests.map(({ id, number }) => [id, String(number)])),
  };
}
