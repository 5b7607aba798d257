import type { EventRules } from "../../core/event.ts";
import type { ApiScope } from "./api-key.ts";

declare module "../../core/event.ts" {
  interface Events {
    "api-key.added": { apiKeyId: string; scopes: readonly ApiScope[]; expiresAt: string };
    "api-key.revoked": { apiKeyId: string };
  }
}

export const apiKeyEvents = {
  "api-key.added": { entry: true, jobs: {} },
  "api-key.revoked": { entry: true, jobs: {} },
} satisfies Partial<EventRules>;
