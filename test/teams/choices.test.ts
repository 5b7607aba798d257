import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asksAgain, branchingForm } from "../fixtures/branching-form.ts";
import { ALICE, type RunningTeams, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
  on.answers(asksAgain);
  await on.fake.install(ALICE);
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const names = (seen: { fields: { name: string }[] } | undefined) => seen?.fields.map(({ name }) => name);
const NEXT = "With “some”, the next step asks for “Shops”.";

describe.each([{ isOld: false }, { isOld: true }])("a choice in a form, client is old: $isOld", (client) => {
  it("says what it leads to; then the same form asks for that too, with everything that was typed", async () => {
    const card = await on.fake.says(ALICE, "a");
    expect(names(card)).toEqual(["note", "where"]);
    expect(card.text).toContain(NEXT);
    const more = await on.fake.submit(ALICE, card, { note: "Month-end", where: "some" }, client);
    expect(on.intents.at(-1)).toMatchObject({ kind: "pressed", command: "a.b", key: "key-1" });
    expect(names(more)).toEqual(["note", "where", "shops"]);
    expect(more?.fields.map(({ value }) => value)).toEqual(["Month-end", "some", []]);
    expect(more?.fields.every(({ error }) => error === undefined)).toBe(true);
    expect(more?.text).toContain("One more thing to fill in: Shops.");
    expect(more?.text).not.toContain(NEXT);
    if (more) await on.fake.submit(ALICE, more, { shops: ["Berlin"] }, client);
    expect(on.intents.at(-1)).toMatchObject({
      ...{ kind: "submitted", key: "key-1" },
      values: { note: "Month-end", where: "some", shops: ["Berlin"] },
    });
  });

  it("that leads to nothing is submitted at once", async () => {
    const card = await on.fake.says(ALICE, "a");
    await on.fake.submit(ALICE, card, { where: "all" }, client);
    expect(on.intents.at(-1)).toMatchObject({ kind: "submitted", values: { where: "all" } });
  });

  it("can be made another way after all: the field that went with it does not hold up the form", async () => {
    const card = await on.fake.says(ALICE, "a");
    const more = await on.fake.submit(ALICE, card, { where: "some" }, client);
    if (more) await on.fake.submit(ALICE, more, { where: "all" }, client);
    expect(on.intents.at(-1)).toMatchObject({ kind: "submitted", values: { where: "all" } });
  });
});

describe("a form", () => {
  it("that is shown with the choice made has the field at once, and says nothing of a next step", async () => {
    on.answers(branchingForm({ values: { where: "some" } }));
    const card = await on.fake.says(ALICE, "a");
    expect(names(card)).toEqual(["note", "where", "shops"]);
    expect(card.text).not.toContain("next step");
  });

  it("with an error at a field that does not apply shows the field", async () => {
    const errors = { shops: { id: "field.out-of-place", with: { choice: "some" } } };
    on.answers(branchingForm({ values: { where: "all" }, errors }));
    const card = await on.fake.says(ALICE, "a");
    expect(card.fields.find(({ name }) => name === "shops")?.error).toContain("This goes only with “some”.");
  });
});
