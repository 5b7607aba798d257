import type { Address } from "../core/conversation.ts";
import type { DomainEvent } from "../core/event.ts";
import type { JobName, Jobs, Outlet, Recipient, Urgency, Way } from "../core/job.ts";
import type { Keys } from "../core/keys.ts";
import type { Platform } from "../core/platform.ts";
import type { Task as TaskOf } from "../core/task.ts";
import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { Write } from "../db/write.ts";

export type Task = TaskOf<Tx>;

/** What a job is given when it is looked at: whose it is, and what messages have to know of the installation. */
export type JobContext = {
  tx: Tx;
  organization: { id: string; name: string };
  /** the database's time, as an expression: a statement that needs it costs no other one */
  time: Sql;
  /** the same read: it costs a statement */
  readTime(): Promise<Date>;
  publicUrl: string;
  /** the platforms that are connected */
  platforms: readonly Platform[];
  /** where approvals are asked for; none: each approver's direct messages */
  approvalChannels: readonly Address[];
  /** SECURITY_CONTACT: who is told of what concerns the whole organization's security */
  securityContact: string | null;
  keys: Keys;
  /** writes down what has happened, in the transaction that looks at the job; a rule that uses it is a `transaction` */
  record(events: readonly DomainEvent[], writes: readonly Write[]): Promise<void>;
};

export type JobRule<Name extends JobName> = {
  /** who is told, in words for docs/events.md */
  tells: string;
  ways: readonly Way[];
  /** where it is done: this is known when it is queued */
  outlet(job: Jobs[Name]): Outlet;
  urgency: Urgency;
  /** this one must not hold up what somebody waits for, because it is one of many messages of a single change */
  canWait?(job: Jobs[Name]): boolean;
  /**
   * What it is about, for a job that comes to the same however often it is queued: while one waits, another one about
   * the same is not queued. One that has begun doesn't count, because it may have looked at the rows already.
   */
  once?(job: Jobs[Name]): string;
  /** it writes more than one statement can: then a transaction is put around it */
  transaction?: true;
  /** what the job comes to, built from the rows as they are now */
  prepare(context: JobContext, job: Jobs[Name]): Promise<Task>;
};

export const isOneOfMany = ({ isOneOfMany: isSo }: { isOneOfMany?: true }): boolean => isSo === true;

/** Outlets: of what goes by mail, of what goes to a platform, and of a notice, which is planned before it has a place. */
export const byMail = (): Outlet => "mail";
export const onPlatform = ({ platform }: { platform: Platform }): Outlet => platform;
export const planned = (): Outlet => "plan";
export function ofNotice({ to }: { to?: Recipient }): Outlet {
  if (!to) return "plan";
  return typeof to === "string" ? "mail" : to.platform;
}

export type JobRules = { [Name in JobName]: JobRule<Name> };
