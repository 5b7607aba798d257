import type { DomainEvent } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";

/** Asking for a code changes nothing; everything else stands in the history. */
export function isAudited(event: DomainEvent): boolean {
  return event.kind !== "code.requested";
}

/** Who is told what: the messages an event causes. The worker builds them from the rows as they are then. */
export function jobsFor(event: DomainEvent): Job[] {
  switch (event.kind) {
    case "code.requested":
      return [{ name: "code", challengeId: event.challengeId }];
    case "request.approval_asked":
      return [{ name: "approval", requestId: event.requestId }];
    case "request.approved":
    case "request.withdrawn":
      return [{ name: "refresh", requestId: event.requestId }];
    case "request.applied":
    case "request.denied":
    case "request.expired":
      return [
        { name: "refresh", requestId: event.requestId },
        { name: "outcome", requestId: event.requestId },
      ];
    case "invitation.created":
    case "invitation.renewed":
      return [{ name: "activation", invitationId: event.invitationId }];
    case "member.activated":
      return event.invitedBy ? [{ name: "activated", memberId: event.memberId, tell: event.invitedBy }] : [];
    case "identity.linked":
      return [{ name: "linked", memberId: event.memberId, platform: event.account.platform }];
    case "organization.created":
    case "request.opened":
    case "request.verified":
    case "invitation.revoked":
    case "invitation.accepted":
    case "invitation.expired":
    case "command.refused":
      return [];
    default:
      return event satisfies never;
  }
}
