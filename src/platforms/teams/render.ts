import type { Card } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { errorsOutOfSight } from "../shared/out-of-sight.ts";
import {
  type Action,
  action,
  buttonAction,
  buttonRows,
  type Element,
  errorLines,
  factElements,
  heading,
  itemElements,
  linkAction,
  type Place,
  paragraphs,
} from "./elements.ts";
import { formData, formFields } from "./form-fields.ts";
import { requireFits } from "./limits.ts";
import { label, words } from "./words.ts";

export type FormReply = Extract<Reply, { kind: "form" }>;
export type AdaptiveCard = { type: "AdaptiveCard"; version: "1.5"; body: Element[]; actions?: Action[] };
type Attachment = { contentType: typeof CARD_TYPE; content: AdaptiveCard };
/** A message as an activity. `summary` is the text of its notification. */
export type Message = { type: "message"; summary: string; attachments: Attachment[] };

export const CARD_TYPE = "application/vnd.microsoft.card.adaptive";

const STYLE_OF = { neutral: "default", waiting: "warning", good: "good", bad: "attention" } as const;

/** A reply as a card. A dialog shows the title itself, so there the card has none. */
export function replyCard(reply: Reply, place: Place, locale: string): AdaptiveCard {
  switch (reply.kind) {
    case "form":
      return formCard(reply, place, locale);
    case "card":
      return cardOf(reply.card, place, locale);
    case "text":
      return within({ body: paragraphs(reply.text, locale) });
    default:
      return reply satisfies never;
  }
}

export function replyTitle(reply: Reply, locale: string): string {
  switch (reply.kind) {
    case "form":
      return words(reply.form.title, locale);
    case "card":
      return words(toned(reply.card), locale);
    case "text":
      return words(text("teams.product"), locale);
    default:
      return reply satisfies never;
  }
}

export function replyMessage(reply: Reply, place: Place, locale: string): Message {
  const summary = reply.kind === "text" ? words(reply.text, locale) : replyTitle(reply, locale);
  return message(summary, replyCard(reply, place, locale));
}

export function cardMessage(card: Card, place: Place, locale: string): Message {
  return replyMessage({ kind: "card", card }, place, locale);
}

/** A sentence that holds nobody's data. */
export function sentenceMessage(said: Text, locale: string): Message {
  return replyMessage({ kind: "text", text: said }, "channel", locale);
}

/** A message of one card. `summary` is plain text. */
export function singleCard(summary: string, content: { body: Element[]; actions?: Action[] }): Message {
  return message(summary, within(content));
}

function cardOf(card: Card, place: Place, locale: string): AdaptiveCard {
  const { tone = "neutral", body = [], facts = [], items = [], buttons = [], links = [] } = card;
  const title = place === "dialog" ? [] : [heading(toned(card), locale, STYLE_OF[tone])];
  const rows = buttonRows([
    ...links.map((link, index) => linkAction(link, index, locale)),
    ...buttons.map((button) => buttonAction(button, place, locale)),
  ]);
  const elements = [
    ...title,
    ...body.flatMap((sentence) => paragraphs(sentence, locale)),
    ...factElements(facts, locale),
    ...items.flatMap((item) => itemElements(item, place, locale)),
    ...rows.body,
  ];
  return within({ ...rows, body: elements });
}

function formCard(reply: FormReply, place: Place, locale: string) {
  const { command, form, values, errors = {} } = reply;
  // Everybody would see what is typed in it.
  if (place === "channel") throw new Error(`form ${command} can't stand in a channel`);
  const names = form.fields.map((field) => field.name);
  const elsewhere = Object.entries(errors).flatMap(([name, error]) => (names.includes(name) ? [] : [error]));
  const data = formData(reply, names);
  const submit = action({ title: label(form.submit, locale), data, place, style: "positive", takesInputs: true });
  const extras = (form.extras ?? []).map((extra) => buttonAction({ ...extra, inForm: true }, place, locale));
  // Whoever sends the file that it asks for has submitted it: a button could only say that the file is missing.
  const isByFile = form.fields.some(({ kind, optional, when }) => kind === "file" && !optional && !when);
  const actions = isByFile ? extras : [submit, ...extras];
  return within({
    body: [
      ...(place === "dialog" ? [] : [heading(form.title, locale)]),
      ...[...elsewhere, ...errorsOutOfSight(form, values, errors)].flatMap((error) => errorLines(error, locale)),
      ...(form.intro ?? []).flatMap((sentence) => paragraphs(sentence, locale)),
      ...factElements(form.facts ?? [], locale),
      ...formFields(reply, locale),
    ],
    ...(actions.length > 0 && { actions }),
  });
}

// The tone is told in words too, not by colour alone.
function toned({ title, tone = "neutral" }: Card): Text {
  return text("teams.tone", { tone, title });
}

function message(summary: string, content: AdaptiveCard): Message {
  const line = visible(summary).replaceAll("\n", " ");
  const short = line.length > 200 ? `${line.slice(0, 199).toWellFormed()}…` : line;
  return { type: "message", summary: short, attachments: [{ contentType: CARD_TYPE, content }] };
}

// Throws if Teams would refuse the card: nothing is cut that somebody decides on.
function within({ body, actions }: { body: Element[]; actions?: Action[] }): AdaptiveCard {
  const card: AdaptiveCard = { type: "AdaptiveCard", version: "1.5", body, ...(actions && { actions }) };
  requireFits(card);
  return card;
}
