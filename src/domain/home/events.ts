import type { ChatAccount } from "../../core/conversation.ts";
import type { EventRules } from "../../core/event.ts";

declare module "../../core/event.ts" {
  interface Events {
    /** somebody looks at their Home in a chat */
    "home.opened": { account: ChatAccount };
  }
}

export const homeEvents = {
  // What is only looked at is no entry. It is drawn once more if it has changed while it was on its way.
  "home.opened": { entry: false, jobs: { home: ({ account }) => account } },
} satisfies Partial<EventRules>;
