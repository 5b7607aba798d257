import { changes } from "./commands.ts";
import type { Job, JobName, Routing } from "./core/job.ts";
import { alternateJobs, alternatePurposes } from "./domain/alternates/jobs.ts";
import { authenticatorJobs } from "./domain/authenticators/jobs.ts";
import { correctionJobs, correctionPurposes } from "./domain/corrections/jobs.ts";
import { homeJobs } from "./domain/home/jobs.ts";
import { identityJobs, identityPurposes } from "./domain/identities/jobs.ts";
import { importJobs } from "./domain/imports/jobs.ts";
import { invitationJobs, invitationPurposes } from "./domain/invitations/jobs.ts";
import type { JobRule, JobRules } from "./domain/job.ts";
import { memberJobs } from "./domain/members/jobs.ts";
import { passkeyJobs } from "./domain/passkeys/jobs.ts";
import { paymentJobs } from "./domain/payment-passwords/jobs.ts";
import { recoveryJobs } from "./domain/recoveries/jobs.ts";
import { requestPurposes } from "./domain/requests/code-purposes.ts";
import { requestJobs } from "./domain/requests/jobs.ts";
import { roleJobs } from "./domain/roles/jobs.ts";
import { sessionJobs, sessionPurposes } from "./domain/sessions/jobs.ts";
import { verificationJobs } from "./domain/verification/jobs.ts";
import type { CodePurposes } from "./domain/verification/purpose.ts";
import { allowedCard } from "./pipeline/allowed-buttons.ts";

/** What each code is for, as its mail says it. */
export const codePurposes: CodePurposes = {
  ...requestPurposes(changes),
  ...identityPurposes,
  ...sessionPurposes,
  ...invitationPurposes,
  ...correctionPurposes,
  ...alternatePurposes,
};

/** Everything that is sent, by room, and how it is prepared. The compiler finds a job that no room prepares. */
export const jobs: JobRules = {
  ...verificationJobs(codePurposes),
  ...identityJobs,
  ...sessionJobs,
  ...authenticatorJobs,
  ...passkeyJobs,
  ...alternateJobs,
  ...paymentJobs,
  ...requestJobs(changes),
  ...invitationJobs,
  ...memberJobs,
  ...importJobs,
  ...correctionJobs,
  ...recoveryJobs,
  ...roleJobs,
  ...homeJobs(changes, allowedCard),
};

/** How a job is queued, as its room's rule has it. */
export function routingOf(job: Job): Routing {
  const { outlet, urgency, canWait, once }: JobRule<JobName> = jobs[job.name];
  const how = canWait?.(job) ? "later" : urgency;
  return { outlet: outlet(job), urgency: how, ...(once && { once: `${job.name} ${once(job)}` }) };
}
