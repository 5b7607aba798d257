import type { JobName, QueuedJob } from "../core/job.ts";
import type { Tx } from "../db/transaction.ts";
import type { JobContext, JobRule, JobRules, Task } from "../domain/job.ts";
import { getOrganization } from "../domain/organizations/store.ts";
import type { Services } from "./services.ts";

export type Outbound = {
  /** What a queued job comes to. */
  prepare: (tx: Tx, queued: QueuedJob) => Promise<Task>;
  /** Must `prepare` run in a transaction? */
  needsTransaction: (queued: QueuedJob) => boolean;
};

/** Job -> what leaves the server, built from the rows of its organization as they are now. */
export function createOutbound({ clock, publicUrl, keys, places }: Services, rules: JobRules): Outbound {
  // An organization gets its name at a start, so it is asked for once.
  const known = new Map<string, JobContext["organization"]>();
  const ruleOf = ({ job }: QueuedJob): JobRule<JobName> => rules[job.name];
  return {
    needsTransaction: (queued) => ruleOf(queued).transaction === true,
    async prepare(tx, queued) {
      const { organizationId, job } = queued;
      const organization = known.get(organizationId) ?? (await getOrganization(tx, organizationId));
      known.set(organization.id, organization);
      const context = { tx, organization, time: clock(), publicUrl, keys, ...places(organization.id) };
      return ruleOf(queued).prepare(context, job);
    },
  };
}
