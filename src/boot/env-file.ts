import { readFileSync } from "node:fs";
import { settings } from "../config.ts";
import { nearest } from "../text/nearest.ts";

// As Node reads it: a value in quotes may go over several lines.
const SETTING = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)?[^\n]*/gm;
const COMMENT = /^[ \t]*#[^\n]*/gm;

/** What in the `.env` of this folder has no effect, a sentence for each; nothing where there is none. */
export function strayLines(path = ".env"): string[] {
  try {
    return straysIn(readFileSync(path, "utf8")).map(({ line, says }) => `${path}, line ${line}: ${says}`);
  } catch {
    // None, or one that can't be read: reading the configuration says so.
    return [];
  }
}

type Stray = { line: number; says: string };

/** Keys that no setting has, and lines that set nothing. A line is never repeated: it could be a secret. */
export function straysIn(content: string): Stray[] {
  const text = content.replaceAll("\r\n", "\n");
  const lineAt = (index: number) => text.slice(0, index).split("\n").length;
  const unknown = [...text.replace(COMMENT, blank).matchAll(SETTING)].flatMap(({ 1: name = "", index }) =>
    name in settings.shape ? [] : [{ line: lineAt(index), says: unknownName(name) }],
  );
  const rest = text.replace(COMMENT, blank).replace(SETTING, blank).split("\n");
  const garbage = rest.flatMap((line, at) =>
    line.trim() === "" ? [] : [{ line: at + 1, says: "this sets nothing. A setting looks like PORT=3000." }],
  );
  return [...unknown, ...garbage].sort((a, b) => a.line - b.line);
}

// A key on a line of its own ends in "=" where it is written in base64: only what looks like a name is repeated.
function unknownName(name: string): string {
  const meant = nearest(name, Object.keys(settings.shape));
  if (meant) return `there is no setting ${name}. Did you mean ${meant}?`;
  const called = /^[A-Z][A-Z0-9_]*$/.test(name) ? name : "of this name";
  return `there is no setting ${called}. See .env.example for those there are.`;
}

function blank(found: string): string {
  return found.replace(/[^\n]/g, " ");
}
