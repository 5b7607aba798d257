import type { EventRules } from "../../core/event.ts";

type About = { accountId: string };

declare module "../../core/event.ts" {
  interface Events {
    "account.renamed": About;
    /** it is offered for nothing new; the grants that name it stay */
    "account.closed": About;
    "account.reopened": About;
  }
}

export const accountEvents = {
  "account.renamed": { entry: true, jobs: {} },
  "account.closed": { entry: true, jobs: {} },
  "account.reopened": { entry: true, jobs: {} },
} satisfies Partial<EventRules>;
