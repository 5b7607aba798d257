import type { EventRules } from "../../core/event.ts";
import type { Because } from "../command.ts";

type About = { requestId: string };

declare module "../../core/event.ts" {
  interface Events {
    "request.opened": About & { command: string; digest: string; targets: readonly string[] };
    "request.verified": About;
    "request.approval_asked": About;
    "request.approved": About & { digest: string };
    "request.applied": About & { because: Because };
    "request.denied": About & { digest: string };
    "request.withdrawn": About;
    "request.expired": About;
  }
}

const about = ({ requestId }: About) => ({ requestId });
const decided = { refresh: about, outcome: about };

export const requestEvents = {
  "request.opened": { entry: true, jobs: {} },
  "request.verified": { entry: true, jobs: {} },
  "request.approval_asked": { entry: true, jobs: { approval: about } },
  "request.approved": { entry: true, jobs: { refresh: about } },
  "request.applied": { entry: true, jobs: decided },
  "request.denied": { entry: true, jobs: decided },
  "request.withdrawn": { entry: true, jobs: { refresh: about } },
  "request.expired": { entry: true, jobs: decided },
} satisfies Partial<EventRules>;
