import type { EventRules } from "../../core/event.ts";

declare module "../../core/event.ts" {
  interface Events {
    "code.requested": { challengeId: string };
  }
}

export const verificationEvents = {
  // Asking for a code changes nothing.
  "code.requested": { entry: false, jobs: { code: ({ challengeId }) => ({ challengeId }) } },
} satisfies Partial<EventRules>;
