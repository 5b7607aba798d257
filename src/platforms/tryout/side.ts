import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { words } from "../shared/html-words.ts";
import { icons, mark } from "../shared/icons.ts";
import type { Person } from "./people.ts";
import type { View } from "./view.ts";

/** The address of a page. */
export function addressOf(as: string, at: string): string {
  return `/try?${new URLSearchParams({ as, in: at })}`;
}

export function placeName(at: string, locale: string): string {
  if (at === "home") return words(text("tryout.home"), locale);
  if (at === "dm") return words(text("tryout.bot"), locale);
  if (at === "mail") return words(text("tryout.mailbox"), locale);
  return words(text("tryout.channel", { name: at.slice("channel:".length) }), locale);
}

/** The sidebar: who is played, and which places there are. */
export function sideHtml(view: View, locale: string): Html {
  const { organization, me, people, places, mail, at } = view;
  return html`<header class="brand">${mark}<div><p class="brand-name">${words(text("tryout.product"), locale)}</p>
<p class="brand-for">${visible(words(text("tryout.for-organization", { organization }), locale))}</p></div>
<button type="button" class="icon-button only-narrow" data-menu aria-label="${words(text("tryout.close"), locale)}">${icons.cross}</button></header>
<nav aria-labelledby="side-people"><h2 id="side-people">${words(text("tryout.you-are"), locale)}</h2>
<ul>${people.map(({ person, unread }) => personHtml(person, { unread, isMe: person.id === me.id, at, locale }))}
<li><button type="button" class="row add" id="add-person" data-add-person>${icons.plus}<span>${words(text("tryout.add-person"), locale)}</span></button></li></ul></nav>
<nav aria-labelledby="side-chat"><h2 id="side-chat">${words(text("tryout.chat"), locale)}</h2>
<ul>${[...places, { at: "mail", unread: mail.unread }].map((place) => placeHtml(place, me, at, locale))}</ul></nav>
<footer class="side-foot"><p>${words(text("tryout.side-note"), locale)}</p>
<button type="button" class="row" data-guide-open="true">${icons.flag}<span>${words(text("tryout.guide-open"), locale)}</span></button></footer>`;
}

type Shown = { unread: number; isMe: boolean; at: string; locale: string };

function personHtml(person: Person, { unread, isMe, at, locale }: Shown): Html {
  return html`<li><a class="row person" id="person-${person.id}" href="${addressOf(person.id, at)}" data-go${isMe && html` aria-current="true"`}>
${avatar(person)}<span class="row-text"><span class="row-name">${visible(person.name)}</span><span class="row-more">${visible(person.email)}</span></span>${badge(unread, locale)}</a></li>`;
}

function placeHtml({ at, unread }: { at: string; unread: number }, me: Person, open: string, locale: string): Html {
  const icon = { home: icons.home, dm: icons.bot, mail: icons.mail }[at] ?? icons.hash;
  return html`<li><a class="row place" id="place-${at}" href="${addressOf(me.id, at)}" data-go${at === open && html` aria-current="page"`}>
${icon}<span class="row-text"><span class="row-name">${placeName(at, locale).replace(/^#/, "")}</span></span>${badge(unread, locale)}</a></li>`;
}

export function avatar({ name }: Pick<Person, "name">): Html {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? "");
  // A person keeps the same colour, independent of who else is there.
  const tint = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
  return html`<span class="avatar tint-${tint}" aria-hidden="true">${visible(initials.join("").toUpperCase())}</span>`;
}

export function badge(unread: number, locale: string): Html | false {
  return (
    unread > 0 &&
    html`<span class="badge"><span aria-hidden="true">${unread}</span><span class="unseen">${words(text("tryout.unread", { count: unread }), locale)}</span></span>`
  );
}
