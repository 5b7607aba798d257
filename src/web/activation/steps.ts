import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import type { Words } from "../page-frame.ts";

/** How far somebody is; `current` counts from 0. */
export function steps(words: Words, current: number): Html {
  const names = [text("web.step-start"), text("web.step-confirm"), text("web.step-done")];
  const state = (at: number) => (at === current ? html` aria-current="step"` : at < current && html` class="past"`);
  return html`<ol class="steps" aria-label="${words(text("web.steps"))}">
${names.map((name, at) => html`<li${state(at)}>${words(name)}</li>`)}
</ol>`;
}
