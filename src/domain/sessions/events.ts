import type { EventRules } from "../../core/event.ts";

type Whose = { memberId: string };

declare module "../../core/event.ts" {
  interface Events {
    /** somebody is in: with this factor beside the password */
    "session.started": Whose & { sessionId: string; factor: string; isNewDevice: boolean };
    "session.ended": Whose & { which: "this" | "others" };
    /** mailed codes work again in the member's chats, where wrong ones had switched them off */
    "codes.enabled": Whose;
    "password.forgotten": Whose;
    "password.changed": Whose & { how: "changed" | "reset" };
  }
}

export const sessionEvents = {
  "session.started": {
    entry: true,
    jobs: { "new-device": ({ memberId, sessionId, isNewDevice }) => (isNewDevice ? { memberId, sessionId } : null) },
  },
  "session.ended": { entry: true, jobs: {} },
  "codes.enabled": { entry: true, jobs: { "codes-enabled": ({ memberId }) => ({ memberId }) } },
  // Nothing has changed, and anybody can ask for it.
  "password.forgotten": { entry: false, jobs: { "reset-mail": ({ memberId }) => ({ memberId }) } },
  "password.changed": { entry: true, jobs: { "password-changed": ({ memberId, how }) => ({ memberId, how }) } },
} satisfies Partial<EventRules>;
