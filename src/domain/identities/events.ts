import type { ChatAccount } from "../../core/conversation.ts";
import type { EventRules } from "../../core/event.ts";
import type { Platform } from "../../core/platform.ts";

declare module "../../core/event.ts" {
  interface Events {
    "identity.linked": { memberId: string; account: ChatAccount };
    /** the chat says that the person was deactivated there, or is gone */
    "identity.left": { memberId: string; platform: Platform };
  }
}

export const identityEvents = {
  "identity.linked": {
    entry: true,
    jobs: { linked: ({ memberId, account: { platform } }) => ({ memberId, platform }), home: ({ account }) => account },
  },
  "identity.left": {
    entry: true,
    jobs: { "left-chat": ({ memberId, platform }) => ({ memberId, platform }) },
  },
} satisfies Partial<EventRules>;
