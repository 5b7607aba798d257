import { expect, it } from "vitest";
import { atLeast, atMost, shortfalls, told } from "./figures.ts";
import type { Asker } from "./load.ts";
import { readOptions } from "./options.ts";
import { group, inTurn } from "./rounds.ts";

it("puts sides under load in turn, the next time in the opposite order, and does not count the first round", async () => {
  const order: string[] = [];
  const side = (name: string, submits: boolean) => {
    const ask: Asker = async (member, email) => {
      order.push(`${name} ${member} ${email}`);
      return { milliseconds: 1, submit: async () => ({ milliseconds: order.push(`${name} submits`) }) };
    };
    return { name, ask, members: [4], submits };
  };
  const { form, submit } = await inTurn([side("one", true), side("other", false)], 2);
  expect(order).toEqual([
    ...["one 4 new0-4@example.org", "one submits", "other 4 new0-4@example.org"],
    ...["other 4 new1-4@example.org", "one 4 new1-4@example.org", "one submits"],
    ...["one 4 new2-4@example.org", "one submits", "other 4 new2-4@example.org"],
  ]);
  expect([form("one"), submit("one"), form("other"), submit("other")].map((of) => of.latencies.length)).toEqual([
    2, 2, 2, 0,
  ]);
});

it("takes other members for each group, and no administrator", () => {
  expect([group(0, 2), group(1, 2)]).toEqual([
    [4, 5],
    [6, 7],
  ]);
});

it("says in words what falls short, and nothing about the rest", () => {
  const times = (value: number) => `${value} x`;
  const figures = [told("a", "1"), atMost("b", 3, 2, times), atLeast("c", 3, 2, times), atLeast("d", 1, 2, times)];
  expect(shortfalls(figures)).toEqual([
    "falls short: b: 3 x, and the aim is at most 2 x",
    "falls short: d: 1 x, and the aim is at least 2 x",
  ]);
});

it("runs everything, or one part", () => {
  expect(readOptions([])).toEqual({
    ...{ quick: false, profile: false, against: null },
    wants: { start: true, sizes: true, forms: true, submits: true, import: true, "sign-ins": true },
  });
  expect(readOptions(["--quick", "--only", "forms"])).toMatchObject({
    quick: true,
    wants: { start: false, sizes: false, forms: true, submits: false, import: false, "sign-ins": false },
  });
  expect(() => readOptions(["--only", "mail"])).toThrow(
    "--only takes one of start, sizes, forms, submits, import, sign-ins, not mail.",
  );
});
