import type { types } from "@slack/bolt";
import type { Reply } from "../../core/conversation.ts";
import { cardBlocks, sentenceBlocks } from "./blocks.ts";
import { cardMessage, type Message, message, openerMessage } from "./message.ts";
import { formView, view } from "./view.ts";

/** A reply as a modal. */
export function replyView(reply: Reply, locale: string): types.ModalView {
  switch (reply.kind) {
    case "form":
      return formView(reply, locale);
    case "card":
      return view({ blocks: cardBlocks(reply.card, locale), locale });
    case "text":
      return view({ blocks: sentenceBlocks(reply.text, locale), locale });
    default:
      return reply satisfies never;
  }
}

/** A reply as a message. A message can't hold a form: there it is a button that opens it. */
export function replyMessage(reply: Reply, locale: string): Message {
  switch (reply.kind) {
    case "form":
      return openerMessage(reply, locale);
    case "card":
      return cardMessage(reply.card, locale);
    case "text":
      return message([reply.text], sentenceBlocks(reply.text, locale), locale);
    default:
      return reply satisfies never;
  }
}
