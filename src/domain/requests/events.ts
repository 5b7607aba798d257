import type { ChatAccount } from "../../core/conversation.ts";
import type { EventRules } from "../../core/event.ts";
import type { Because } from "../command.ts";

type About = { requestId: string };

declare module "../../core/event.ts" {
  interface Events {
    "request.opened": About & { command: string; digest: string; targets: readonly string[] };
    "request.verified": About;
    "request.approval_asked": About;
    "request.approved": About & { digest: string };
    /** it is carried out in pieces, and this is the first */
    "request.applying": About;
    "request.applied": About & { because: Because };
    "request.denied": About & { digest: string };
    "request.withdrawn": About;
    "request.expired": About;
    /** what it builds on was different when it would have been applied */
    "request.stale": About;
    /** its living message shall be in front of this person */
    "request.shown": About & { memberId: string; to: ChatAccount };
    /** its message shows what is no longer so, or somebody pressed what is over: it is drawn again */
    "request.outdated": About;
  }
}

const about = ({ requestId }: About) => ({ requestId });
const homes = ({ requestId }: About) => ({ of: "request" as const, id: requestId });
const decided = { refresh: about, outcome: about, homes };

export const requestEvents = {
  "request.opened": { entry: true, jobs: { homes } },
  "request.verified": { entry: true, jobs: {} },
  "request.approval_asked": { entry: true, jobs: { approval: about, refresh: about, homes } },
  "request.approved": { entry: true, jobs: { refresh: about, homes } },
  "request.applying": { entry: true, jobs: { refresh: about, homes } },
  "request.applied": { entry: true, jobs: decided },
  "request.denied": { entry: true, jobs: decided },
  "request.withdrawn": { entry: true, jobs: { refresh: about, homes } },
  "request.expired": { entry: true, jobs: decided },
  "request.stale": { entry: true, jobs: decided },
  // What is only shown is no entry.
  "request.shown": { entry: false, jobs: { show: ({ requestId, memberId, to }) => ({ requestId, memberId, to }) } },
  "request.outdated": { entry: false, jobs: { refresh: about } },
} satisfies Partial<EventRules>;
