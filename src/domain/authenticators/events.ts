import type { EventRules } from "../../core/event.ts";

type Whose = { memberId: string };

declare module "../../core/event.ts" {
  interface Events {
    /** from `activeAt` (ISO 8601) on its codes are asked for */
    "authenticator.bound": Whose & { activeAt: string };
    "authenticator.removed": Whose & { how: "self" | "recovery-code" | "request" };
  }
}

export const authenticatorEvents = {
  "authenticator.bound": {
    entry: true,
    jobs: { "authenticator-told": ({ memberId }) => ({ memberId, what: "bound" }) },
  },
  "authenticator.removed": {
    entry: true,
    jobs: { "authenticator-told": ({ memberId, how }) => ({ memberId, what: how }) },
  },
} satisfies Partial<EventRules>;
