import { hasUnicodeLocalPart, isEmail, normalizedEmail } from "../core/email-address.ts";
import { applies, type Errors, type Field } from "../core/form.ts";
import type { Values } from "../core/ref.ts";
import type { Text } from "../core/text.ts";
import { complaintAbout, fileIn } from "./check-file.ts";
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
    const given = field.kind === "file" ? fileIn(field, values) : valueIn(field, tidied);
    const error = applies(field, tidied) ? complaint(field, given) : outOfPlace(field, given, fields);
    if (error) errors[field.name] = error;
    else Object.assign(clean, given);
  }
  return Object.keys(errors).length === 0 ? { ok: true, values: clean } : { ok: false, errors };
}

/** Is this something that the field could hold, whatever else is chosen? */
export function isFilled(field: Field, value: string): boolean {
  return value !== "" && complaint(field, { [field.name]: tidy(field, value) }) === undefined;
}

/** The field's value, unless it is empty. */
function valueIn({ name }: Field, tidied: Values): Values {
  const value = tidied[name] ?? "";
  return value.length === 0 ? {} : { [name]: value };
}

function complaint(field: Field, given: Values): Text | undefined {
  if (isNothing(given)) return field.optional ? undefined : whatIsMissing(field);
  return field.kind === "file" ? complaintAbout(field, given) : problem(field, given[field.name] ?? "");
}

function outOfPlace({ when }: Field, given: Values, fields: Fields): Text | undefined {
  if (!when || isNothing(given)) return undefined;
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

function isNothing(given: Values): boolean {
  return Object.keys(given).length === 0;
}

/** The sentence beside a field that has to be filled in and is not. */
export function whatIsMissing(field: Field): Text {
  if (field.kind === "choice") return text("field.choose-one");
  if (field.kind === "file") return text("field.file-missing");
  if (field.kind === "search") return text(field.most === 1 ? "field.choose-one" : "field.choose");
  return text(field.kind === "choices" ? "field.choose" : "field.required");
}

function problem(field: Exclude<Field, { kind: "file" }>, value: string | string[]): Text | undefined {
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
      return [field.length, field.orLength].some((length) => length && new RegExp(`^[0-9]{${length}}$`).test(typed))
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
