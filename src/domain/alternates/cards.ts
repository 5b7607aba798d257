import type { Button, Card } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { maskEmail } from "../verification/code-form.ts";
import { type AlternateChange, stateOf } from "./alternate.ts";

export const refOf = ({ id }: Pick<AlternateChange, "id">) => ({ id, version: 1 });

export function stopButton(change: Pick<AlternateChange, "id">): Button {
  return { label: text("button.stop-alternate"), command: "alternate.stop", ref: refOf(change), style: "danger" };
}

/** Where a member's codes go, as others may read it and as it is told in a chat. */
export function codesGoTo(alternate: string | null): Text {
  return alternate ? text("alternate.to", { email: maskEmail(alternate) }) : text("alternate.none");
}

/** What is to become of it, in a chat. */
export function standing(change: AlternateChange, now: Date): Text {
  const email = change.email && maskEmail(change.email);
  switch (stateOf(change, now)) {
    case "asked":
      return text("alternate.asked", { email: email ?? "", until: change.expiresAt.toISOString() });
    case "confirmed":
      return text("alternate.confirmed", { email, at: change.activeAt?.toISOString() ?? "" });
    case "changed":
      return text("alternate.changed", { email });
    default:
      return text("alternate.ended", { email });
  }
}

export function alternateCard(change: AlternateChange, now: Date): Card {
  return { title: text("alternate.title"), body: [standing(change, now)] };
}
