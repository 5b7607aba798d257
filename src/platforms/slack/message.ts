import type { Button, Card } from "../../core/card.ts";
import type { Form } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { ButtonMetadata } from "../shared/metadata.ts";
import { type Block, buttonBlocks, cardBlocks, heading, sentenceBlocks, smallPrint } from "./blocks.ts";
import { errorLine } from "./fields.ts";
import { LIMITS } from "./limits.ts";
import { writeButton } from "./metadata.ts";
import type { FormReply } from "./view.ts";
import { escaped, shortened, words } from "./words.ts";

export type Message = { text: string; blocks: Block[] };

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

/** A message of these blocks. Throws where Slack would refuse it. */
export function message(fallback: Text[], blocks: Block[], locale: string): Message {
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

// A code that was typed must not be in the chat's history a second time.
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
