import type { z } from "zod";
import type { Fact } from "../core/card.ts";
import type { ChatAccount, Ref, Reply } from "../core/conversation.ts";
import type { DomainEvent } from "../core/event.ts";
import type { Errors, Field, Form, Values } from "../core/form.ts";
import type { Text } from "../core/text.ts";
import type { Tx } from "../db/transaction.ts";
import type { Actor, Organization } from "./access/actor.ts";
import type { Permission } from "./access/role.ts";
import type { Proof } from "./verification/proof.ts";

/** A member asking for something, in the transaction that answers. */
export type Asked = {
  tx: Tx;
  actor: Actor;
  account: ChatAccount;
  values: Values;
  ref: Ref | undefined;
  key: string;
  /** the code that came along, if it was the right one for this command and this ref */
  proof: Proof | null;
  /** only show the form once more, because what was typed didn't fit: no new code is sent for that */
  reshow: boolean;
  now: Date;
};

/** Somebody whose chat account is linked to no member. */
export type StrangerAsked = Omit<Asked, "actor"> & { organization: { id: string; name: string } };

/** What is answered, and what has happened. */
export type Outcome = { reply: Reply; events: DomainEvent[] };

/** A command that changes something and therefore becomes a ChangeRequest: code, approval, then `apply`. */
export type Change<Input> = {
  name: string;
  needs: Permission;
  /** what is kept of the request; an older version's row must still fit */
  input: z.ZodType<Input>;
  title(input: Input): Text;
  /** the options are what this actor may grant */
  form(actor: Actor): Form;
  /** what was typed behind the command, as far as it could be understood */
  fill(actor: Actor, words: string): { values: Values; errors?: Errors };
  parse(values: Values, actor: Actor): Input;
  /** what it concerns: a second request for the same thing is refused while the first is open */
  subject(input: Input): string;
  /** exactly what an approver reads */
  facts(organization: Organization, input: Input): Fact[];
  /** refuses early; runs again just before apply, with the rights the requester has then */
  check(tx: Tx, actor: Actor, input: Input): Promise<void>;
  apply(tx: Tx, actor: Actor, input: Input, now: Date): Promise<DomainEvent[]>;
};

/** A Change whose input has been to the database and back: each function reads it strictly before it uses it. */
export type GuardedChange = Omit<Change<unknown>, "input">;

export function guarded<Input>(change: Change<Input>): GuardedChange {
  const read = (stored: unknown) => change.input.parse(stored);
  return {
    ...change,
    title: (stored) => change.title(read(stored)),
    subject: (stored) => change.subject(read(stored)),
    facts: (organization, stored) => change.facts(organization, read(stored)),
    check: (tx, actor, stored) => change.check(tx, actor, read(stored)),
    apply: (tx, actor, stored, now) => change.apply(tx, actor, read(stored), now),
  };
}

/** A command that only tells. `words` is what was typed behind it. */
export type Query = { name: string; needs: Permission | "member"; run(asked: Asked): Promise<Reply> };

/**
 * A command about something that is there already: its code, its approval, its withdrawal. `open` answers a button,
 * mostly with a form; `submit` a filled form. With `proof`, an attempt is counted before `submit` runs.
 */
export type Step = {
  name: string;
  needs: Permission | "member";
  /** what a submitted form must hold */
  fields: readonly Field[];
  proof: boolean;
  open(asked: Asked): Promise<Outcome>;
  submit(asked: Asked): Promise<Outcome>;
};

/** A step for somebody not yet known. */
export type Greeting = {
  name: string;
  fields: readonly Field[];
  proof: boolean;
  open(asked: StrangerAsked): Promise<Outcome>;
  submit(asked: StrangerAsked): Promise<Outcome>;
};
