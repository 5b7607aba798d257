import { FILE_MOST_BYTES, fileNameOf, fileProblemOf } from "../core/file.ts";
import type { Field } from "../core/form.ts";
import type { Values } from "../core/ref.ts";
import type { Text } from "../core/text.ts";
import { text } from "./text.ts";

type FileField = Extract<Field, { kind: "file" }>;

/** What was sent for a field: the text and what the file is called, or why it has no text. Nothing: no file was. */
export function fileIn({ name }: FileField, values: Values): Values {
  const all = [name, fileNameOf(name), fileProblemOf(name)].map((one) => [one, values[one] ?? ""] as const);
  return Object.fromEntries(all.filter(([, value]) => typeof value === "string" && value !== ""));
}

/** What is wrong with it. Its size and its type are looked at here, whatever a client says about them. */
export function complaintAbout({ name, types, maxBytes }: FileField, given: Values): Text | undefined {
  const [sent, called, problem] = [name, fileNameOf(name), fileProblemOf(name)].map((one) => String(given[one] ?? ""));
  const max = Math.min(maxBytes, FILE_MOST_BYTES);
  if (problem === "several") return text("field.file-several");
  if (!types.some((type) => called?.toLowerCase().endsWith(`.${type}`))) return text("field.file-type", { types });
  if (problem === "too-large" || Buffer.byteLength(sent ?? "") > max) return text("field.file-too-large", { max });
  if (problem === "not-text") return text("field.file-not-text");
  if (problem) return text("field.file-not-reached");
  return sent?.trim() ? undefined : text("field.file-empty");
}
