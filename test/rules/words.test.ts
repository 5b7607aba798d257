import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Command, commands, nameOf } from "../../src/commands.ts";
import { answer } from "../../src/domain/command.ts";
import { createLookup, createTakerLookup, requireReadable } from "../../src/pipeline/route-command.ts";
import { verbatim } from "../../src/text/text.ts";

const reply = { kind: "text", text: verbatim("Done") } as const;
const done = answer(reply);
const command = (words: string): Command => ({
  ...{ words, kind: "query" },
  query: { name: words.replaceAll(" ", "."), needs: "member", run: () => answer(reply) },
});

describe("the command that typed words begin with", () => {
  const catalogue = ["history", "history export", "role", "roles", "role add", "role add all"].map(command);

  it.each([
    ["history", "history"],
    ["history export", "history.export"],
    ["History Export 2026", "history.export"],
    ["history exports", "history"],
    ["history of export", "history"],
    ["role", "role"],
    ["role finance", "role"],
    ["roles", "roles"],
    ["role add finance", "role.add"],
    ["role add all", "role.add.all"],
    ["role add alll", "role.add"],
  ])("%s is %s, in whichever order the catalogue is", (typed, name) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(catalogue, { minLength: catalogue.length }), (shuffled) => {
        const found = createLookup(shuffled)(typed);
        expect(found && nameOf(found)).toBe(name);
      }),
    );
  });

  it.each(["", "hist", "historyexport", "export", "rol", "role-add"])("%s is none", (typed) => {
    expect(createLookup(catalogue)(typed)).toBeUndefined();
  });

  it("is each of the product's own, with and without something behind it", () => {
    const lookup = createLookup(commands);
    for (const one of commands) {
      if (!one.words) continue;
      expect([lookup(one.words), lookup(`${one.words} something`)]).toEqual([one, one]);
    }
  });

  it("leaves the catalogue in its order, which is that of /team help", () => {
    const before = [...catalogue];
    createLookup(catalogue);
    expect(catalogue).toEqual(before);
  });
});

describe("the command that a file is for", () => {
  const step = { needs: "member", fields: [], proof: false, open: async () => done, submit: async () => done } as const;
  const taker = (words: string): Command => ({
    ...{ words, kind: "step", step: { name: words.replaceAll(" ", "."), ...step }, takesFile: "list" },
  });
  const [load, compare] = [taker("load"), taker("load compare")];
  const others = ["load all", "help"].map(command);

  it.each([
    ["", load],
    ["load", load],
    ["LOAD", load],
    ["load all", undefined],
    ["load it", undefined],
    ["help", undefined],
    ["12345678", undefined],
  ])("beside “%s”", (words, expected) => {
    expect(createTakerLookup([...others, load])(words)).toBe(expected);
  });

  it("is in doubt where several take files and none is named", () => {
    const lookup = createTakerLookup([load, ...others, compare]);
    expect([lookup(""), lookup("load compare"), lookup("load")]).toEqual([undefined, compare, load]);
    expect(createTakerLookup(others)("")).toBeUndefined();
  });
});

describe("what can't be kept", () => {
  const by = { platform: "slack", tenant: "T1", user: "U1" } as const;
  const said = { ...{ by, key: "one", locale: "en" }, ...({ kind: "typed", text: "help", where: "direct" } as const) };

  it("is refused in a file and in its name, as in words", () => {
    expect(() => requireReadable({ ...said, file: { name: "a.csv", text: "one,two" } })).not.toThrow();
    for (const file of [
      { name: "a.csv", text: "one\0two" },
      { name: "a\ud800.csv", text: "one" },
    ])
      expect(() => requireReadable({ ...said, file })).toThrow("refused.unreadable");
  });
});
