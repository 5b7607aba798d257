import { text } from "../../text/text.ts";
import { formPage } from "../form-page.ts";
import type { Page } from "../page-frame.ts";
import type { Frame } from "./frame.ts";
import { forFresh } from "./own.ts";
import { type Answer, again, type Call, frameFor, isOwn, type Parts, type Said, stale } from "./parts.ts";

/** Codes that were switched off by wrong ones in the chat work again. A code must have been typed here a moment ago. */
export function showCodes(parts: Parts, call: Call, said: Said = {}): Page {
  return forFresh(parts, call, "codes", () => codesPage(frameFor(parts, call, said)));
}

export async function enableCodes(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, call)) return showCodes(parts, call, stale());
  try {
    await parts.settings.enableCodes(call.token);
    return { to: "/security?done=codes" };
  } catch (error) {
    return showCodes(parts, call, again(error));
  }
}

function codesPage(frame: Frame): Page {
  return formPage({
    ...frame,
    title: text("web.codes-title"),
    lead: [text("web.codes-off"), text("web.codes-intro")],
    action: "/security/codes",
    fields: [],
    submit: text("web.codes-button"),
    links: [{ label: text("web.settings-title"), to: "/security" }],
  });
}
