import { AdaptiveCard, type Json } from "./schema.ts";

export type { Json } from "./schema.ts";

export const CARD_TYPE = "application/vnd.microsoft.card.adaptive";
/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages: 28 KB with everything around it */
export const MESSAGE_BYTES = 28 * 1024;
/** Teams shows at most 6 actions in a row; further ones are not to be seen. */
const ACTIONS = 6;

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

/** What Teams would refuse about a card, or would not show: null if nothing. */
export function cardProblem(card: unknown, where: "message" | "dialog"): string | null {
  const read = AdaptiveCard.safeParse(card);
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  const checked = card as Json;
  const actions = actionsOf(checked);
  const ids = elementsOf(checked).flatMap(({ id }) => (typeof id === "string" ? [id] : []));
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice) return `two elements have the id ${twice}`;
  // A dialog's card has no message that an invoke could answer to.
  if (where === "dialog" && actions.some(({ type }) => type === "Action.Execute")) return "Action.Execute in a dialog";
  if (rowsOf(checked).some((row) => row.length > ACTIONS)) return `more than ${ACTIONS} actions in a row`;
  const bytes = Buffer.byteLength(JSON.stringify(card));
  return bytes > MESSAGE_BYTES ? `${bytes} bytes; Teams takes ${MESSAGE_BYTES}` : null;
}

/** Every element, in the order in which it is read; containers before what they hold. */
export function elementsOf(card: Json): Json[] {
  return list(card.body).flatMap(withChildren);
}

function withChildren(element: Json): Json[] {
  const inside = [...list(element.items), ...list(element.columns).flatMap((column) => list(column.items))];
  return [element, ...inside.flatMap(withChildren)];
}

function rowsOf(card: Json): Json[][] {
  return [...elementsOf(card).map((element) => list(element.actions)), list(card.actions)];
}

export function actionsOf(card: Json): Json[] {
  return rowsOf(card).flat();
}

export function inputsOf(card: Json): Json[] {
  return elementsOf(card).filter(({ type }) => String(type).startsWith("Input."));
}

/** The card in an activity or a dialog, where there is one. */
export function attachedCard(activity: Json): Json | null {
  const attached = list(activity.attachments)[0];
  return attached?.contentType === CARD_TYPE ? (attached.content as Json) : null;
}
