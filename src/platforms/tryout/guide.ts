import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { icons } from "./icons.ts";
import type { Person } from "./people.ts";
import { addressOf } from "./side.ts";
import type { View } from "./view.ts";
import { words } from "./words.ts";

/** What to do next. A chip leads to a person's place, and may write something into the composer. */
type Step = { says: Text; chips: Chip[] };
type Chip = { label: Text | string; href: string; fill?: string };

export function guideHtml({ guide, people }: View, locale: string): Html | null {
  const steps = guide.open ? stepsFor(people.map(({ person }) => person)) : [];
  if (steps.length === 0) return null;
  const done = steps.filter((_, at) => guide.done.includes(at)).length;
  const next = steps.findIndex((_, at) => !guide.done.includes(at));
  return html`<header><h2 id="guide-title">${words(text("tryout.guide-title"), locale)}</h2>
<button type="button" class="icon-button" data-guide-open="false" aria-label="${words(text("tryout.guide-close"), locale)}">${icons.cross}</button></header>
<p class="guide-intro">${words(text("tryout.guide-intro"), locale)}</p>
<progress value="${done}" max="${steps.length}" aria-label="${words(text("tryout.guide-title"), locale)}"></progress>
<p class="guide-progress">${words(text("tryout.guide-progress", { done, of: steps.length }), locale)}</p>
<ol>${steps.map((step, at) => stepHtml(step, { at, isDone: guide.done.includes(at), isNext: at === next, locale }))}</ol>
${next === -1 && html`<p class="guide-done">${words(text("tryout.guide-all-done"), locale)}</p>`}`;
}

type Shown = { at: number; isDone: boolean; isNext: boolean; locale: string };

function stepHtml({ says, chips }: Step, { at, isDone, isNext, locale }: Shown): Html {
  return html`<li class="step${isDone ? " done" : ""}${isNext ? " next" : ""}"${isNext && html` aria-current="step"`}>
<input type="checkbox" id="step-${at}" data-step="${at}"${isDone && html` checked`}>
<div><label for="step-${at}">${words(says, locale)}</label>
${!isDone && html`<p class="chips">${chips.map((chip) => chipHtml(chip, locale))}</p>`}</div></li>`;
}

function chipHtml({ label, href, fill }: Chip, locale: string): Html {
  const shown = typeof label === "string" ? label : words(label, locale);
  return html`<a class="chip${fill ? " typed" : ""}" href="${href}" data-go${fill && html` data-fill="${fill}"`}>${visible(shown)}</a>`;
}

// The tour takes three people. With fewer of them there is no guide.
function stepsFor([first, second, third]: Person[]): Step[] {
  if (!first || !second || !third) return [];
  const says = (person: Person, fill: string): Chip => ({ label: fill, href: addressOf(person.id, "dm"), fill });
  const mailOf = (person: Person): Chip => ({
    label: text("tryout.guide-mailbox", { name: person.name }),
    href: addressOf(person.id, "mail"),
  });
  const be = (person: Person): Chip => ({
    label: text("tryout.guide-be", { name: person.name }),
    href: addressOf(person.id, "dm"),
  });
  const names = { first: first.name, second: second.name, third: third.name };
  return [
    { says: text("tryout.guide-activate", names), chips: [mailOf(first)] },
    { says: text("tryout.guide-connect"), chips: [says(first, "/team")] },
    { says: text("tryout.guide-invite-admin", names), chips: [says(first, `/team invite ${second.email} admin`)] },
    { says: text("tryout.guide-second", names), chips: [be(second), mailOf(second)] },
    {
      says: text("tryout.guide-invite", names),
      chips: [says(first, `/team invite ${third.email} finance`), be(second)],
    },
    { says: text("tryout.guide-third", names), chips: [be(third), mailOf(third)] },
    { says: text("tryout.guide-history"), chips: [says(first, "/team history")] },
  ];
}
