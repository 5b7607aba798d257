import { describe, expect, it } from "vitest";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Line } from "../../src/domain/imports/read-csv.ts";
import { readRows } from "../../src/domain/imports/read-rows.ts";
import { say } from "../../src/text/translate.ts";

const made = Array.from({ length: 60 }, (_, at) => `Made here ${at}`);
const roles = ["Admin", "Finance", "Operations", "Developer", "Data Analytics", ...made].map((name) => ({
  id: name,
  name,
}));
const vocabulary = { roles, accounts: new Map([["berlin", "berlin-id"]]), zone: "Europe/Berlin" };

function lineOf(cells: Partial<Line["cells"]>, line = 2): Line {
  const all = { email: `p${line}@x.example`, name: "", roles: "finance", accounts: "all", until: "", ...cells };
  return { line, cells: all, isMisshapen: false };
}

function readOne(cells: Partial<Line["cells"]>) {
  const [row] = readRows([lineOf(cells)], vocabulary);
  if (!row) throw new Error("no row");
  return "reason" in row ? say(row.reason, ANYBODY) : row;
}

describe("the rows of a file", () => {
  it.each([
    ["9999-12-31", "within a year"],
    ["9999-01-01", "within a year"],
    ["0026-12-31", "already over"],
    ["0000-06-01", "already over"],
    ["1969-12-31", "already over"],
    ["2027-02-29", "must be a day"],
    ["10000-01-01", "must be a day"],
    ["-000001-01-01", "must be a day"],
  ])("end on a day that a database knows: not on %s", (until, words) => {
    expect(readOne({ until })).toContain(words);
  });

  it("end with the day in the zone of who asks", () => {
    expect(readOne({ until: "2027-12-31" })).toMatchObject({ end: { at: "2027-12-31T23:00:00.000Z" } });
  });

  it.each([
    ["FINANCE", ["Finance"]],
    ["Finanzen|财务, Entwickler", ["Finance", "Developer"]],
    ["data analytics; Admin", ["Data Analytics", "Admin"]],
  ])("name roles in any case and language: %s", (cell, ids) => {
    expect(readOne({ roles: cell })).toMatchObject({ roles: ids });
  });

  it("name at most a hundred roles each", () => {
    expect(readOne({ roles: "finance;".repeat(100) })).toMatchObject({ roles: ["Finance"] });
    expect(readOne({ roles: "finance;".repeat(101) })).toContain("at most 100 roles");
  });

  it("are read fast, also ten thousand with many roles each, or with roles that are not there", () => {
    const lines = Array.from({ length: 10_000 }, (_, at) =>
      lineOf({ roles: `${"made here 59;".repeat(90)}x${at}` }, at),
    );
    const long = Array.from({ length: 1_000 }, (_, at) => lineOf({ roles: `${"o".repeat(1_900)}${at}` }, at));
    const began = performance.now();
    expect(readRows(lines, vocabulary)).toHaveLength(10_000);
    expect(readRows(long, vocabulary)).toHaveLength(1_000);
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
