import type { ChatAccount } from "../../core/conversation.ts";
import type { Changes } from "../command.ts";
import { type JobRules, onPlatform, planned } from "../job.ts";
import { type AllowedCard, prepareHome, prepareHomes } from "./redraw.ts";
import type { Concerned } from "./store.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    /** `behind`: the page before ended with this one */
    homes: Concerned & { behind?: ChatAccount };
    home: ChatAccount;
  }
}

/** `allowed` leaves out the buttons that a member may not press. */
export function homeJobs(changes: Changes, allowed: AllowedCard) {
  return {
    homes: {
      tells: "everybody whose open Home shows it",
      ways: ["card"],
      outlet: planned,
      urgency: "later",
      once: ({ of, id, behind }) =>
        [of, id, ...(behind ? [behind.platform, behind.tenant, behind.user] : [])].join(" "),
      prepare: prepareHomes,
    },
    home: {
      tells: "the one whose Home it is: it is drawn again",
      ways: ["card"],
      outlet: onPlatform,
      urgency: "later",
      once: ({ tenant, user }) => `${tenant} ${user}`,
      prepare: (context, job) => prepareHome({ ...context, changes, allowed }, job),
    },
  } satisfies Partial<JobRules>;
}
