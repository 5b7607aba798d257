import type { JobName, QueuedJob } from "../core/job.ts";
import type { Tx } from "../db/transaction.ts";
import type { JobContext, JobRule, JobRules, Task } from "../domain/job.ts";
import { getOrganization } from "../domain/organizations/store.ts";
import type { Services } from "./services.ts";

/** What a queued job comes to. */
export type Prepare = (tx: Tx, queued: QueuedJob) => Promise<Task>;

/** Job -> what leaves the server, built from the rows of its organization as they are now. */
export function createPrepare({ clock, publicUrl, keys, places }: Services, rules: JobRules): Prepare {
  // An organization gets its name at a start, so it is asked for once.
  const known = new Map<string, JobContext["organization"]>();
  return async (tx, { organizationId, job }) => {
    const organization = known.get(organizationId) ?? (await getOrganization(tx, organizationId));
    known.set(organization.id, organization);
    const rule: JobRule<JobName> = rules[job.name];
    const context = { tx, organization, time: clock(), publicUrl, keys, ...places(organization.id) };
    return rule.prepare(context, job);
  };
}
