import type { Button, Fact, Item, Link } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { BUTTONS_IN_A_ROW } from "./limits.ts";
import { writeButton } from "./metadata.ts";
import { label, lines, oneLine } from "./words.ts";

// The part of Adaptive Cards 1.5 that is used: https://adaptivecards.io/explorer
export type Element = { type: string; [property: string]: unknown };
export type Action = { type: string; title: string; [property: string]: unknown };

/**
 * Where a card is shown. Everybody sees it in a channel, so there its buttons open a dialog. In a dialog and in a
 * personal chat the answer replaces the card.
 */
export type Place = "chat" | "channel" | "dialog";

/** The only verb. The data of a button says what it does. */
export const VERB = "countersign";

export function heading(title: Text, locale: string, style = "default"): Element {
  const [first = "", ...rest] = lines(title, locale);
  const bold = { weight: "bolder", size: "medium" };
  const all = [
    { ...textBlock(first), ...bold, style: "heading" },
    ...rest.map((line) => ({ ...textBlock(line), ...bold })),
  ];
  return { type: "Container", style, ...(style !== "default" && { bleed: true }), items: all };
}

export function paragraphs(sentence: Text, locale: string): Element[] {
  return lines(sentence, locale).map(textBlock);
}

/** Small print, as under a field. */
export function smallPrint(sentence: Text, locale: string): Element[] {
  return paragraphs(sentence, locale).map((block) => ({
    ...block,
    isSubtle: true,
    size: "small",
    spacing: "none",
  }));
}

export function errorLines(error: Text, locale: string): Element[] {
  return paragraphs(text("teams.error", { error }), locale).map((block) => ({
    ...block,
    color: "attention",
    spacing: "none",
  }));
}

export function factElements(facts: Fact[], locale: string): Element[] {
  if (facts.length === 0) return [];
  const shown = facts.map((fact) => ({
    title: oneLine(fact.label, locale),
    value: lines(fact.value, locale).join("\n\n"),
  }));
  return [{ type: "FactSet", facts: shown }];
}

export function itemElements({ title, detail, button }: Item, place: Place, locale: string): Element[] {
  const shown = [
    ...paragraphs(title, locale).map((block) => ({ ...block, weight: "bolder" })),
    ...(detail ? smallPrint(detail, locale) : []),
  ];
  if (!button) return [{ type: "Container", separator: true, items: shown }];
  const buttons = { type: "ActionSet", actions: [buttonAction(button, place, locale)] };
  const columns = [
    { type: "Column", width: "stretch", items: shown, verticalContentAlignment: "center" },
    { type: "Column", width: "auto", items: [buttons], verticalContentAlignment: "center" },
  ];
  return [{ type: "ColumnSet", separator: true, columns }];
}

/** One row of buttons belongs to the card itself; several rows go into its body. */
export function buttonRows(actions: Action[]): { body: Element[]; actions?: Action[] } {
  if (actions.length === 0) return { body: [] };
  if (actions.length <= BUTTONS_IN_A_ROW) return { body: [], actions };
  const rows: Element[] = [];
  for (let at = 0; at < actions.length; at += BUTTONS_IN_A_ROW)
    rows.push({ type: "ActionSet", actions: actions.slice(at, at + BUTTONS_IN_A_ROW) });
  return { body: rows };
}

type ActionParts = {
  title: string;
  data: Record<string, unknown>;
  place: Place;
  style?: "positive" | "destructive" | undefined;
  /** What is typed in the card goes along with the form's own button only. */
  takesInputs?: boolean;
};

/**
 * In a chat an old client does not know Action.Execute and would show no button: it shows the fallback, which sends the
 * same data as a message. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards#backward-compatibility
 */
export function action({ title, data, place, style, takesInputs = false }: ActionParts): Action {
  const shown = { title, ...(style && { style }), ...(!takesInputs && { associatedInputs: "none" }) };
  const opening = place === "channel" ? { msteams: { type: "task/fetch" } } : {};
  const submit = { type: "Action.Submit", ...shown, data: { ...data, ...opening } };
  return place === "chat" ? { type: "Action.Execute", ...shown, verb: VERB, data, fallback: submit } : submit;
}

export function buttonAction(button: Button & { inForm?: true }, place: Place, locale: string): Action {
  const style = button.style && (button.style === "danger" ? "destructive" : "positive");
  return action({ title: label(button.label, locale), data: writeButton(button), place, style });
}

export function linkAction(link: Link, index: number, locale: string): Action {
  if (!/^https?:\/\//.test(link.url)) throw new Error("a link must begin with http:// or https://");
  return {
    type: "Action.OpenUrl",
    title: label(link.label, locale),
    url: link.url,
    ...(index === 0 && { style: "positive" }),
  };
}

function textBlock(line: string): Element {
  return { type: "TextBlock", text: line, wrap: true };
}
