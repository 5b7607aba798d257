import type { DomainEvent } from "../../core/event.ts";
import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Write } from "../../db/write.ts";
import { findActor } from "../access/actor-store.ts";
import type { JobContext, Task } from "../job.ts";
import { findReviewedBy, lockOpenOf } from "./end-store.ts";
import { moveRequest } from "./store.ts";

/**
 * Withdraws what somebody had asked for who is not active any more, and draws the messages again of what they had
 * approved. Neither could be applied since they left: this only says so.
 */
export async function prepareLeaver(context: JobContext, { memberId }: Jobs["leaver"]): Promise<Task> {
  const { tx, organization, time } = context;
  const member = await findActor(tx, organization.id, memberId, time);
  if (!member || member.state === "active") return nothing;
  const events: DomainEvent[] = [];
  const writes: Write[] = [];
  for (const request of await lockOpenOf(tx, organization.id, memberId, time)) {
    const to = { state: "withdrawn", policy: request.policy, closedAt: request.now } as const;
    writes.push(moveRequest(request, to, () => new Error("a locked request moved meanwhile")));
    events.push({ kind: "request.withdrawn", requestId: request.id });
  }
  for (const requestId of await findReviewedBy(tx, organization.id, memberId))
    events.push({ kind: "request.outdated", requestId });
  await context.record(events, writes);
  return nothing;
}
