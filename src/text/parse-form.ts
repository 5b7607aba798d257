import { hasUnicodeLocalPart, isEmail, normalizedEmail } from "../core/email-address.ts";
import { applies, type Errors, type Field } from "../core/form.ts";
import type { Values } from "../core/ref.ts";
import type { Text } from "../core/text.ts";
import { halfWidth } from "./half-width.ts";
import { text, verbatim } from "./text.ts";
import { visibleName } from "./visible.ts";

type Fields = readonly Field[];

/**
 * Checks what was typed against the form: cleaned values, or a sentence for each field that doesn't fit. A field that
 * does not apply need not be filled in; if it is, what is meant is not clear, so it is refused and never left out.
 */
export function parseForm(
  { fields }: { fields: Fields },
  values: Values,
): { ok: true; values: Values } | { ok: false; errors: Errors } {
  const tidied: Values = Object.fromEntries(fields.map((field) => [field.name, tidy(field, values[field.name])]));
  const clean: Values = {};
  const errors: Errors = {};
  for (const field of fields) {
    const value = tidied[field.name] ?? "";
    const error = applies(field, tidied) ? complaint(field, value) : outOfPlace(field, value, fields);
    if (error) errors[field.name] = error;
    else if (!isEmpty(value)) clean[field.name] = value;
  }
  return Object.keys(errors).length === 0 ? { ok: true, values: clean } : { ok: false, errors };
}

/** Is this something that the field could hold, whatever else is chosen? */
export function isFilled(field: Field, value: string): boolean {
  return value !== "" && complaint(field, tidy(field, value)) === undefined;
}

function complaint(field: Field, value: string | string[]): Text | undefined {
  return isEmpty(value) ? missing(field) : problem(field, value);
}

function outOfPlace({ when }: Field, value: string | string[], fields: Fields): Text | undefined {
  if (!when || isEmpty(value)) return undefined;
  const choice = fields.find(({ name }) => name === when.field);
  const option = choice?.kind === "choice" ? choice.options.find((one) => one.value === when.is) : undefined;
  return text("field.out-of-place", { choice: option?.label ?? verbatim(when.is) });
}

function tidy(field: Field, value: string | string[] | undefined): string | string[] {
  if (field.kind === "choices" || (field.kind === "search" && field.most > 1))
    return [...new Set(typeof value === "string" ? [value] : (value ?? []))].filter(Boolean);
  const typed = (Array.isArray(value) ? value[0] : value) ?? "";
  if (field.kind === "code") return halfWidth(typed).replace(/[\s-]/g, "");
  return field.kind === "email" ? normalizedEmail(halfWidth(visibleName(typed)).trim()) : typed.trim();
}

function isEmpty(value: string | string[]): boolean {
  return value.length === 0;
}

function missing(field: Field): Text | undefined {
  return field.optional ? undefined : whatIsMissing(field);
}

/** The sentence beside a field that has to be filled in and is not. */
export function whatIsMissing(field: Field): Text {
  if (field.kind === "choice") return text("field.choose-one");
  if (field.kind === "search") return text(field.most === 1 ? "field.choose-one" : "field.choose");
  return text(field.kind === "choices" ? "field.choose" : "field.required");
}

function problem(field: Field, value: string | string[]): Text | undefined {
  const typed = String(value);
  switch (field.kind) {
    case "text":
      return typed.length > field.maxLength
        ? text("field.too-long", { max: field.maxLength, length: typed.length })
        : undefined;
    case "email":
      if (isEmail(typed)) return undefined;
      return hasUnicodeLocalPart(typed) ? text("field.email-unicode", { address: typed }) : text("field.email");
    case "code":
      return new RegExp(`^[0-9]{${field.length}}$`).test(typed)
        ? undefined
        : text("field.code", { length: field.length });
    case "date":
      return isDate(typed) ? undefined : text("field.date");
    case "choice":
    case "choices":
      return [value].flat().every((one) => field.options.some((option) => option.value === one))
        ? undefined
        : text("field.unknown-choice");
    case "search":
      // Whether there is such an option is for the command to look up.
      return [value].flat().length > field.most
        ? text("field.too-many", { max: field.most, count: value.length })
        : undefined;
    default:
      return field satisfies never;
  }
}

function isDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
