import type { z } from "zod";
import type { Button, Fact } from "../core/card.ts";
import type { ChatAccount, Reply } from "../core/conversation.ts";
import type { DomainEvent } from "../core/event.ts";
import type { FactorKind } from "../core/factor.ts";
import type { Errors, Field, Form, Option } from "../core/form.ts";
import type { Ref, Values } from "../core/ref.ts";
import type { Text } from "../core/text.ts";
import type { Tx } from "../db/transaction.ts";
import type { Write } from "../db/write.ts";
import type { Scope } from "./access/account.ts";
import type { Actor, Organization } from "./access/actor.ts";
import type { Mentioned } from "./access/choice-store.ts";
import type { Permission } from "./access/permission.ts";

type Awaitable<T> = T | Promise<T>;

/** The code that came along, if it was right; what it was for is compared where it is used up. */
export type Proof = {
  organizationId: string;
  challengeId: string;
  memberId: string | null;
  version: number;
  digest: string;
  factor: string;
  /** what its failures are counted under */
  counter: string;
  /** how much the factor proves: 1 a code by mail, 2 a device of the member's, 3 a device that can't be phished */
  strength: number;
  /** the code of an authenticator that was accepted: it is never accepted again */
  accepted: Accepted | null;
  /** the passkey that signed, and how often it says that it was used by now */
  passkey?: { id: string; counter: number };
};

export type Accepted = { id: string; step: number };

/** What a command is given with a call: a member asks for something, in the transaction that answers. */
export type Context = {
  tx: Tx;
  organization: Organization;
  actor: Actor;
  account: ChatAccount;
  values: Values;
  ref: Ref | undefined;
  key: string;
  locale: string;
  /** where browsers reach this server */
  publicUrl: string;
  /** what the actor is asked for when they prove who they are */
  factor: FactorKind;
  /** the database's time, read together with the actor */
  now: Date;
  proof: Proof | null;
  /** where the actor decides this with a passkey; null where they have none that counts */
  pageFor(command: "request.approve" | "request.verify", ref: Ref): string | null;
  /** only show the form once more, because what was typed didn't fit: no new code is sent for that */
  reshow: boolean;
};

/** The same for somebody whose chat account is linked to no member. */
export type StrangerContext = Omit<Context, "actor">;

/** What is answered, what has happened, and what is to be written for it: everything in one statement at the end. */
export type Outcome = { reply: Reply; events: DomainEvent[]; writes: Write[] };

/** An outcome that changes nothing. */
export function answer(reply: Reply): Outcome {
  return { reply, events: [], writes: [] };
}

/** Why a change was applied: enough approvals, or one of the named exceptions to needing them. */
export const becauses = ["quorum", "sole_administrator", "brake"] as const;
export type Because = (typeof becauses)[number];

/** The policy in force when a change was asked for, copied: it is decided and applied under that one. */
export type Terms = {
  approvals: number;
  invitationDays: number;
  because: Because;
  /** how much the proofs of who asks and of who approves must prove at least (`Proof.strength`); without it, any will do */
  strength?: number | undefined;
};

/** What a change is told about itself. `actor` is who asks, with the rights of now; a stored request has no values. */
export type ChangeContext = Pick<Context, "tx" | "organization" | "actor" | "values" | "locale" | "now"> & {
  /** the roles, accounts and members that its input names by id */
  mentioned: Mentioned;
};

export type ApplyContext = ChangeContext & {
  request: { id: string; number: number; version: number; digest: string };
  policy: Terms;
  requester: Actor;
  approvers: Actor[];
};

/** A form with what it starts with. `ref`: what it is about, which comes back with it. */
export type Filled = { form: Form; values?: Values; errors?: Errors; ref?: Ref };

/** What is answered instead of a form, because there is nothing to fill in: a list to choose from, say. */
export type Instead = { reply: Reply };

/**
 * A command that changes something and so becomes a ChangeRequest: code, approval, then `apply`. Every function may ask
 * the database.
 */
