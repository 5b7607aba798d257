import type { Card } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";

/**
 * What is answered on a page, as a card. A page is no form: the only one that Home is ever answered with asks who somebody is,
 * and there it is a button that opens it. `title`: of what has none.
 */
export function cardOf(reply: Reply, title: Text): Card {
  switch (reply.kind) {
    case "card":
      return reply.card;
    case "text":
      return { title, body: [reply.text] };
    case "form": {
      const { form, command, ref } = reply;
      const opens = { label: text("button.connect"), command, ...(ref && { ref }), style: "primary" } as const;
      return { title: form.title, body: [text("home.nobody"), ...(form.intro ?? [])], buttons: [opens] };
    }
    default:
      return reply satisfies never;
  }
}
