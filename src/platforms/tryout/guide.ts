import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { words } from "../shared/html-words.ts";
import { icons } from "../shared/icons.ts";
import type { Person } from "./people.ts";
import { addressOf } from "./side.ts";
import { type Step, steps } from "./tour.ts";
import type { View } from "./view.ts";

/** What to do for a step. A chip leads to a person's place, and may write something into the composer. */
type Task = { says: Text; chips: Chip[] };
type Chip = { label: Text | string; href: string; fill?: string };

export function isTourOver({ guide }: Pick<View, "guide">): boolean {
  return guide?.length === steps.length;
}

/** Null while it is closed. Where there is little room, and once all is done, it is one line that can be opened. */
export function guideHtml(view: View, locale: string): Html | null {
  const { guide, people, approvalsAt, me, at } = view;
  const tasks =
    guide &&
    tasksFor(
      people.map(({ person }) => person),
      approvalsAt,
    );
  if (!guide || !tasks) return null;
  const next = steps.find((step) => !guide.includes(step));
  const here = addressOf(me.id, at);
  // In one line there is no room for a chip that leads to where one is.
  const leadingOn = ({ says, chips }: Task) => ({
    says,
    chips: chips.filter(({ href, fill }) => fill || href !== here),
  });
  const progress = text("tryout.guide-progress", { done: guide.length, of: steps.length });
  return html`<header><h2 id="guide-title">${words(text("tryout.guide-title"), locale)}</h2>
<p class="guide-count"><span class="unseen">${words(progress, locale)}</span><span aria-hidden="true">${guide.length}/${steps.length}</span></p>
${next ? html`<p class="guide-next">${chipsOf(leadingOn(tasks[next]), locale)}</p>` : html`<p class="guide-over">${words(text("tryout.guide-all-done"), locale)}</p>`}
<button type="button" class="icon-button guide-more" data-guide-more aria-expanded="false" aria-controls="guide-steps" aria-label="${words(text("tryout.guide-steps"), locale)}">${icons.more}</button>
<button type="button" class="icon-button" data-guide-open="false" aria-label="${words(text("tryout.guide-close"), locale)}">${icons.cross}</button></header>
<div class="guide-steps" id="guide-steps"><p class="guide-intro">${words(text("tryout.guide-intro"), locale)}</p>
<progress value="${guide.length}" max="${steps.length}" aria-labelledby="guide-title"></progress>
<p class="guide-progress">${words(progress, locale)}</p>
<ol>${steps.map((step) => stepHtml(tasks[step], { isDone: guide.includes(step), isNext: step === next, locale }))}</ol></div>`;
}

type Shown = { isDone: boolean; isNext: boolean; locale: string };

function stepHtml(task: Task, { isDone, isNext, locale }: Shown): Html {
  const done = html`<span class="unseen">${words(text("tryout.guide-done"), locale)} </span>`;
  return html`<li class="step${isDone ? " done" : ""}${isNext ? " next" : ""}"${isNext && html` aria-current="step"`}>
<span class="tick">${isDone && icons.check}</span><div><p>${isDone && done}${words(task.says, locale)}</p>
${!isDone && html`<p class="chips">${chipsOf(task, locale)}</p>`}</div></li>`;
}

function chipsOf({ chips }: Task, locale: string): Html {
  return html`${chips.map((chip) => html`${chipHtml(chip, locale)} `)}`;
}

function chipHtml({ label, href, fill }: Chip, locale: string): Html {
  const shown = typeof label === "string" ? label : words(label, locale);
  return html`<a class="chip${fill ? " typed" : ""}" href="${href}" data-go${fill && html` data-fill="${fill}"`}>${visible(shown)}</a>`;
}

// The tour takes three people. With fewer of them there is no guide.
function tasksFor([first, second, third]: Person[], approvalsAt: string): Record<Step, Task> | null {
  if (!first || !second || !third) return null;
  const says = (person: Person, fill: string): Chip => ({ label: fill, href: addressOf(person.id, "dm"), fill });
  const mailOf = ({ id, name }: Person): Chip => ({
    label: text("tryout.guide-mailbox", { name }),
    href: addressOf(id, "mail"),
  });
  const be = ({ id, name }: Person, at = "dm"): Chip => ({
    label: text("tryout.guide-be", { name }),
    href: addressOf(id, at),
  });
  const names = { first: first.name, second: second.name, third: third.name };
  const invite = ({ email }: Person, role: string) => [says(first, `/team invite ${email} ${role}`)];
  return {
    activated: { says: text("tryout.guide-activate", names), chips: [be(first), mailOf(first)] },
    connected: { says: text("tryout.guide-connect"), chips: [says(first, "/team")] },
    "second-invited": { says: text("tryout.guide-invite-admin", names), chips: invite(second, "admin") },
    "second-active": { says: text("tryout.guide-second", names), chips: [be(second), mailOf(second)] },
    asked: { says: text("tryout.guide-invite", names), chips: invite(third, "finance") },
    approved: { says: text("tryout.guide-approve", names), chips: [be(second, approvalsAt)] },
    "third-active": { says: text("tryout.guide-third", names), chips: [be(third), mailOf(third)] },
    "history-read": { says: text("tryout.guide-history"), chips: [says(first, "/team history")] },
  };
}
