import { mayRun } from "../commands.ts";
import type { Button, Card, Item } from "../core/card.ts";
import type { Reply } from "../core/conversation.ts";
import type { Actor } from "../domain/access/actor.ts";
import { findCommand } from "./route-command.ts";

/** The answer without buttons that would be refused to this person. What they press is checked again all the same. */
export function withAllowedButtons(reply: Reply, actor: Actor): Reply {
  return reply.kind === "card" ? { ...reply, card: allowedCard(reply.card, actor) } : reply;
}

/** A card without such buttons. */
export function allowedCard({ buttons, items, ...card }: Card, actor: Actor): Card {
  return {
    ...card,
    ...(buttons && { buttons: buttons.filter((button) => isAllowed(button, actor)) }),
    ...(items && { items: items.map((item) => itemFor(item, actor)) }),
  };
}

function itemFor({ button, ...item }: Item, actor: Actor): Item {
  return button && isAllowed(button, actor) ? { ...item, button } : item;
}

function isAllowed({ command: name }: Button, actor: Actor): boolean {
  const command = findCommand(name);
  return command !== null && mayRun(actor, command);
}
