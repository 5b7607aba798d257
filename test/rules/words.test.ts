import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Command, commands, nameOf } from "../../src/commands.ts";
import { answer } from "../../src/domain/command.ts";
import { createLookup, requireReadable } from "../../src/pipeline/route-command.ts";
import { verbatim } from "../../src/text/text.ts";

const reply = { kind: "text", text: verbatim("Done") } as const;
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

describe("a message with a file", () => {
  const by = { platform: "slack", tenant: "T1", user: "U1" } as const;
  const said = { ...{ by, key: "one", locale: "en" }, ...({ kind: "typed", text: "help", where: "direct" } as const) };

  it("is answered with a sentence, whatever words come with it", () => {
    expect(() => requireReadable({ ...said, withFile: true })).toThrow("refused.file");
    expect(() => requireReadable(said)).not.toThrow();
  });
});
