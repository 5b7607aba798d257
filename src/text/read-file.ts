import { FILE_MOST_BYTES, type FileProblem, type SentFile } from "../core/file.ts";
import { visibleName } from "./visible.ts";

const NAME_MOST = 255;

/** What a platform got of a file: its bytes, at most one more than may be, or why there are none. */
export function readFile(name: string, got: Uint8Array | FileProblem): SentFile {
  const called = { name: visibleName(name).trim().slice(0, NAME_MOST).toWellFormed() || "?" };
  if (typeof got === "string") return { ...called, problem: got };
  if (got.byteLength > FILE_MOST_BYTES) return { ...called, problem: "too-large" };
  const text = decoded(got);
  return text === null ? { ...called, problem: "not-text" } : { ...called, text };
}

// A table of bytes that is no text has a zero in it sooner or later; UTF-16 has one beside each letter of ours.
function decoded(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
