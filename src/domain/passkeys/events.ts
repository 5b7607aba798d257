import type { EventRules } from "../../core/event.ts";

type Which = { memberId: string; passkeyId: string };

declare module "../../core/event.ts" {
  interface Events {
    /** from `activeAt` (ISO 8601) on it counts */
    "passkey.added": Which & { activeAt: string };
    "passkey.removed": Which & { how: "self" };
  }
}

export const passkeyEvents = {
  "passkey.added": { entry: true, jobs: { "passkey-told": ({ memberId, passkeyId }) => ({ memberId, passkeyId }) } },
  "passkey.removed": { entry: true, jobs: { "passkey-told": ({ memberId }) => ({ memberId, passkeyId: null }) } },
} satisfies Partial<EventRules>;
