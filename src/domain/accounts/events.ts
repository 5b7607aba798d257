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

const homes = ({ accountId }: About) => ({ of: "account" as const, id: accountId });

export const accountEvents = {
  "account.renamed": { entry: true, jobs: { homes } },
  "account.closed": { entry: true, jobs: { homes } },
  "account.reopened": { entry: true, jobs: { homes } },
} satisfies Partial<EventRules>;
