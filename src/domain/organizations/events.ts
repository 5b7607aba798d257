import type { EventRules } from "../../core/event.ts";

declare module "../../core/event.ts" {
  interface Events {
    "organization.created": {
      organizationId: string;
      roles: { roleId: string; permissions: readonly string[] }[];
    };
    "organization.renamed": { organizationId: string };
    "account.created": { accountId: string };
  }
}

export const organizationEvents = {
  "organization.created": { entry: true, jobs: {} },
  "organization.renamed": { entry: true, jobs: {} },
  "account.created": { entry: true, jobs: {} },
} satisfies Partial<EventRules>;
