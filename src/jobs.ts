import { changes } from "./commands.ts";
import { identityJobs } from "./domain/identities/jobs.ts";
import { invitationJobs } from "./domain/invitations/jobs.ts";
import type { JobRules } from "./domain/job.ts";
import { requestJobs } from "./domain/requests/jobs.ts";
import { verificationJobs } from "./domain/verification/jobs.ts";

/** Everything that is sent, by room, and how it is prepared. The compiler finds a job that no room prepares. */
export const jobs: JobRules = {
  ...verificationJobs,
  ...identityJobs,
  ...requestJobs(changes),
  ...invitationJobs,
};
