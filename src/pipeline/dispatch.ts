import type { Reply } from "../core/conversation.ts";
import { fileNameOf, fileProblemOf } from "../core/file.ts";
import type { Errors, Field, Form } from "../core/form.ts";
import type { Values } from "../core/ref.ts";
import { Refusal } from "../core/refusal.ts";
import { answer, type Context, type GuardedChange, type Outcome, type StrangerContext } from "../domain/command.ts";
import { linkIdentity } from "../domain/identities/commands.ts";
import { openRequest } from "../domain/requests/open.ts";
import { parseForm } from "../text/parse-form.ts";
import { text } from "../text/text.ts";
import type { Routed } from "./route-command.ts";

/** Runs a member's command: the form, the refusal of what doesn't fit it, or the thing itself. */
export async function dispatch(context: Context, { command, submitted, words, file }: Routed): Promise<Outcome> {
  switch (command.kind) {
    case "greeting":
      throw new Refusal(text("refused.account-taken"));
    case "query":
      return command.query.run(context);
    case "step":
      return submitted && !context.reshow ? submitTo(command.step, context, file) : command.step.open(context);
    case "change":
      if (submitted && !context.reshow) return submitChange(context, command.change);
      return answer(await changeForm(context, command.change, words));
    default:
      return command satisfies never;
  }
}

/** Somebody unknown is asked who they are, whatever they wanted. */
export async function greet(context: StrangerContext, { command, submitted }: Routed): Promise<Outcome> {
  if (command.kind !== "greeting") return linkIdentity.open({ ...context, values: {} });
  return submitted && !context.reshow ? submitTo(command.greeting, context) : command.greeting.open(context);
}

type Submittable<C> = {
  fields: readonly Field[];
  open(context: C): Promise<Outcome>;
  submit(context: C): Promise<Outcome>;
};

async function submitTo<C extends { values: Values; reshow: boolean }>(
  step: Submittable<C>,
  context: C,
  file?: string,
): Promise<Outcome> {
  const parsed = parseForm({ fields: step.fields }, context.values);
  if (parsed.ok) return step.submit({ ...context, values: parsed.values });
  // Nobody has a form in front of them in which a file that was sent could be wrong.
  const wrong = file && parsed.errors[file];
  if (wrong) throw new Refusal(wrong);
  const { reply } = await step.open({ ...context, reshow: true });
  return answer(withErrors(reply, context.values, parsed.errors));
}

async function submitChange(context: Context, change: GuardedChange): Promise<Outcome> {
  const parsed = parseForm({ fields: change.fields }, context.values);
  if (parsed.ok) return openRequest({ ...context, values: parsed.values }, change);
  return answer(withErrors(await changeForm(context, change, undefined), context.values, parsed.errors));
}

async function changeForm(context: Context, change: GuardedChange, words: string | undefined): Promise<Reply> {
  const filled = await change.form(context, words);
  if ("reply" in filled) return filled.reply;
  return { kind: "form", command: change.name, key: context.key, ...filled };
}

/**
 * The same form with what was typed still in it and a sentence at each field that doesn't fit. Codes are not kept, nor
 * are files: no form could show them.
 */
export function withErrors(reply: Reply, values: Values, errors: Errors): Reply {
  if (reply.kind !== "form") return reply;
  return { ...reply, values: showable(reply.form, values), errors };
}

function showable({ fields }: Form, values: Values): Values {
  const hidden = fields.flatMap(({ kind, name }) => {
    if (kind === "file") return [name, fileNameOf(name), fileProblemOf(name)];
    return kind === "code" ? [name] : [];
  });
  return Object.fromEntries(Object.entries(values).filter(([name]) => !hidden.includes(name)));
}
