import type { ChatAccount } from "../../core/conversation.ts";
import type { DomainEvent, EventRule, EventRules } from "../../core/event.ts";
import type { Job, JobName, QueuedJob } from "../../core/job.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { carryOut, type Write } from "../../db/write.ts";
import { canonical } from "./chain.ts";

/** Who did it, and through what. `by` is null where no member acts: the clock, a stranger, the first start. */
type Doer = { by: string | null; via: ChatAccount | "web" | "api" | "clock" | "start" | "command line" };

/** What has happened in an organization, and what is to be written for it. */
type Done = {
  organizationId: string;
  doer: Doer;
  events: readonly DomainEvent[];
  writes: readonly Write[];
  now: Date;
};

/** Saves what was done; see `createRecord`. */
export type Record = (tx: Tx, done: Done) => Promise<void>;

/** Queues jobs: an expression for the statement that saves what calls for them. */
export type Enqueue = (jobs: readonly QueuedJob[]) => Sql;

/**
 * The one writer: what is to be written, the events' entries in the history and the jobs they cause, in one statement at
 * the end of the transaction, because the chain's head stays locked until the commit. If any of it fails, nothing has
 * happened.
 */
export function createRecord(rules: EventRules, enqueue: Enqueue): Record {
  return async (tx, { organizationId, doer, events, writes, now }) => {
    const jobs = events.flatMap((event) => jobsOf(rules, event)).map((job) => ({ organizationId, job }));
    const entries = events.filter(({ kind }) => rules[kind].entry);
    const bodies = entries.map((event) => canonical({ ...event, ...doer, at: now.toISOString() }));
    await carryOut(tx, writes, [
      ...(jobs.length > 0 ? [enqueue(jobs)] : []),
      ...(bodies.length > 0 ? [sql`audit_append(${organizationId}::uuid, ${bodies}::text[])`] : []),
    ]);
  };
}

/** The jobs that an event causes. */
function jobsOf(rules: EventRules, event: DomainEvent): Job[] {
  const { jobs } = rules[event.kind] as EventRule<DomainEvent["kind"]>;
  const about = Object.entries(jobs) as [JobName, (event: DomainEvent) => object | null][];
  return about.flatMap(([name, of]) => {
    const what = of(event);
    return what ? [{ name, ...what } as Job] : [];
  });
}
