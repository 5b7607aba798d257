import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { csvOf } from "../../src/domain/imports/list-csv.ts";

const START = /^[\s\0\uFEFF]*[=+\-@\t\r\0＝＋－＠]/u;

it("F11: no cell of a list can be a formula in a spreadsheet, and none is lost", () => {
  const mean = fc.constantFrom(
    "=1+1",
    " =1+1",
    "\t=1",
    "\0=1",
    "\uFEFF=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\r=1",
    "＝1",
  );
  const cell = fc.oneof(
    fc.string({ unit: "binary" }),
    mean,
    fc.tuple(mean, fc.string()).map((both) => both.join("")),
    fc.tuple(fc.string(), fc.constantFrom(";", ",", "\t", "\n", ";\n "), mean).map((both) => both.join("")),
    fc.tuple(fc.constantFrom(" ", "\n", "\u00a0", "\u200b", '"', ";"), mean).map((both) => both.join("")),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 }), (rows) => {
      const read: string[][] = parse(csvOf(rows), { bom: true });
      expect(read).toHaveLength(rows.length);
      for (const one of read.flat()) {
        expect(one).not.toMatch(START);
        for (const part of one.split(/[;,\t\r\n]/)) expect(part).not.toMatch(START);
      }
    }),
    { numRuns: 500 },
  );
  expect(csvOf([["=1+1", "Ada"]])).toBe('\uFEFF"\'=1+1","Ada"\r\n');
  expect(csvOf([["x;=1+1", "a,b"]])).toBe('\uFEFF"x;\'=1+1","a,b"\r\n');
});
