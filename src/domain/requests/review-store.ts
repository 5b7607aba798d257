import { randomUUID } from "node:crypto";
import { sql } from "../../db/sql.ts";
import { type Write, write } from "../../db/write.ts";
import type { Proof } from "../command.ts";
import type { ChangeRequest } from "./store.ts";

type NewReview = Pick<ChangeRequest, "organizationId" | "requesterId" | "version" | "digest"> & {
  requestId: string;
  approverId: string;
  decision: "approved" | "denied";
  comment: string | null;
  /** null where none was asked for: to deny what gives rights, a reason is enough */
  proof: Proof | null;
  at: Date;
};

/** One person's decision, with what proved who they are. */
export function insertReview(review: NewReview): Write {
  const { organizationId, requestId, requesterId, approverId, decision, version, digest, comment, proof, at } = review;
  return write(sql`
    INSERT INTO review (id, organization_id, request_id, requester_id, approver_id, decision, version, digest, comment,
      at, factor, strength)
    VALUES (${randomUUID()}::uuid, ${organizationId}::uuid, ${requestId}::uuid, ${requesterId}::uuid,
      ${approverId}::uuid, ${decision}, ${version}, ${digest}, ${comment}, ${at}::timestamptz,
      ${proof?.factor ?? "none"}, ${proof?.strength ?? 0})`);
}
