import { byMail, type JobRules, ofNotice, planned } from "../job.ts";
import { prepareImportBatch } from "./batch.ts";
import { prepareList, prepareReady, prepareResult, prepareResults } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "import-batch": { importId: string; requestId: string };
    "import-results": { importId: string; tell: readonly string[] };
    "import-result": { importId: string; memberId: string };
    "import-list": { importId: string; memberId: string };
    "import-ready": { importId: string; memberId: string; to?: Recipient };
  }
}

export const importJobs = {
  "import-batch": {
    tells: "nobody: it does the next rows of an import",
    ways: [],
    outlet: planned,
    urgency: "later",
    once: ({ requestId }) => requestId,
    transaction: true,
    prepare: prepareImportBatch,
  },
  "import-results": {
    tells: "nobody: it plans who is told",
    ways: [],
    outlet: planned,
    urgency: "soon",
    prepare: prepareResults,
  },
  "import-result": {
    tells: "who asked for an import, and who approved it: what has come of each row, as a file",
    ways: ["mail"],
    outlet: byMail,
    urgency: "soon",
    prepare: prepareResult,
  },
  "import-list": {
    tells: "the member who wants the rows of an import as a file",
    ways: ["mail"],
    outlet: byMail,
    urgency: "soon",
    once: ({ importId, memberId }) => `${importId} ${memberId}`,
    prepare: prepareList,
  },
  "import-ready": {
    tells: "the member for whom a file was read at the command line",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareReady,
  },
} satisfies Partial<JobRules>;
