import type { EventRules } from "../../core/event.ts";

type About = { importId: string; requestId: string };

declare module "../../core/event.ts" {
  interface Events {
    "import.begun": About;
    /** a batch is done, and another one follows */
    "import.progressed": About;
    /** nothing has moved for long: the job is queued again */
    "import.resumed": About;
    /** `tell`: who asked, and who let it through */
    "import.finished": About & { tell: readonly string[] };
    "import.list-asked": { importId: string; memberId: string };
    /** a file was read for a member at the command line: they find it in their chat */
    "import.sent": { importId: string; memberId: string };
  }
}

const about = ({ importId, requestId }: About) => ({ importId, requestId });

// What is done is in the history row by row, and when it began and ended with the request.
export const importEvents = {
  "import.begun": { entry: false, jobs: { "import-batch": about } },
  "import.progressed": {
    entry: false,
    jobs: { "import-batch": about, refresh: ({ requestId }) => ({ requestId }) },
  },
  "import.resumed": { entry: false, jobs: { "import-batch": about } },
  "import.finished": {
    entry: false,
    jobs: { "import-results": ({ importId, tell }) => ({ importId, tell }) },
  },
  "import.list-asked": { entry: false, jobs: { "import-list": ({ importId, memberId }) => ({ importId, memberId }) } },
  "import.sent": { entry: false, jobs: { "import-ready": ({ importId, memberId }) => ({ importId, memberId }) } },
} satisfies Partial<EventRules>;
