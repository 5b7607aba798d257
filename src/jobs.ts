import { changes } from "./commands.ts";
import type { Job, JobName, Routing } from "./core/job.ts";
import { identityJobs } from "./domain/identities/jobs.ts";
import { invitationJobs } from "./domain/invitations/jobs.ts";
import type { JobRule, JobRules } from "./domain/job.ts";
import { requestJobs } from "./domain/requests/jobs.ts";
import { verificationJobs } from "./domain/verification/jobs.ts";

/** Everything that is sent, by room, and how it is prepared. The compiler finds a job that no room prepares. */
export const jobs: JobRules = {
  ...verificationJobs,
  ...identityJobs,
  ...requestJobs(changes),
  ...invitationJobs,
};

/** How a job is queued, as its room's rule has it. */
export function routingOf(job: Job): Routing {
  const { outlet, urgency, once }: JobRule<JobName> = jobs[job.name];
  return { outlet: outlet(job), urgency, ...(once && { once: `${job.name} ${once(job)}` }) };
}
