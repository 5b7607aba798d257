import type { Field, Option } from "../../core/form.ts";
import { type Html, html } from "../../text/html.ts";
import { text, verbatim } from "../../text/text.ts";
import { words, wordsHtml } from "../shared/html-words.ts";
import { icons } from "../shared/icons.ts";
import { describedBy, errorHtml, type Filled, hintHtml, labelHtml, whenHtml } from "./field-parts.ts";
import { TYPED_MAX_LENGTH } from "./intents.ts";
import type { Found } from "./search.ts";

type SearchField = Extract<Field, { kind: "search" }>;

/** A combobox: its list comes from the server while the person types, and what is chosen is shown above it. */
export function searchFieldHtml(field: SearchField, filled: Filled): Html {
  const { name, most } = field;
  const { error, locale } = filled;
  const full = words(text("tryout.search-full", { most }), locale);
  return html`<div class="field" data-search="${name}" data-most="${most}"${whenHtml(field, filled)}>
<label for="field-${name}" id="label-${name}">${labelHtml(field, locale)}</label>
${hintHtml(field, locale)}
<ul class="chosen" aria-label="${words(text("tryout.search-chosen"), locale)}">${chosenIn(field, filled).map((option) => chipHtml(option, locale))}</ul>
<input type="text" id="field-${name}" role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="options-${name}"${describedBy(field, error)}${error && html` aria-invalid="true"`}${!field.optional && html` aria-required="true"`} placeholder="${words(text("tryout.search-placeholder"), locale)}" maxlength="${TYPED_MAX_LENGTH}" autocomplete="off" spellcheck="false">
<div class="found" hidden></div>
<template class="full">${noteHtml(full)}</template>
<p class="unseen" role="status"></p>
${errorHtml(field, filled)}
</div>`;
}

/** The list below the field. */
export function foundHtml({ field, options, mayBeMore }: Found, locale: string): Html {
  if (options.length === 0) return noteHtml(words(text("tryout.search-none"), locale));
  const count = words(text("tryout.search-count", { count: options.length }), locale);
  const more = words(text("tryout.search-more"), locale);
  return html`<ul role="listbox" id="options-${field}" aria-labelledby="label-${field}" data-said="${mayBeMore ? `${count}. ${more}` : count}">
${options.map((option, at) => optionHtml(option, `options-${field}-${at}`, locale))}
</ul>${mayBeMore && noteHtml(more)}`;
}

// Each option brings along the chip that is shown above the field once it is chosen.
function optionHtml(option: Option, id: string, locale: string): Html {
  const { label, description } = option;
  const said = words(text("tryout.search-added", { label }), locale);
  return html`<li role="option" id="${id}" aria-selected="false" data-value="${option.value}" data-said="${said}">
<span class="option-label">${wordsHtml(label, locale)}</span>${description && html`<span class="option-about">${wordsHtml(description, locale)}</span>`}
<template>${chipHtml(option, locale)}</template></li>`;
}

function chipHtml({ value, label }: Option, locale: string): Html {
  const [remove, removed] = [text("tryout.search-remove", { label }), text("tryout.search-removed", { label })];
  return html`<li data-value="${value}" data-label="${words(label, locale)}" data-said="${words(removed, locale)}"><span>${wordsHtml(label, locale)}</span><button type="button" class="icon-button" data-remove aria-label="${words(remove, locale)}">${icons.cross}</button></li>`;
}

function noteHtml(note: string): Html {
  return html`<p class="found-note" data-said="${note}">${note}</p>`;
}

/** What was sent last, or what the form starts with. A value without a label is shown as it is. */
function chosenIn({ options }: SearchField, { value }: Filled): Option[] {
  if (value === undefined) return options;
  const chosen = [value].flat().filter(Boolean);
  return chosen.map((one) => options.find((option) => option.value === one) ?? { value: one, label: verbatim(one) });
}
