import type { EventRules } from "../../core/event.ts";

declare module "../../core/event.ts" {
  interface Events {
    /** At the server's console: no authenticator, no session, a link to a new password, and perhaps another address. */
    "member.recovered": { memberId: string; hasNewAddress: boolean };
  }
}

const whose = ({ memberId }: { memberId: string }) => ({ memberId });

export const recoveryEvents = {
  "member.recovered": { entry: true, jobs: { recovered: whose, "recovery-told": whose, "recovery-contact": whose } },
} satisfies Partial<EventRules>;
