import { type Html, html } from "../../src/text/html.ts";

// Draws Adaptive Cards 1.5 roughly as Teams does (https://adaptivecards.io/explorer), for the page of `npm run cards`
// only. An element that is not known here is shown as its JSON.

type Json = Record<string, unknown>;

const TIME = /\{\{(DATE|TIME)\(([^,)]+)(?:,[^)]*)?\)\}\}/g;

export function teamsCard(card: Json, title?: string): Html {
  return html`<section class="teams-card">${title && html`<header>${title}</header>`}${list(card.body).map(elementHtml)}${actionsHtml(card.actions)}</section>`;
}

function elementHtml(element: Json): Html {
  switch (element.type) {
    case "TextBlock":
      return html`<p class="${classOf(element)}">${textOf(element.text)}</p>`;
    case "Container":
      return html`<div class="container ${String(element.style ?? "")}">${list(element.items).map(elementHtml)}</div>`;
    case "ColumnSet":
      return html`<div class="section">${list(element.columns).map((column) => html`<div class="${String(column.width)}">${list(column.items).map(elementHtml)}</div>`)}</div>`;
    case "FactSet":
      return html`<dl>${list(element.facts).map((fact) => html`<dt>${textOf(fact.title)}</dt><dd>${textOf(fact.value)}</dd>`)}</dl>`;
    case "ActionSet":
      return actionsHtml(element.actions);
    case "Input.Text":
    case "Input.Date":
      return html`<div class="input"><b>${textOf(element.label)}</b>${element.isRequired ? " *" : null}<p class="box${element.isMultiline ? " tall" : ""}">${String(element.value ?? element.placeholder ?? "")}</p></div>`;
    case "Input.ChoiceSet":
      return html`<div class="input"><b>${textOf(element.label)}</b>${element.isRequired ? " *" : null}${choicesHtml(element)}</div>`;
    default:
      return html`<pre class="unknown">${JSON.stringify(element, null, 1)}</pre>`;
  }
}

function choicesHtml(element: Json): Html {
  const chosen = String(element.value ?? "").split(",");
  const choices = list(element.choices);
  const isChosen = ({ value }: Json) => chosen.includes(String(value));
  if (element.style === "compact" || element.style === "filtered")
    return html`<p class="box">${choices.filter(isChosen).map(({ title }) => html`<span class="chip">${String(title)}</span>`)} ▾</p>`;
  return html`${choices.map((choice) => html`<p>${isChosen(choice) ? "☑" : "☐"} ${String(choice.title)}</p>`)}`;
}

function actionsHtml(actions: unknown): Html {
  return html`<div class="row">${list(actions).map((action) => html`<span class="button ${String(action.style ?? "")}">${String(action.title)}${action.url ? " ↗" : null}</span>`)}</div>`;
}

function classOf({ weight, size, isSubtle, color }: Json): string {
  return [weight, size === "small" || isSubtle ? "small" : size, color].filter(Boolean).join(" ");
}

/** Times are in UTC here, and the backslashes that keep words from being Markdown are taken away. */
function textOf(text: unknown): string {
  return String(text ?? "")
    .replace(TIME, (_, part, iso) => (part === "DATE" ? iso.slice(0, 10) : `${iso.slice(11, 16)} UTC`))
    .replace(/\\([^a-zA-Z0-9\s])/g, "$1");
}

function json(value: unknown): Json {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(json) : [];
}
