import type { ChatAccount, Platform } from "./conversation.ts";
import type { Text } from "./text.ts";

/**
 * Work that leaves the house, as data in the queue. A job names rows and the worker builds the message from them as
 * they are then; no job holds a code or a token.
 */
export type Job =
  | { name: "code"; challengeId: string }
  | { name: "approval"; requestId: string }
  | { name: "approval-mail"; requestId: string; memberId: string }
  | { name: "refresh"; requestId: string }
  | { name: "card"; messageId: string }
  | { name: "outcome"; requestId: string }
  | { name: "activation"; invitationId: string }
  | { name: "activation-mail"; invitationId: string }
  | { name: "activation-chat"; invitationId: string; platform: Platform }
  | { name: "activated"; memberId: string; tell: string }
  | { name: "linked"; memberId: string; platform: Platform }
  | { name: "notice"; memberId: string; sentence: Text; account?: ChatAccount };
