import type { Field } from "../../core/form.ts";
import { text } from "../../text/text.ts";

/** Why something is asked for: approvers read it, and it stays with the request. */
export const reasonField = {
  kind: "text",
  name: "reason",
  label: text("field.label.reason"),
  hint: text("field.hint.reason"),
  maxLength: 500,
  multiline: true,
} as const satisfies Field;

export const optionalReason = { ...reasonField, optional: true } as const satisfies Field;
