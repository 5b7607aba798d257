import type { EventRules } from "../../core/event.ts";

declare module "../../core/event.ts" {
  interface Events {
    "command.refused": { command: string; reason: string };
  }
}

export const historyEvents = {
  "command.refused": { entry: true, jobs: {} },
} satisfies Partial<EventRules>;
