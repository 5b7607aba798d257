import { describe, expect, it } from "vitest";
import { platforms } from "../../src/core/platform.ts";
import { inWords, type Kind, type Matrix, matrixFor } from "./matrix.ts";

const on = ({ stories }: Matrix, kind: Kind) => stories.filter((one) => one.kind === kind).map((one) => one.platform);

describe("what is tested on what", () => {
  it("every story on every platform with PostgreSQL, and once with the embedded database", () => {
    const matrix = matrixFor({ hasPostgresql: true });
    expect([on(matrix, "postgresql"), on(matrix, "embedded")]).toEqual([[...platforms], ["local"]]);
    expect(matrix.products).toEqual([{ kind: "postgresql" }]);
    expect(matrix.databases).toEqual([{ kind: "embedded" }, { kind: "postgresql" }]);
    expect(inWords(matrix)).toEqual([
      "On the embedded database: stories in the try-out chat; storage and abuse.",
      "On PostgreSQL: stories in the try-out chat, Slack, Teams; storage and abuse.",
    ]);
  });

  it("everything on everything with TEST_MATRIX=full", () => {
    const matrix = matrixFor({ hasPostgresql: true, wanted: "full" });
    for (const kind of ["postgresql", "embedded"] as const) expect(on(matrix, kind)).toEqual([...platforms]);
    expect(matrix.products).toEqual(matrix.databases);
    expect(matrix.databases).toHaveLength(2);
  });

  it("everything on the embedded database where there is no PostgreSQL, and says so", () => {
    const matrix = matrixFor({ hasPostgresql: false });
    expect([on(matrix, "embedded"), on(matrix, "postgresql")]).toEqual([[...platforms], []]);
    expect([matrix.products, matrix.databases]).toEqual([[{ kind: "embedded" }], [{ kind: "embedded" }]]);
    expect(inWords(matrix).at(-1)).toBe(
      "There is no PostgreSQL (set TEST_DATABASE_URL): only the embedded database is tested.",
    );
  });

  it("refuses to leave anything out of the full run, and a name that it doesn't know", () => {
    expect(() => matrixFor({ hasPostgresql: false, wanted: "full" })).toThrow("needs PostgreSQL");
    expect(() => matrixFor({ hasPostgresql: true, wanted: "ful" })).toThrow("TEST_MATRIX");
  });
});
