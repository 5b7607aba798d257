import type { Reader } from "../../core/reader.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { formatTime } from "../../text/time-format.ts";
import { visible } from "../../text/visible.ts";
import { cardHtml } from "../shared/card-html.ts";
import { words, wordsHtml } from "../shared/html-words.ts";
import { icons, mark } from "../shared/icons.ts";
import { type Person, withNames } from "./people.ts";
import { avatar, placeName } from "./side.ts";
import type { Content, Entry } from "./state.ts";
import type { View } from "./view.ts";

/** The conversation, oldest first, with a line where a new day begins. */
export function entriesHtml({ entries, people, at }: View, reader: Reader): Html {
  const { locale } = reader;
  if (entries.length === 0) return emptyHtml(at, locale);
  const persons = people.map(({ person }) => person);
  return html`${entries.map((entry, index) => {
    const day = dayOf(entry, reader);
    const before = entries[index - 1];
    const isNewDay = !before || dayOf(before, reader) !== day;
    return html`${isNewDay && html`<li class="day" id="day-${entry.id}"><span>${day}</span></li>`}${entryHtml(entry, persons, reader)}`;
  })}`;
}

function entryHtml(entry: Entry, people: Person[], reader: Reader): Html {
  const { locale } = reader;
  const { id, content, only } = entry;
  const kind = content.kind === "said" ? "said" : only ? "ephemeral" : "message";
  const by = content.kind === "said" ? people.find((person) => person.id === content.by) : undefined;
  return html`<li class="entry ${kind}" id="entry-${id}" data-kind="${kind}" data-message="${id}">
${by ? avatar(by) : html`<span class="avatar bot">${mark}</span>`}
<div class="entry-main">
<p class="entry-by"><span class="name">${by ? visible(by.name) : words(text("tryout.bot"), locale)}</span>${!by && html` <span class="app-tag">${words(text("tryout.app"), locale)}</span>`} <time datetime="${entry.at}">${timeOf(entry, reader)}</time></p>
<div class="entry-body">${contentHtml(content, people, `entry-${id}`)}</div>
${kind === "ephemeral" && html`<p class="only-you">${icons.eye}${words(text("tryout.only-you"), locale)}</p>`}
</div></li>`;
}

function contentHtml(content: Content, people: Person[], id: string): Html {
  switch (content.kind) {
    case "said":
      return html`<p class="plain">${visible(withNames(content.text, people))}</p>`;
    case "card":
      return shownOr(() => cardHtml(content.card, content.locale, id), content.locale);
    case "text":
      return shownOr(() => html`<p class="plain">${wordsHtml(content.text, content.locale)}</p>`, content.locale);
    default:
      return content satisfies never;
  }
}

// A message saved by another version may not fit its sentence: then one message can't be shown, not the whole page.
function shownOr(render: () => Html, locale: string): Html {
  try {
    return render();
  } catch {
    return html`<p class="plain">${words(text("tryout.cannot-show"), locale)}</p>`;
  }
}

function emptyHtml(at: string, locale: string): Html {
  const intro = at === "dm" ? text("tryout.empty-direct") : text("tryout.empty-channel");
  return html`<li class="empty" id="empty"><span class="empty-mark">${at === "dm" ? mark : icons.hash}</span><h2>${words(text("tryout.empty", { place: placeName(at, locale) }), locale)}</h2><p>${words(intro, locale)}</p></li>`;
}

// Until the script has told the browser's zone it is the server's own: they are on the same computer.
function dayOf({ at }: Entry, { locale, zone }: Reader): string {
  return formatTime(at, locale, { dateStyle: "full", timeZone: zone });
}

function timeOf({ at }: Entry, { locale, zone }: Reader): string {
  return formatTime(at, locale, { timeStyle: "short", timeZone: zone });
}
