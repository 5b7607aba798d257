import type { types } from "@slack/bolt";
import type { Button, Card } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import type { Form, Values } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { ButtonMetadata } from "../shared/metadata.ts";
import { type Block, buttonBlocks, cardBlocks, factBlocks, heading, sentenceBlocks, smallPrint } from "./blocks.ts";
import { fieldBlocks } from "./fields.ts";
import { LIMITS, VIEW_LIMIT_BYTES } from "./limits.ts";
import { writeButton, writeView } from "./metadata.ts";
import { escaped, plain, shortened, words } from "./words.ts";

export type Message = { text: string; blocks: Block[] };
export type FormReply = Extract<Reply, { kind: "form" }>;

/** The only callback id: what a view is about is in its metadata. */
export const FORM_CALLBACK = "form";

/** A reply as a modal. */
export function replyView(reply: Reply, locale: string): types.ModalView {
  switch (reply.kind) {
    case "form":
      return formView(reply, locale);
    case "card":
      return view({ blocks: cardBlocks(reply.card, locale), locale });
    case "text":
      return view({ blocks: sentenceBlocks(reply.text, locale), locale });
    default:
      return reply satisfies never;
  }
}

/** A reply as a message. A message can't hold a form: there it is a button that opens it. */
export function replyMessage(reply: Reply, locale: string): Message {
  switch (reply.kind) {
    case "form":
      return openerMessage(reply, locale);
    case "card":
      return cardMessage(reply.card, locale);
    case "text":
      return message([reply.text], sentenceBlocks(reply.text, locale), locale);
    default:
      return reply satisfies never;
  }
}

export function cardMessage(card: Card, locale: string): Message {
  const facts = (card.facts ?? []).map(({ label, value }) =>
    text("slack.fact", { label: words(label, locale), value: words(value, locale) }),
  );
  return message([card.title, ...(card.body ?? []), ...facts], cardBlocks(card, locale), locale);
}

/** The same form again with a fresh trigger: a trigger lives for 3 s, and a direct message brings none. */
export function openerMessage(reply: FormReply, locale: string): Message {
  const values = withoutCodes(reply.form, reply.values ?? {});
  const button = { label: text("slack.open-form"), command: reply.command, ...(reply.ref && { ref: reply.ref }) };
  const filled: Button = Object.keys(values).length > 0 && fits({ ...button, values }) ? { ...button, values } : button;
  const blocks = [
    ...heading(words(reply.form.title, locale)),
    ...smallPrint(
      Object.entries(reply.errors ?? {}).map(([name, error]) => errorLine(reply.form, name, error, locale)),
    ),
    ...sentenceBlocks(text("slack.open-form-intro"), locale),
    ...buttonBlocks([{ ...filled, style: "primary" }], locale),
  ];
  return message([reply.form.title], blocks, locale);
}

/** Shown where an answer takes longer than Slack waits. */
export function workingView(locale: string): types.ModalView {
  return view({ blocks: sentenceBlocks(text("slack.working"), locale), locale });
}

function formView({ command, form, key, values, errors = {}, ref }: FormReply, locale: string): types.ModalView {
  const title = words(form.title, locale);
  const isTitleShort = title.length <= LIMITS.viewTitle;
  const names = form.fields.map((field) => field.name);
  const elsewhere = Object.entries(errors).filter(([name]) => !names.includes(name));
  const scope = `${command}:${ref?.id ?? ""}`;
  return view({
    ...(isTitleShort && { title }),
    submit: plain(words(form.submit, locale), LIMITS.viewSubmit, `the submit label of form ${command}`),
    metadata: writeView({ command, key, ...(ref && { ref }) }),
    locale,
    blocks: [
      ...(isTitleShort ? [] : heading(title)),
      ...smallPrint(elsewhere.map(([name, error]) => errorLine(form, name, error, locale))),
      ...(form.intro ?? []).flatMap((paragraph) => sentenceBlocks(paragraph, locale)),
      ...factBlocks(form.facts ?? [], locale),
      ...form.fields.flatMap((field) =>
        fieldBlocks(field, { value: values?.[field.name], error: errors[field.name], scope, locale }),
      ),
      ...buttonBlocks(form.extra ? [form.extra] : [], locale),
    ],
  });
}

type View = { title?: string; submit?: types.PlainTextElement; metadata?: string; blocks: Block[]; locale: string };

function view({ title, submit, metadata, blocks, locale }: View): types.ModalView {
  if (blocks.length > LIMITS.viewBlocks)
    throw new Error(`a view has ${blocks.length} blocks; Slack shows ${LIMITS.viewBlocks}`);
  const modal: types.ModalView = {
    type: "modal",
    callback_id: FORM_CALLBACK,
    title: plain(title ?? words(text("slack.modal-title"), locale), LIMITS.viewTitle, "the title of a view"),
    close: plain(words(text(submit ? "slack.cancel" : "slack.close"), locale), LIMITS.viewSubmit, "the close label"),
    ...(submit && { submit }),
    ...(metadata && { private_metadata: metadata }),
    blocks,
  };
  const size = encodeURIComponent(JSON.stringify(modal)).length;
  if (size > VIEW_LIMIT_BYTES) throw new Error(`a view has ${size} bytes and would come back too big to be read`);
  return modal;
}

function message(fallback: Text[], blocks: Block[], locale: string): Message {
  if (blocks.length > LIMITS.messageBlocks)
    throw new Error(`a message has ${blocks.length} blocks; Slack shows ${LIMITS.messageBlocks}`);
  // Holds for every message: which way it will go, by chat.postMessage or a response_url, is not known here.
  const size = JSON.stringify(blocks).length;
  if (size > LIMITS.messageBlocksLength)
    throw new Error(`the blocks of a message have ${size} characters; Slack takes ${LIMITS.messageBlocksLength}`);
  // Read out by screen readers and shown in notifications instead of the blocks: times are in UTC, as nobody knows who
  // will read them. Escaping makes a text up to 5 times longer.
  const said = fallback.map((line) => words(line, locale)).join("\n");
  return { text: escaped(shortened(said, LIMITS.messageText / 5, locale)), blocks };
}

function errorLine(form: Form, name: string, error: Text, locale: string): string {
  const field = form.fields.find((one) => one.name === name);
  const shown = words(error, locale);
  const line = field ? words(text("slack.fact", { label: words(field.label, locale), value: shown }), locale) : shown;
  return words(text("slack.error", { error: line }), locale);
}

// A code that was typed must not stand in the chat's history a second time.
function withoutCodes(form: Form, values: Values): Values {
  const codes = form.fields.filter((field) => field.kind === "code").map((field) => field.name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !codes.includes(name)));
}

function fits(button: ButtonMetadata): boolean {
  try {
    return writeButton(button) !== "";
  } catch {
    return false;
  }
}
