import { type Errors, type Field, type Form, type Option, shownFields } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { type Html, html } from "../../text/html.ts";
import { wordsHtml } from "../shared/html-words.ts";
import { describedBy, errorHtml, type Filled, hintHtml, labelHtml, whenHtml } from "./field-parts.ts";
import { searchFieldHtml } from "./search-field.ts";

type OptionsField = Extract<Field, { kind: "choice" | "choices" }>;
type TypedField = Exclude<Field, { options: Option[] }>;

export function fieldsHtml(form: Form, values: Values, errors: Errors, locale: string): Html {
  const shown = shownFields(form, values, errors);
  const filled = (field: Field): Filled => ({
    ...{ value: values[field.name], error: errors[field.name], isShown: shown.includes(field), locale },
  });
  return html`${form.fields.map((field) => fieldHtml(field, filled(field)))}`;
}

/** Errors that belong to no field of the form: they are shown above it. */
export function otherErrors(form: Form, errors: Errors, locale: string): Html[] {
  const others = Object.entries(errors).filter(([name]) => form.fields.every((field) => field.name !== name));
  return others.map(([, error]) => html`<p class="alert" role="alert" tabindex="-1">${wordsHtml(error, locale)}</p>`);
}

function fieldHtml(field: Field, filled: Filled): Html {
  if (field.kind === "search") return searchFieldHtml(field, filled);
  return field.kind === "choice" || field.kind === "choices" ? optionsHtml(field, filled) : typedHtml(field, filled);
}

function typedHtml(field: TypedField, filled: Filled): Html {
  const id = `field-${field.name}`;
  return html`<div class="field"${whenHtml(field, filled)}>
<label for="${id}">${labelHtml(field, filled.locale)}</label>
${hintHtml(field, filled.locale)}
${controlHtml(field, id, filled)}
${errorHtml(field, filled)}
</div>`;
}

function controlHtml(field: TypedField, id: string, { value = "", error }: Filled): Html {
  const typed = String(value);
  const common = html`id="${id}" name="${field.name}"${describedBy(field, error)}${error && html` aria-invalid="true"`}`;
  const required = !field.optional && html` aria-required="true"`;
  switch (field.kind) {
    case "text":
      // The parser drops a line break that follows the tag: one of ours, so that none of theirs is lost.
      return field.multiline
        ? html`<textarea ${common}${required} rows="2">${"\n"}${typed}</textarea>`
        : html`<input type="text" ${common}${required} value="${typed}" autocomplete="off">`;
    case "email":
      return html`<input type="email" ${common}${required} value="${typed}" autocomplete="off" spellcheck="false">`;
    case "code":
      return html`<input type="text" class="code-input" ${common}${required} value="${typed}" inputmode="numeric" autocomplete="one-time-code" spellcheck="false">`;
    case "date":
      return html`<input type="date" ${common}${required} value="${typed}">`;
    case "file":
      return html`<input type="file" ${common}${!field.optional && html` required`} accept="${field.types.map((type) => `.${type}`).join(",")}">`;
    default:
      return field satisfies never;
  }
}

function optionsHtml(field: OptionsField, filled: Filled): Html {
  const isOne = field.kind === "choice";
  const { error, locale } = filled;
  const chosen = [filled.value ?? []].flat();
  return html`<fieldset class="field options"${whenHtml(field, filled)}${isOne && html` role="radiogroup"`}${describedBy(field, error)}${error && html` aria-invalid="true"`}>
<legend>${labelHtml(field, locale)}</legend>
${hintHtml(field, locale)}
${field.options.map((option, at) => optionHtml({ field, option, id: `field-${field.name}-${at}`, isChosen: chosen.includes(option.value), locale }))}
${errorHtml(field, filled)}
</fieldset>`;
}

type Offered = { field: OptionsField; option: Option; id: string; isChosen: boolean; locale: string };

function optionHtml({ field, option, id, isChosen, locale }: Offered): Html {
  const { value, label, description } = option;
  return html`<div class="option">
<input type="${field.kind === "choice" ? "radio" : "checkbox"}" id="${id}" name="${field.name}" value="${value}"${isChosen && html` checked`}${description && html` aria-describedby="${id}-about"`}>
<label for="${id}">${wordsHtml(label, locale)}</label>
${description && html`<p class="option-about" id="${id}-about">${wordsHtml(description, locale)}</p>`}
</div>`;
}
