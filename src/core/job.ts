import type { ChatAccount } from "./conversation.ts";
import type { Platform } from "./platform.ts";

/**
 * Work that leaves the house, as data in the queue. A job names rows and the worker builds the message from them as
 * they are then; no job holds a code, a token, an address or a sentence.
 */
export type Job =
  | { name: "code"; challengeId: string }
  | { name: "approval"; requestId: string }
  | { name: "approval-mail"; requestId: string; memberId: string }
  | { name: "refresh"; requestId: string }
  | { name: "card"; messageId: string }
  | { name: "outcome"; requestId: string; to?: Recipient }
  | { name: "activation"; invitationId: string }
  | { name: "activation-mail"; invitationId: string }
  | { name: "activation-chat"; invitationId: string; platform: Platform }
  | { name: "mail-only"; invitationId: string; platform: Platform; to?: Recipient }
  | { name: "activated"; memberId: string; tell: string; to?: Recipient }
  | { name: "linked"; memberId: string; platform: Platform };

/** One of the places where a member is told something. A notice without one is planned first: a job for each place. */
export type Recipient = ChatAccount | "mail";
