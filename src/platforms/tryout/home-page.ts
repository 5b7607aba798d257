import type { Reply } from "../../core/conversation.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { cardHtml } from "../shared/card-html.ts";
import { cardOf } from "../shared/home-card.ts";

/** Home is one card. */
export function homeHtml(reply: Reply | null, locale: string): Html | null {
  return reply && html`<li class="home" id="home">${cardHtml(cardOf(reply, text("tryout.home")), locale, "home")}</li>`;
}
