import { describe, expect, it } from "vitest";
import { cardProblem, type Json } from "../fakes/teams/cards.ts";
import { resultsIn } from "../fakes/teams/client.ts";
import { plain, screen } from "../fakes/teams/screen.ts";

const card = (body: Json[], more: Json = {}): Json => ({ type: "AdaptiveCard", version: "1.5", body, ...more });
const execute = { type: "Action.Execute", title: "Go", verb: "countersign", data: {} };

const search = (more: Json = {}): Json => ({
  ...{ type: "Input.ChoiceSet", id: "a", style: "filtered", choices: [] },
  "choices.data": { type: "Data.Query", dataset: "x", associatedInputs: "auto" },
  ...more,
});

describe("the fake Teams shows no card that Teams would not show", () => {
  it("takes what Teams takes", () => {
    const inputs = [{ type: "Input.Text", id: "email", label: "E-mail" }];
    expect(cardProblem(card([{ type: "TextBlock", text: "x", wrap: true }, ...inputs]), "message")).toBeNull();
    expect(cardProblem(card([search()]), "message")).toBeNull();
  });

  it.each([
    ["an unknown element", card([{ type: "Input.Email", id: "a" }])],
    ["a newer version", { ...card([]), version: "1.6" }],
    ["no version", { type: "AdaptiveCard", body: [] }],
    ["an unknown property", card([{ type: "TextBlock", text: "x", bold: true }])],
    ["an unknown colour", card([{ type: "TextBlock", text: "x", color: "red" }])],
    ["an input without an id", card([{ type: "Input.Text", label: "x" }])],
    ["two inputs of one id", card([1, 2].map(() => ({ type: "Input.Text", id: "a" })))],
    ["an option with a comma", card([{ type: "Input.ChoiceSet", id: "a", choices: [{ title: "x", value: "a,b" }] }])],
    ["a choice of nothing", card([{ type: "Input.ChoiceSet", id: "a", choices: [] }])],
    ["a search that drops down", card([search({ style: "compact" })])],
    ["a search of nothing", card([search({ "choices.data": { type: "Data.Query" } })])],
    ["something wrong inside of a column", card([{ type: "ColumnSet", columns: [{ items: [{ type: "What" }] }] }])],
    ["a button without words", card([], { actions: [{ ...execute, title: "" }] })],
    ["seven buttons in a row", card([], { actions: Array.from({ length: 7 }, () => execute) })],
    ["more than 28 KB", card([{ type: "TextBlock", text: "x".repeat(29_000) }])],
  ])("refuses %s", (_, wrong) => {
    expect(cardProblem(wrong, "message")).not.toBeNull();
  });

  it("refuses Action.Execute in a dialog", () => {
    expect(cardProblem(card([], { actions: [execute] }), "dialog")).toContain("Action.Execute");
    expect(cardProblem(card([], { actions: [execute] }), "message")).toBeNull();
  });

  it("shows 15 options of those that were found, and drops any other answer", () => {
    const results = Array.from({ length: 20 }, (_, at) => ({ title: `Option ${at}`, value: `${at}` }));
    const type = "application/vnd.microsoft.search.searchResponse";
    expect(resultsIn({ type, value: { results } })).toEqual(results.slice(0, 15));
    expect(() => resultsIn({ type: "message", value: { results } })).toThrow("drops");
    expect(() => resultsIn({ type, value: { results: [{ title: "", value: "1" }] } })).toThrow();
  });

  it("shows times in the reader's zone, and leaves what is only almost a time", () => {
    const text = "{{DATE(2026-11-24T23:15:00Z,SHORT)}} {{DATE(2026-11-24T23:15:00Z)}} {{TIME(2026-11-24T23:15:00Z)}}";
    const block = card([{ type: "TextBlock", text }]);
    expect(screen({ text: "", card: block, zone: "Europe/Berlin" }).text).toBe("Wed, 25 Nov 2026 25/11/2026 00:15");
    expect(screen({ text: "", card: block }).text).toBe("Tue, 24 Nov 2026 24/11/2026 23:15");
    for (const almost of [
      "{{DATE(2026-11-24)}}",
      "{{date(2026-11-24T23:15:00Z)}}",
      "\\{{{DATE(2026-11-24T23:15:00.000Z)}}",
    ])
      expect(screen({ text: "", card: card([{ type: "TextBlock", text: almost }]) }).text).toContain("2026-11-24");
  });

  it("shows markdown as Teams does, and what was escaped as it was typed", () => {
    expect(plain("**Approve** [here](https://evil.example) _now_")).toBe("Approve here now");
    expect(plain("\\*\\*a\\*\\* \\[b\\](c) \\_d\\_ e\\\\f")).toBe("**a** [b](c) _d_ e\\f");
    const links = screen({
      text: "",
      card: card([{ type: "TextBlock", text: "[Approve](https://evil.example)" }]),
    }).links;
    expect(links).toEqual([{ label: "Approve", url: "https://evil.example" }]);
    const escaped = card([{ type: "TextBlock", text: "\\[Approve\\](https://evil.example)" }]);
    expect(screen({ text: "", card: escaped }).links).toEqual([]);
  });
});
