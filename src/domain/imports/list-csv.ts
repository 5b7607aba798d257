import { stringify } from "csv-stringify/sync";
import type { Reader } from "../../core/reader.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";
import { visible } from "../../text/visible.ts";
import type { StoredRow } from "./import.ts";
import { type Names, outcomeOf } from "./outcome.ts";

/** The rows as a file for a spreadsheet: what each comes to or has come to, in the reader's words. */
export function listCsv(rows: readonly StoredRow[], names: Names, reader: Reader): string {
  const head = (["line", "email", "name", "outcome"] as const).map((one) => say(text(`import.list.${one}`), reader));
  const cells = rows.map((row) => [String(row.line), row.email, row.name, say(outcomeOf(row, names), reader)]);
  return csvOf([head, ...cells]);
}

const SEPARATED = /([;,\t\r\n])(?=[\s\0\uFEFF"']*[=+\-@＝＋－＠])/gu;

/**
 * What people have typed must stay text in a spreadsheet (OWASP, CSV injection): a cell that would be a formula gets an
 * apostrophe in front, and what a program may skip before it looks for one is taken away. So does each part of a cell
 * behind what another program, or another country, takes for the end of a cell: `x;=1+1`.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => safe(visible(cell))));
  return stringify(cells, { bom: true, escape_formulas: true, quoted: true, record_delimiter: "windows" });
}

function safe(cell: string): string {
  return cell.replace(/^[\s\0\uFEFF]+/u, "").replace(SEPARATED, "$1'");
}
