import { all, type Element, has, isOfClass, readMarkup, textOf } from "../../harness/markup.ts";

type TabAsked = { appUrl: string; authorization: string | null; press?: unknown };

/** Asks for the card as the tab's script does. */
export function askTab({ appUrl, authorization, press }: TabAsked): Promise<Response> {
  const body = JSON.stringify({ locale: "en-GB", zone: "UTC", ...(press !== undefined && { press }) });
  const headers = { "Content-Type": "application/json", ...(authorization && { Authorization: authorization }) };
  return fetch(`${appUrl}/teams/home/card`, { method: "POST", headers, body });
}

/** What somebody sees in the tab. */
export function seenTab(markup: string) {
  const page = readMarkup(markup);
  const buttons = all(page, has("data-press"));
  return {
    ...{ kind: "home" as const, id: "tab", title: textOf(all(page, isOfClass("card-title"))[0] ?? page) },
    text: textOf(page),
    buttons: buttons.map(textOf),
    links: [],
    fields: [],
  };
}

/** What the button with that label carries. */
export function pressIn(markup: string, label: string): unknown {
  const button: Element | undefined = all(readMarkup(markup), has("data-press")).find((one) => textOf(one) === label);
  if (!button) throw new Error(`no button "${label}" in the tab`);
  return JSON.parse(button.attributes["data-press"] ?? "");
}
