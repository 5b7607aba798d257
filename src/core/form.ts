import type { Button, Fact } from "./card.ts";
import { type Text, text } from "./text.ts";

/** What was typed or chosen: one string per field, several for `choices`. */
export type Values = Record<string, string | string[]>;
/** Sentences by field name. */
export type Errors = Record<string, Text>;

export type Option = { value: string; label: Text; description?: Text };
type Base = { name: string; label: Text; hint?: Text; optional?: true };

export type Field =
  | (Base & { kind: "text"; maxLength: number; multiline?: true })
  | (Base & { kind: "email" })
  | (Base & { kind: "code"; length: number })
  | (Base & { kind: "date" })
  | (Base & { kind: "choice"; options: Option[] })
  | (Base & { kind: "choices"; options: Option[] });

/**
 * A form as data. `intro` are paragraphs above the fields, `facts` a table of what is at stake (an approver reads
 * there exactly what is approved), `extra` a second button that does not submit ("Send a new code").
 */
export type Form = { title: Text; intro?: Text[]; facts?: Fact[]; fields: Field[]; submit: Text; extra?: Button };

/** The longest e-mail address that can be delivered to: RFC 5321, section 4.5.3.1.3, less the angle brackets. */
export const EMAIL_MAX_LENGTH = 254;

// One bare address. Stricter than RFC 5322 on purpose: comments, quotes, commas and control characters have
// redirected mail before (header injection, several recipients).
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** True for a single bare e-mail address of at most 254 characters. */
export function isEmail(value: string): boolean {
  return value.length <= EMAIL_MAX_LENGTH && EMAIL.test(value);
}

/** Checks what was typed against the form: cleaned values, or a sentence for each field that doesn't fit. */
export function parseForm(
  form: { fields: readonly Field[] },
  values: Values,
): { ok: true; values: Values } | { ok: false; errors: Errors } {
  const clean: Values = {};
  const errors: Errors = {};
  for (const field of form.fields) {
    const value = tidy(field, values[field.name]);
    const error = isEmpty(value) ? missing(field) : problem(field, value);
    if (error) errors[field.name] = error;
    else if (!isEmpty(value)) clean[field.name] = value;
  }
  return Object.keys(errors).length === 0 ? { ok: true, values: clean } : { ok: false, errors };
}

function tidy(field: Field, value: string | string[] | undefined): string | string[] {
  if (field.kind === "choices")
    return [...new Set(typeof value === "string" ? [value] : (value ?? []))].filter(Boolean);
  const typed = (Array.isArray(value) ? value[0] : value) ?? "";
  if (field.kind === "code") return typed.replace(/[\s-]/g, "");
  return field.kind === "email" ? typed.trim().toLowerCase() : typed.trim();
}

function isEmpty(value: string | string[]): boolean {
  return value.length === 0;
}

function missing(field: Field): Text | undefined {
  if (field.optional) return undefined;
  return field.kind === "choice" || field.kind === "choices" ? text("field.choose") : text("field.required");
}

function problem(field: Field, value: string | string[]): Text | undefined {
  const typed = String(value);
  switch (field.kind) {
    case "text":
      return typed.length > field.maxLength
        ? text("field.too-long", { max: field.maxLength, length: typed.length })
        : undefined;
    case "email":
      return isEmail(typed) ? undefined : text("field.email");
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
    default:
      return field satisfies never;
  }
}

function isDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
