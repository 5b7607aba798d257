import type { JobName, QueuedJob } from "../core/job.ts";
import { readTime, type Tx } from "../db/transaction.ts";
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
export function createOutbound(services: Services, rules: JobRules): Outbound {
  const { clock, publicUrl, keys, places } = services;
  // An organization gets its name at a start, so it is asked for once.
  const known = new Map<string, JobContext["organization"]>();
  const ruleOf = ({ job }: QueuedJob): JobRule<JobName> => rules[job.name];
  return {
    needsTransaction: (queued) => ruleOf(queued).transaction === true,
    async prepare(tx, queued) {
      const { organizationId, job } = queued;
      const organization = known.get(organizationId) ?? (await getOrganization(tx, organizationId));
      known.set(organization.id, organization);
      const record = recordIn(services, tx, organization.id);
      const read = () => readTime(tx, clock());
      const context = {
        tx,
        organization,
        time: clock(),
        readTime: read,
        publicUrl,
        keys,
        record,
        ...places(organization.id),
      };
      return ruleOf(queued).prepare(context, job);
    },
  };
}

/** What the server does by itself, and no member, while it looks at a job. */
function recordIn({ record, clock }: Services, tx: Tx, organizationId: string): JobContext["record"] {
  return async (events, writes) => {
    const now = await readTime(tx, clock());
    await record(tx, { organizationId, doer: { by: null, via: "clock" }, events, writes, now });
  };
}
