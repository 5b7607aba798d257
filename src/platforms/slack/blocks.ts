import type { types } from "@slack/bolt";
import type { Button, Card, Fact, Item, Link } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { LIMITS } from "./limits.ts";
import { writeButton } from "./metadata.ts";
import { bold, hasTime, LINE_BREAK, richText, richTextParts } from "./rich-text.ts";
import { pieces, plain, words } from "./words.ts";

export type Block = types.KnownBlock;

const LINK_ACTION = "link";

/** Is it of a button that only leads to a web page? Slack reports its press too; there is nothing to do. */
export function isLinkAction(actionId: string): boolean {
  return actionId === LINK_ACTION || actionId.startsWith(`${LINK_ACTION}:`);
}

export function cardBlocks(card: Card, locale: string): Block[] {
  const title = text("slack.tone", { tone: card.tone ?? "neutral", title: words(card.title, locale) });
  return [
    ...heading(words(title, locale)),
    ...(card.body ?? []).flatMap((paragraph) => sentenceBlocks(paragraph, locale)),
    ...factBlocks(card.facts ?? [], locale),
    ...(card.items ?? []).flatMap((item) => itemBlocks(item, locale)),
    ...buttonBlocks(card.buttons ?? [], locale, card.links),
  ];
}

export function heading(shown: string): Block[] {
  if (shown.length > LIMITS.header) return paragraphs(shown);
  return [{ type: "header", text: plain(shown, LIMITS.header, "a header") }];
}

/** A paragraph. Only rich text can show a time in the reader's own zone. */
export function sentenceBlocks(sentence: Text, locale: string): Block[] {
  if (hasTime(sentence, locale)) return [richText(richTextParts(sentence, locale))];
  return paragraphs(words(sentence, locale));
}

function paragraphs(shown: string): Block[] {
  return pieces(shown, LIMITS.section).map((piece) => section(piece));
}

/** Small print: a line for each. */
export function smallPrint(lines: string[]): Block[] {
  if (lines.length === 0) return [];
  const all = pieces(lines.join("\n"), LIMITS.contextText);
  return all.map((piece) => ({ type: "context", elements: [plain(piece, LIMITS.contextText, "small print")] }));
}

/** A table: the label on the left, the value on the right (on a phone one under the other). */
export function factBlocks(facts: Fact[], locale: string): Block[] {
  const blocks: Block[] = [];
  let row: types.TextObject[] = [];
  const flush = () => {
    if (row.length > 0) blocks.push({ type: "section", fields: row });
    row = [];
  };
  for (const fact of facts) {
    const [label, value] = [words(fact.label, locale), words(fact.value, locale)];
    if (value.length > LIMITS.sectionField || hasTime(fact.value, locale)) {
      flush();
      blocks.push(...factBelowLabel(label, fact.value, locale));
      continue;
    }
    row.push(labelText(label), plain(value, LIMITS.sectionField, "a fact"));
    if (row.length === LIMITS.sectionFields) flush();
  }
  flush();
  return blocks;
}

// What a table can't show: a long text, or a time.
function factBelowLabel(label: string, value: Text, locale: string): Block[] {
  if (hasTime(value, locale)) return [richText([bold(label), LINE_BREAK, ...richTextParts(value, locale)])];
  return [{ type: "section", text: labelText(label) }, ...sentenceBlocks(value, locale)];
}

// Bold needs mrkdwn, in which a character can be markup and only & < > can be escaped. So only a label of harmless
// characters is bold; `verbatim` keeps Slack from making links and channel names of its words.
function labelText(label: string): types.TextObject {
  const isHarmless = /^[^*_~`<>&:@#\n]+$/.test(label) && label.trim() === label;
  if (!isHarmless || label.length > LIMITS.sectionField - 2) return plain(label, LIMITS.sectionField, "a label");
  return { type: "mrkdwn", text: `*${label}*`, verbatim: true };
}

function itemBlocks({ title, detail, button: opens }: Item, locale: string): Block[] {
  const lines = detail ? [title, detail] : [title];
  if (lines.some((line) => hasTime(line, locale))) {
    const parts = lines.flatMap((line, at) => [...(at > 0 ? [LINE_BREAK] : []), ...richTextParts(line, locale)]);
    // Rich text has no place for a button.
    return [richText(parts), ...buttonBlocks(opens ? [opens] : [], locale)];
  }
  const [first = "", ...rest] = pieces(lines.map((line) => words(line, locale)).join("\n"), LIMITS.section);
  const accessory = opens && { accessory: button(opens, 0, locale) };
  return [{ ...section(first), ...accessory }, ...rest.map(section)];
}

export function buttonBlocks(buttons: Button[], locale: string, links: Link[] = []): Block[] {
  const elements: types.Button[] = [
    ...links.map((link, index) => linkButton(link, index, locale)),
    ...buttons.map((one, index) => button(one, index, locale)),
  ];
  const rows: Block[] = [];
  for (let at = 0; at < elements.length; at += LIMITS.actionsElements)
    rows.push({ type: "actions", elements: elements.slice(at, at + LIMITS.actionsElements) });
  return rows;
}

function section(shown: string): types.SectionBlock {
  return { type: "section", text: plain(shown, LIMITS.section, "a section") };
}

function button(pressed: Button, index: number, locale: string): types.Button {
  return {
    type: "button",
    // Slack wants it unique within its block. What the button does is in its value.
    action_id: `do:${index}`,
    text: plain(words(pressed.label, locale), LIMITS.buttonText, `the label of button ${pressed.command}`),
    value: writeButton(pressed),
    ...(pressed.style && { style: pressed.style }),
  };
}

function linkButton(link: Link, index: number, locale: string): types.Button {
  if (!/^https?:\/\//.test(link.url)) throw new Error("a link must begin with http:// or https://");
  if (link.url.length > LIMITS.buttonUrl) throw new Error(`a link has ${link.url.length} characters`);
  const label = plain(words(link.label, locale), LIMITS.buttonText, "the label of a link");
  // Slack wants the id unique within its block.
  const about = { action_id: `${LINK_ACTION}:${index}`, text: label, url: link.url };
  return { type: "button", ...about, ...(index === 0 && { style: "primary" }) };
}
