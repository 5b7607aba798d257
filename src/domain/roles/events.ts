import type { EventRules } from "../../core/event.ts";
import type { Permission } from "../access/permission.ts";

/** What a role permits after the event, and who asked for it. */
type After = { roleId: string; permissions: readonly Permission[]; requestedBy: string };

declare module "../../core/event.ts" {
  interface Events {
    "role.created": After;
    "role.changed": After & { added: readonly Permission[]; takenAway: readonly Permission[] };
    "role.deleted": After;
  }
}

export const roleEvents = {
  "role.created": { entry: true, jobs: {} },
  "role.changed": {
    entry: true,
    jobs: {
      "role-changed": ({ roleId, requestedBy: by, added, takenAway }) =>
        added.length + takenAway.length > 0 ? { roleId, by } : null,
      homes: ({ roleId }) => ({ of: "role", id: roleId }),
    },
  },
  "role.deleted": { entry: true, jobs: {} },
} satisfies Partial<EventRules>;
