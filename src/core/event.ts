import type { JobName, Jobs } from "./job.ts";

/**
 * Everything that can happen, in the past tense. Each room of the domain adds its own kinds (`declare module`), and
 * `events.ts` at the root holds a rule for every one. An event names things by id and holds no address, reason or code:
 * the history keeps it for good, and what a person may ask to have erased stays in the rows that the ids point to.
 * It holds the state after it, so that the history can be replayed.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the rooms fill it
export interface Events {}

export type EventKind = keyof Events;
export type DomainEvent = { [Kind in EventKind]: { kind: Kind } & Events[Kind] }[EventKind];

/** What an event leads to: an entry in the history or none, and jobs with what they are about (null: none this time). */
export type EventRule<Kind extends EventKind> = {
  entry: boolean;
  jobs: { [Name in JobName]?: (event: Events[Kind]) => Jobs[Name] | null };
};
export type EventRules = { [Kind in EventKind]: EventRule<Kind> };
