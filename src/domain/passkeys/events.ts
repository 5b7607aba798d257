import type { EventRules } from "../../core/event.ts";

declare module "../../core/event.ts" {
  interface Events {
    /** from `activeAt` (ISO 8601) on it counts */
    "passkey.added": { memberId: string; passkeyId: string; activeAt: string };
    "passkey.removed": { memberId: string; passkeyIds: readonly string[]; how: "self" | "request" };
  }
}

export const passkeyEvents = {
  "passkey.added": { entry: true, jobs: { "passkey-told": ({ memberId, passkeyId }) => ({ memberId, passkeyId }) } },
  "passkey.removed": { entry: true, jobs: { "passkey-told": ({ memberId }) => ({ memberId, passkeyId: null }) } },
} satisfies Partial<EventRules>;
