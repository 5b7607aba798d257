import type { Values } from "./ref.ts";

/** No larger file is read, whatever a field takes. */
export const FILE_MOST_BYTES = 2 * 1024 * 1024;

/** Why a file that was sent has no text. `not-reached`: the platform would not hand it out; `several`: more than one. */
export type FileProblem = "too-large" | "not-text" | "not-reached" | "several";

/** A file as a platform has read it. The text was UTF-8, and is without its byte order mark. */
export type SentFile = { name: string; text: string } | { name: string; problem: FileProblem };

/** The value beside a `file` field that tells what the file is called. */
export function fileNameOf(field: string): string {
  return `${field}.name`;
}

/** The value beside a `file` field that tells why the file could not be read. */
export function fileProblemOf(field: string): string {
  return `${field}.problem`;
}

/** A file as the values of a form: the text as the field's own, and beside it its name or what is wrong with it. */
export function fileValues(field: string, file: SentFile): Values {
  const name = { [fileNameOf(field)]: file.name };
  return "text" in file ? { [field]: file.text, ...name } : { ...name, [fileProblemOf(field)]: file.problem };
}
