import type { EventRules } from "../../core/event.ts";

type About = { accountId: string };
type AboutGroup = { groupId: string; accounts: readonly string[] };

declare module "../../core/event.ts" {
  interface Events {
    "account.renamed": About;
    /** it is offered for nothing new; the grants that name it stay */
    "account.closed": About;
    "account.reopened": About;
    /** `accounts`: what is in it then */
    "group.created": AboutGroup;
    "group.changed": AboutGroup;
    "group.renamed": AboutGroup;
    "group.deleted": AboutGroup;
  }
}

const homes = ({ accountId }: About) => ({ of: "account" as const, id: accountId });

const ofGroup = ({ groupId }: AboutGroup) => ({ of: "account" as const, id: groupId });

export const accountEvents = {
  "account.renamed": { entry: true, jobs: { homes } },
  "account.closed": { entry: true, jobs: { homes } },
  "account.reopened": { entry: true, jobs: { homes } },
  "group.created": { entry: true, jobs: {} },
  "group.changed": { entry: true, jobs: {} },
  "group.renamed": { entry: true, jobs: { homes: ofGroup } },
  "group.deleted": { entry: true, jobs: {} },
} satisfies Partial<EventRules>;
