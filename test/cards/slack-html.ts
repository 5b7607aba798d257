import { type Html, html } from "../../src/text/html.ts";

// Draws Slack's blocks roughly as Slack does (https://docs.slack.dev/reference/block-kit/blocks), for the page of
// `npm run cards` only. A block or an element that is not known here is shown as its JSON.

type Json = Record<string, unknown>;

const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

export function slackView(view: Json): Html {
  return html`<section class="slack-view"><header>${textOf(view.title)}</header>${list(view.blocks).map(blockHtml)}
<footer><span class="button">${textOf(view.close)}</span>${view.submit ? html`<span class="button primary">${textOf(view.submit)}</span>` : null}</footer></section>`;
}

export function slackMessage(message: Json): Html {
  return html`<section class="slack-message">${list(message.blocks).map(blockHtml)}</section>`;
}

function blockHtml(block: Json): Html {
  switch (block.type) {
    case "header":
      return html`<h3>${textOf(block.text)}</h3>`;
    case "section":
      return html`<div class="section"><div>${block.text ? html`<p>${textHtml(block.text)}</p>` : null}
<div class="fields">${list(block.fields).map((field) => html`<p>${textHtml(field)}</p>`)}</div></div>${block.accessory ? elementHtml(json(block.accessory)) : null}</div>`;
    case "context":
      return html`<div class="small">${list(block.elements).map((element) => html`<p>${textHtml(element)}</p>`)}</div>`;
    case "actions":
      return html`<div class="row">${list(block.elements).map(elementHtml)}</div>`;
    case "input":
      return html`<div class="input"><b>${textOf(block.label)}</b>${block.optional ? " (optional)" : null}${elementHtml(json(block.element))}
${block.hint ? html`<p class="small">${textOf(block.hint)}</p>` : null}</div>`;
    case "rich_text":
      return html`${list(block.elements).map(richTextHtml)}`;
    case "divider":
      return html`<hr>`;
    default:
      return unknown(block);
  }
}

function elementHtml(element: Json): Html {
  const chosen = [...list(element.initial_options), ...(element.initial_option ? [json(element.initial_option)] : [])];
  switch (element.type) {
    case "button":
      return html`<span class="button ${String(element.style ?? "")}">${textOf(element.text)}${element.url ? " ↗" : null}</span>`;
    case "checkboxes":
    case "radio_buttons":
      return html`${list(element.options).map(
        (option) =>
          html`<p>${chosen.some(({ value }) => value === option.value) ? "☑" : "☐"} ${textOf(option.text)}${option.description ? html`<br><span class="small">${textOf(option.description)}</span>` : null}</p>`,
      )}`;
    case "static_select":
    case "multi_static_select":
    case "external_select":
    case "multi_external_select":
      return html`<p class="box">${chosen.length > 0 ? chosen.map((option) => html`<span class="chip">${textOf(option.text)}</span>`) : textOf(element.placeholder)} ▾</p>`;
    case "plain_text_input":
    case "email_text_input":
    case "datepicker":
      return html`<p class="box${element.multiline ? " tall" : ""}">${String(element.initial_value ?? element.initial_date ?? "")}</p>`;
    default:
      return unknown(element);
  }
}

/** Sections of words and dates; a date is drawn as a client does that can't show it. */
function richTextHtml(section: Json): Html {
  if (section.type !== "rich_text_section") return unknown(section);
  return html`<p>${list(section.elements).map((part) => {
    if (part.type !== "text" && part.type !== "date") return unknown(part);
    const words = String(part.text ?? part.fallback);
    return json(part.style).bold ? html`<b>${words}</b>` : html`${words}`;
  })}</p>`;
}

/** mrkdwn as far as the product writes it: bold lines, entities. */
function textHtml(text: unknown): Html {
  const { type, text: said = "" } = json(text);
  if (type !== "mrkdwn") return html`${String(said)}`;
  const words = String(said).replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
  const bold = /^\*([\s\S]*)\*$/.exec(words)?.[1];
  return bold === undefined ? html`${words}` : html`<b>${bold}</b>`;
}

function textOf(text: unknown): string {
  return String(json(text).text ?? "");
}

function unknown(thing: Json): Html {
  return html`<pre class="unknown">${JSON.stringify(thing, null, 1)}</pre>`;
}

function json(value: unknown): Json {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(json) : [];
}
