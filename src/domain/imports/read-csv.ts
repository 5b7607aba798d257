import { CsvError, parse } from "csv-parse/sync";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { visibleName } from "../../text/visible.ts";
import { type Column, columns, ROWS_MOST, required } from "./import.ts";

/** A line of the file: its cells by column; `cells` where there are more or fewer than columns. */
export type Line = { line: number; cells: Record<Column, string>; isMisshapen: boolean };

const ROW_CHARACTERS = 5_000;

/**
 * Reads a table of comma- or semicolon-separated values (RFC 4180, and as spreadsheets write it where a comma is in
 * numbers). What concerns the whole file is refused here; a row that can't be read is for its own verdict.
 */
export function readCsv(file: string): Line[] {
  const [head, ...rows] = records(file);
  if (!head) throw refused(text("import.empty"));
  const names = columnsIn(head.record);
  if (rows.length === 0) throw refused(text("import.empty"));
  if (rows.length > ROWS_MOST) throw refused(text("import.too-many", { most: ROWS_MOST }));
  return rows.map(({ record, info: { lines } }) => ({
    line: lines,
    cells: cellsOf(names, record),
    isMisshapen: record.length !== names.length,
  }));
}

type Read = { record: string[]; info: { lines: number } };

function records(file: string): Read[] {
  try {
    return parse(file, {
      ...{ bom: true, delimiter: delimiterOf(file), info: true, trim: true, skip_empty_lines: true },
      // What a spreadsheet leaves below its last row.
      skip_records_with_empty_values: true,
      ...{ relax_column_count: true, max_record_size: ROW_CHARACTERS, to: ROWS_MOST + 2 },
    }) as unknown as Read[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refused(text("import.unreadable", { line: Number(error.lines ?? 1) }));
  }
}

/** What there is most of in the first line. */
function delimiterOf(file: string): string {
  const first = file.trimStart().split(/[\r\n]/, 1)[0] ?? "";
  const count = (sign: string) => first.split(sign).length;
  return [",", ";", "\t"].reduce((most, sign) => (count(sign) > count(most) ? sign : most));
}

/** A column that is not known is refused and never left out: it may be what somebody relies on. */
function columnsIn(head: readonly string[]): Column[] {
  const names = head.map((name) => visibleName(name).trim().toLowerCase());
  const known = (name: string): name is Column => columns.some((column) => column === name);
  const nameless = names.indexOf("");
  if (nameless >= 0) throw refused(text("import.nameless-column", { number: nameless + 1, known: [...columns] }));
  const unknown = names.find((name) => !known(name));
  if (unknown !== undefined)
    throw refused(text("import.unknown-column", { column: text("typed", { typed: unknown }), known: [...columns] }));
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled) throw refused(text("import.doubled-column", { column: doubled }));
  const missing = required.find((name) => !names.includes(name));
  if (missing) throw refused(text("import.missing-column", { column: missing, known: [...columns] }));
  return names.filter(known);
}

function cellsOf(names: readonly Column[], record: readonly string[]): Record<Column, string> {
  const cell = (column: Column) => visibleName(record[names.indexOf(column)] ?? "").trim();
  const [email, name, roles] = [cell("email"), cell("name"), cell("roles")];
  return { email, name, roles, accounts: cell("accounts"), until: cell("until") };
}

function refused(why: Text): Refusal {
  return new Refusal(why, { field: "file" });
}
