import type { Reply } from "../../core/conversation.ts";
import { type Errors, type Field, type Form, shownFields } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { writeDataset } from "./dataset.ts";
import { type Element, smallPrint } from "./elements.ts";
import { fieldElements, hasSeveral } from "./fields.ts";
import { writeForm } from "./metadata.ts";

type FormReply = Extract<Reply, { kind: "form" }>;

/**
 * The fields of a form that apply with what is chosen so far. A card can't change while somebody chooses, so below a
 * choice is said what it leads to, and the card knows with which options there is more to fill in: then the form is
 * shown once more before it is submitted (docs/decisions/019).
 */
export function formFields({ command, ref, form, values = {}, errors = {} }: FormReply, locale: string): Element[] {
  const many = form.fields.filter(hasSeveral).map(({ name }) => name);
  const hidden = hiddenFields(form, values, errors);
  return shownFields(form, values, errors).flatMap((field) => [
    ...fieldElements(field, {
      ...{ value: values[field.name], error: errors[field.name], locale },
      dataset: () => writeDataset({ command, ...(ref && { ref }), field: field.name, many }),
    }),
    ...leadsTo(field, hidden).flatMap((line) => smallPrint(line, locale)),
  ]);
}

/** What the form's button carries. */
export function formData({ command, ref, key, form, values, errors }: FormReply, names: string[]) {
  const many = form.fields.filter(hasSeveral).map(({ name }) => name);
  const later = hiddenFields(form, values, errors).flatMap(({ when }) => when ?? []);
  return writeForm({ command, ...(ref && { ref }), key, names, many, later });
}

function hiddenFields(form: Form, values: Values | undefined, errors: Errors | undefined): Field[] {
  const shown = shownFields(form, values, errors);
  return form.fields.filter((field) => !shown.includes(field));
}

function leadsTo(choice: Field, hidden: Field[]): Text[] {
  if (choice.kind !== "choice") return [];
  return hidden.flatMap(({ when, label }) => {
    const option = when?.field === choice.name && choice.options.find(({ value }) => value === when.is);
    return option ? [text("teams.asked-next", { choice: option.label, label })] : [];
  });
}
