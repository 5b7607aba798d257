import type { Reply } from "../core/conversation.ts";
import type { Errors, Field, Form, Values } from "../core/form.ts";
import { Refusal } from "../core/refusal.ts";
import type { Asked, GuardedChange, Outcome, StrangerAsked } from "../domain/command.ts";
import { linkIdentity } from "../domain/identities/commands.ts";
import { openRequest } from "../domain/requests/open.ts";
import { parseForm } from "../text/parse-form.ts";
import { text } from "../text/text.ts";
import type { Meant } from "./route-command.ts";

/** Runs a member's command: the form, the refusal of what doesn't fit it, or the thing itself. */
export async function dispatch(asked: Asked, { command, submitted, words }: Meant): Promise<Outcome> {
  switch (command.kind) {
    case "greeting":
      throw new Refusal(text("refused.account-taken"));
    case "query":
      return { reply: await command.query.run(asked), events: [] };
    case "step":
      return submitted && !asked.reshow ? submitTo(command.step, asked) : command.step.open(asked);
    case "change":
      if (submitted && !asked.reshow) return submitChange(asked, command.change);
      return { reply: changeForm(asked, command.change, words), events: [] };
    default:
      return command satisfies never;
  }
}

/** Somebody unknown is asked who they are, whatever they wanted. */
export async function greet(asked: StrangerAsked, { command, submitted }: Meant): Promise<Outcome> {
  if (command.kind !== "greeting") return linkIdentity.open({ ...asked, values: {} });
  return submitted && !asked.reshow ? submitTo(command.greeting, asked) : command.greeting.open(asked);
}

type Submittable<A> = {
  fields: readonly Field[];
  open(asked: A): Promise<Outcome>;
  submit(asked: A): Promise<Outcome>;
};

async function submitTo<A extends { values: Values; reshow: boolean }>(
  step: Submittable<A>,
  asked: A,
): Promise<Outcome> {
  const parsed = parseForm({ fields: step.fields }, asked.values);
  if (parsed.ok) return step.submit({ ...asked, values: parsed.values });
  const { reply } = await step.open({ ...asked, reshow: true });
  return { reply: withErrors(reply, asked.values, parsed.errors), events: [] };
}

async function submitChange(asked: Asked, change: GuardedChange): Promise<Outcome> {
  const parsed = parseForm(change.form(asked.actor), asked.values);
  if (parsed.ok) return openRequest({ ...asked, values: parsed.values }, change);
  return { reply: withErrors(changeForm(asked, change, undefined), asked.values, parsed.errors), events: [] };
}

function changeForm({ actor, values, key }: Asked, change: GuardedChange, words: string | undefined): Reply {
  const filled = words === undefined ? { values } : change.fill(actor, words);
  return { kind: "form", command: change.name, form: change.form(actor), key, ...filled };
}

/** The same form with what was typed still in it and a sentence at each field that doesn't fit; codes are not kept. */
export function withErrors(reply: Reply, values: Values, errors: Errors): Reply {
  if (reply.kind !== "form") return reply;
  return { ...reply, values: withoutCodes(reply.form, values), errors };
}

function withoutCodes(form: Form, values: Values): Values {
  const codes = form.fields.filter(({ kind }) => kind === "code").map(({ name }) => name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !codes.includes(name)));
}
