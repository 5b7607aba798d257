import type { ChatAccount } from "../../core/conversation.ts";
import type { EventRules } from "../../core/event.ts";

declare module "../../core/event.ts" {
  interface Events {
    "identity.linked": { memberId: string; account: ChatAccount };
  }
}

export const identityEvents = {
  "identity.linked": {
    entry: true,
    jobs: { linked: ({ memberId, account: { platform } }) => ({ memberId, platform }) },
  },
} satisfies Partial<EventRules>;
