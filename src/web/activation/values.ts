import type { Request } from "express";
import type { Errors, Form } from "../../core/form.ts";
import { parseForm } from "../../text/parse-form.ts";
import { text } from "../../text/text.ts";

/** The value of a field, as typed. Empty if it is missing or was sent twice. */
export function typed(request: Request, name: string): string {
  const body: unknown = request.body;
  if (typeof body !== "object" || body === null) return "";
  const value = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}

/** Checked here first, so that a typing mistake costs none of the few attempts. */
export function typedCode(request: Request, length: number): { value: string; errors: Errors } {
  const label = text("web.finish-code");
  const form: Form = {
    title: label,
    fields: [{ kind: "code", name: "code", label, length }],
    submit: label,
  };
  const parsed = parseForm(form, { code: typed(request, "code") });
  return parsed.ok ? { value: String(parsed.values.code), errors: {} } : { value: "", errors: parsed.errors };
}

/** A password is taken as it is: nothing is trimmed. */
export function typedPassword(request: Request): { value: string; errors: Errors } {
  const [password, repeat] = [typed(request, "password"), typed(request, "repeat")];
  if (!password) return { value: "", errors: { password: text("field.required") } };
  if (password !== repeat) return { value: "", errors: { repeat: text("web.finish-repeat-differs") } };
  return { value: password, errors: {} };
}