export type Change<Input> = {
  name: string;
  needs: Permission | "member";
  /** what is kept of the request; an older version's row must still fit */
  input: z.ZodType<Input>;
  /** what a submitted form must hold; which options there are is for `check` to know */
  fields: readonly Field[];
  /**
   * What it offers is what this actor may do. `words` is what was typed behind the command: what can be understood of it
   * is filled in, and the rest is an error at its field.
   */
  form(context: Context, words?: string): Awaitable<Filled | Instead>;
  /** what fits what is typed in one of the form's `search` fields */
  suggest?(context: Context, asked: { field: string; typed: string }): Awaitable<Option[]>;
  parse(context: Context): Awaitable<Input>;
  title(context: ChangeContext, input: Input): Awaitable<Text>;
  /** what it is about, without line breaks: while a request is open, another about one of the same is refused */
  subjects(context: ChangeContext, input: Input): Awaitable<string[]>;
  /** the ids of the members it concerns: they can't approve it */
  targets(context: ChangeContext, input: Input): Awaitable<string[]>;
  /** the merchant accounts that it reaches: an approver must hold `request:approve` on all of them */
  scope(context: ChangeContext, input: Input): Awaitable<Scope>;
  /** exactly what an approver reads */
  facts(context: ChangeContext, input: Input): Awaitable<Fact[]>;
  /** refuses early; runs again just before apply, with the rights that the requester has then */
  check(context: ChangeContext, input: Input): Awaitable<void>;
  apply(context: ApplyContext, input: Input): Awaitable<{ events: DomainEvent[]; writes: Write[] }>;
  /** what has come of a request since it was applied, or began to be: its card says so, and is drawn when that moves */
  result?(context: ChangeContext, input: Input, requestId: string): Awaitable<Text[]>;
  /** what an approver must hold on the whole scope beside `request:approve`: nobody lets through what they can't give */
  approverNeeds?(context: ChangeContext, input: Input): Awaitable<readonly Permission[]>;
  /** it must not wait: then the requester's code alone is enough */
  isBrake?(context: ChangeContext, input: Input): Awaitable<boolean>;
  /** it undoes a brake: an organization's only active administrator may do it with the code alone */
  restores?: true;
  /** what it builds on and is different now, a sentence for each: then it is not applied but out of date */
  moved?(context: ChangeContext, input: Input): Awaitable<Text[]>;
  /** what opens a form for the same thing again, where the same content can't be asked for twice */
  again?(input: Input): { command: string; values: Values };
  /** `apply` only begins it: it is `applying` until the room's own job has done the last piece, and calls `finished` */
  inPieces?: true;
  /** buttons that show more of it, to everybody who reads the request; they change nothing */
  shows?(input: Input): Button[];
  /** what is asked for once more tells the whole as it is now, where its content holds what stays */
  renewed?(context: ChangeContext, input: Input): Input;
  /** it takes rights away: then to deny it needs a code too, as a stolen chat account could keep them alive */
  takesAway?: true;
};

/** A Change whose input has been to the database and back: each function reads it strictly before it uses it. */
export type GuardedChange = Omit<Change<unknown>, "input"> &
  Required<Pick<Change<unknown>, "approverNeeds" | "isBrake" | "moved">>;

export function guarded<Input>(change: Change<Input>): GuardedChange {
  const read = (stored: unknown) => change.input.parse(stored);
  return {
    ...change,
    title: (context, stored) => change.title(context, read(stored)),
    subjects: (context, stored) => change.subjects(context, read(stored)),
    targets: (context, stored) => change.targets(context, read(stored)),
    scope: (context, stored) => change.scope(context, read(stored)),
    facts: (context, stored) => change.facts(context, read(stored)),
    check: (context, stored) => change.check(context, read(stored)),
    apply: (context, stored) => change.apply(context, read(stored)),
    ...(change.result && { result: (context, stored, id) => change.result?.(context, read(stored), id) ?? [] }),
    ...(change.renewed && { renewed: (context, stored) => change.renewed?.(context, read(stored)) ?? stored }),
    approverNeeds: (context, stored) => change.approverNeeds?.(context, read(stored)) ?? [],
    isBrake: (context, stored) => change.isBrake?.(context, read(stored)) ?? false,
    moved: (context, stored) => change.moved?.(context, read(stored)) ?? [],
    ...(change.again && { again: againOf(change) }),
    ...(change.shows && { shows: (stored) => change.shows?.(read(stored)) ?? [] }),
  };
}

function againOf<Input>({ name, input, again }: Change<Input>) {
  return (stored: unknown) => again?.(input.parse(stored)) ?? { command: name, values: {} };
}

/** The changes of the catalogue, by name: a stored request names one of them. */
export type Changes = ReadonlyMap<string, GuardedChange>;

/** A command that only tells. It may still cause events: that something was read, say. */
export type Query = { name: string; needs: Permission | "member"; run(context: Context): Awaitable<Outcome> };

/**
 * A command about something that is there already: its code, its approval, its withdrawal. `open` answers a button or
 * typed words, mostly with a form, and changes nothing; `submit` takes the filled form. With `proof`, an attempt is
 * counted before `submit` runs.
 */
export type Step = {
  name: string;
  needs: Permission | "member";
  /** what a submitted form must hold */
  fields: readonly Field[];
  proof: boolean;
  open(context: Context): Promise<Outcome>;
  submit(context: Context): Promise<Outcome>;
};

/** A step for somebody whose chat account is not linked yet. */
export type Greeting = {
  name: string;
  fields: readonly Field[];
  proof: boolean;
  open(context: StrangerContext): Promise<Outcome>;
  submit(context: StrangerContext): Promise<Outcome>;
};
