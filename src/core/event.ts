import type { ChatAccount } from "./conversation.ts";

/**
 * Everything that can happen, in the past tense. They name things by id and hold no address, reason or code: the
 * history keeps them for good, so what a person may ask to have erased stays in the rows the ids point to.
 */
export type DomainEvent =
  | { kind: "code.requested"; challengeId: string }
  | { kind: "organization.created"; organizationId: string }
  | { kind: "request.opened"; requestId: string; command: string; digest: string; memberId?: string }
  | { kind: "request.verified"; requestId: string }
  | { kind: "request.approval_asked"; requestId: string }
  | { kind: "request.approved"; requestId: string; digest: string }
  | { kind: "request.applied"; requestId: string; because: Because }
  | { kind: "request.denied"; requestId: string; digest: string }
  | { kind: "request.withdrawn"; requestId: string }
  | { kind: "request.expired"; requestId: string }
  | { kind: "invitation.created"; invitationId: string; memberId: string; grants: GrantedRole[] }
  | { kind: "invitation.renewed"; invitationId: string; memberId: string }
  | { kind: "invitation.revoked"; invitationId: string; memberId: string }
  | { kind: "invitation.accepted"; invitationId: string; memberId: string }
  | { kind: "invitation.expired"; invitationId: string; memberId: string }
  | { kind: "member.activated"; memberId: string; invitedBy: string | null }
  | { kind: "identity.linked"; memberId: string; account: ChatAccount }
  | { kind: "command.refused"; command: string; reason: string };

/** Why a change was applied: enough approvals, or the one named exception to needing them. */
export type Because = "quorum" | "sole_administrator";

export type GrantedRole = { roleId: string; accounts: "all" | readonly string[] };
