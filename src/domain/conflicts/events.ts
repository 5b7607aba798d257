import type { EventRules } from "../../core/event.ts";
import type { Sides } from "../access/conflict.ts";

/** Which sides a rule keeps apart, or has kept apart, and who asked for it. */
type About = { ruleId: string; sides: Sides; requestedBy: string };

declare module "../../core/event.ts" {
  interface Events {
    "conflict.added": About;
    "conflict.deleted": About;
  }
}

// Nobody is told: a rule takes nothing away, and gives nothing.
export const conflictEvents = {
  "conflict.added": { entry: true, jobs: {} },
  "conflict.deleted": { entry: true, jobs: {} },
} satisfies Partial<EventRules>;
