import type { Card } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { cardHtml } from "./render.ts";

/** Home is one card. */
export function homeHtml(reply: Reply | null, locale: string): Html | null {
  return reply && html`<li class="home" id="home">${cardHtml(cardOf(reply), locale, "home")}</li>`;
}

/** A page can't be a form: there it is a button that opens it. */
function cardOf(reply: Reply): Card {
  switch (reply.kind) {
    case "card":
      return reply.card;
    case "text":
      return { title: text("tryout.home"), body: [reply.text] };
    case "form": {
      const { form, command, ref } = reply;
      const opens = { label: text("button.continue"), command, ...(ref && { ref }), style: "primary" } as const;
      return { title: form.title, body: form.intro ?? [], buttons: [opens] };
    }
    default:
      return reply satisfies never;
  }
}
