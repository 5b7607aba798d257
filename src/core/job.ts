import type { ChatAccount } from "./conversation.ts";
import { platforms } from "./platform.ts";

/**
 * What leaves the server, as data in the queue. Each room adds its own jobs (`declare module`), and `jobs.ts` at the root
 * holds how every one is prepared. A job names rows, and the worker builds the message from them as they are then: it
 * holds no code, token, address or sentence.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the rooms fill it
export interface Jobs {}

export type JobName = keyof Jobs;
export type Job = { [Name in JobName]: { name: Name } & Jobs[Name] }[JobName];

/** Where a job is done. One that hangs or asks to wait holds up no other one. `plan`: only other jobs are queued there. */
export const outlets = ["plan", "mail", ...platforms] as const;
export type Outlet = (typeof outlets)[number];

/** What goes first in an outlet. `now`: somebody waits for it. `soon`: news. `later`: a card that is there already. */
export type Urgency = "now" | "soon" | "later";

/** How a job is queued. While a job waits, another one with the same `once` is not queued. */
export type Routing = { outlet: Outlet; urgency: Urgency; once?: string };

/** A job in the queue knows whose it is. */
export type QueuedJob = { organizationId: string; job: Job };

/**
 * One of the places where a member is told something; `alternate`: where their codes are mailed to, if that is another
 * address, which is told of what concerns their security and of nothing else. A notice without one is planned first: a job for each
 * place.
 */
export type Recipient = ChatAccount | "mail" | "alternate";

/** How something reaches people. `card`: a message in a chat that follows what it shows. */
export type Way = "mail" | "direct message" | "channel" | "card";
