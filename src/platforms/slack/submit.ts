import type { types } from "@slack/bolt";
import type { Reply } from "../../core/conversation.ts";
import type { Form } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Answer } from "./answers.ts";
import type { HeardChoice, HeardSubmit } from "./intents.ts";
import type { FormReply } from "./view.ts";
import { words } from "./words.ts";

export type SubmitAck =
  | { response_action: "errors"; errors: Record<string, string> }
  | { response_action: "update"; view: types.ModalView };

/** The answer to a submitted view: errors at its own fields leave the view as it is, everything else replaces it. */
export function submitAck(heard: HeardSubmit, answer: Answer, view: (answer: Answer) => types.ModalView): SubmitAck {
  const { reply, locale } = answer;
  const errors = reply.kind === "form" && isSameForm(heard, reply) ? fieldErrors(heard, reply.errors) : undefined;
  if (!errors) return { response_action: "update", view: view({ reply: keepingTyped(heard, reply), locale }) };
  const said = Object.entries(errors).map(([name, error]) => [name, words(error, locale)]);
  return { response_action: "errors", errors: Object.fromEntries(said) };
}

/** A form that comes back with errors shows what was typed, also where the view has been replaced meanwhile. */
export function keepingTyped(heard: HeardSubmit, reply: Reply): Reply {
  if (reply.kind !== "form" || !reply.errors || reply.command !== heard.says?.command) return reply;
  return withTyped(heard, reply);
}

/** The form with all that was filled in before. */
export function withTyped(heard: HeardSubmit | HeardChoice, reply: FormReply): FormReply {
  return { ...reply, form: withChosen(reply.form, heard), values: { ...heard.says?.values, ...reply.values } };
}

// Slack has no label for what was found by a search: where the form brings none, it is the one that was chosen.
function withChosen(form: Form, { view }: Pick<HeardSubmit | HeardChoice, "view">): Form {
  const fields = form.fields.map((field) => {
    if (field.kind !== "search") return field;
    const known = new Set(field.options.map(({ value }) => value));
    const chosen = (view.chosen[field.name] ?? []).filter(({ value }) => !known.has(value));
    return { ...field, options: [...field.options, ...chosen] };
  });
  return { ...form, fields };
}

// Another key or version of the Ref has to reach the client, and only a new view brings it there.
function isSameForm({ view: { metadata } }: HeardSubmit, reply: FormReply): boolean {
  return (
    metadata?.command === reply.command &&
    metadata.key === reply.key &&
    metadata.ref?.id === reply.ref?.id &&
    metadata.ref?.version === reply.ref?.version
  );
}

// Slack drops the whole answer where one name is no input of the view.
function fieldErrors({ view }: HeardSubmit, errors: FormReply["errors"]): Record<string, Text> | undefined {
  const names = Object.keys(errors ?? {});
  return names.length > 0 && names.every((name) => view.inputs.includes(name)) ? errors : undefined;
}

export function outdated(): Reply {
  return { kind: "text", text: text("slack.outdated") };
}
