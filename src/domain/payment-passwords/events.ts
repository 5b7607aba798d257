import type { EventRules } from "../../core/event.ts";

type Whose = { memberId: string };

declare module "../../core/event.ts" {
  interface Events {
    "payment-password.set": Whose;
    /** also where it was forgotten, locked or disabled: the code is what lets somebody change it */
    "payment-password.changed": Whose;
  }
}

export const paymentEvents = {
  "payment-password.set": {
    entry: true,
    jobs: { "payment-password": ({ memberId }) => ({ memberId, how: "set" }) },
  },
  "payment-password.changed": {
    entry: true,
    jobs: { "payment-password": ({ memberId }) => ({ memberId, how: "changed" }) },
  },
} satisfies Partial<EventRules>;
