import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";
import { visible } from "../../text/visible.ts";

/** A sentence in words, visible, and never empty: a person may have typed nothing at all. */
export function words(sentence: Text, locale: string): string {
  const shown = visible(say(sentence, { locale }));
  return shown.trim() === "" ? say(text("teams.empty"), { locale }) : shown;
}

/**
 * One line for a place that renders markdown: a backslash before everything that could begin emphasis, a link, code, a
 * mention's tag, an entity, a list, a heading or a `{{DATE()}}`. CommonMark shows it letter by letter then:
 * https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function escaped(line: string): string {
  return line
    .trim()
    .replace(/[\\`*_[\]~<&{|]/g, "\\$&")
    .replace(/^[#>+=-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/** The lines of a text, each escaped. A line break alone is a blank in markdown, so each line stands by itself. */
export function lines(shown: string): string[] {
  return shown.split("\n").map(escaped).filter(Boolean);
}
