import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Button } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { ADA, GRACE, openStage, type Stage } from "./setup.ts";

const older: Button = { label: text("button.older"), command: "history.show", values: { before: "9" } };
const page = (title: string): Reply => ({ kind: "card", card: { title: verbatim(title), buttons: [older] } });
const form: Reply = {
  kind: "form",
  command: "member.change",
  key: "k1",
  ref: { id: "7", version: 3 },
  form: {
    title: text("tryout.add-person"),
    fields: [{ kind: "text", name: "note", label: text("field.label.comment"), maxLength: 20 }],
    submit: text("button.confirm"),
  },
};

describe("what is answered in the try-out chat", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.close());

  it("C9: a code written to the bot stands neither in the chat nor in its file", async () => {
    for (const code of ["48151623", "4815 1623", "481-516"]) await stage.driver.writes(ADA.id, code);
    expect(stage.intents.map((intent) => intent.kind === "typed" && intent.text)).toEqual([
      "48151623",
      "4815 1623",
      "481-516",
    ]);
    const shown = await stage.page(ADA.id);
    await stage.close({ keep: true });
    const kept = await readFile(stage.stateFile, "utf8");
    for (const place of [shown, kept]) {
      expect(place).not.toMatch(/4815|481-516/);
      expect(place).toContain("••••••••");
    }
  });

  it("C9: nor does one that comes with the answer of a form", async () => {
    stage.answer = () => form;
    await stage.driver.types(ADA.id, "invite");
    const typed = { as: ADA.id, about: JSON.stringify({ command: "member.change", key: "k1" }), values: { note: "x" } };
    await stage.post("/submit", { ...typed, values: { note: "48151623" } });
    await stage.close({ keep: true });
    expect(await readFile(stage.stateFile, "utf8")).not.toContain("48151623");
  });

  it("what is written to the bot without /team is a direct message, and nobody else sees it", async () => {
    const seen = await stage.driver.writes(ADA.id, "hello");
    expect(seen).toMatchObject({ kind: "message", text: "understood" });
    expect(stage.intents).toMatchObject([
      { kind: "typed", where: "direct", text: "hello", by: { platform: "local", tenant: "local", user: "ada" } },
    ]);
    expect(await stage.driver.sees(GRACE.id)).toEqual([]);
  });

  it("a command is answered only to the one who typed it, in a channel too", async () => {
    await stage.post("/say", { as: ADA.id, in: "channel:approvals", text: "/team  members " });
    expect(stage.intents).toMatchObject([{ where: "command", text: "members" }]);
    expect(await stage.page(ADA.id, "channel:approvals")).toContain("understood");
    const others = await stage.page(GRACE.id, "channel:approvals");
    expect(others).not.toContain("understood");
    expect(others).not.toContain("/team  members");
  });

  it("what people say to each other in a channel is not for the bot, and everybody reads it", async () => {
    await stage.post("/say", { as: ADA.id, in: "channel:approvals", text: "good morning, 4815 1623" });
    await stage.post("/say", { as: ADA.id, in: "channel:approvals", text: "/teams" });
    expect(stage.intents).toEqual([]);
    const others = await stage.page(GRACE.id, "channel:approvals");
    expect(others).toContain("good morning");
    expect(others).toContain('<span class="badge"><span aria-hidden="true">2</span>');
  });

  it("mentions go by id and are read as names; an address is no mention", async () => {
    await stage.driver.types(ADA.id, "member @Grace");
    await stage.driver.types(ADA.id, "member @grace");
    await stage.driver.types(ADA.id, "member who@grace.example.com who@grace @grace.example");
    expect(stage.intents.map((intent) => intent.kind === "typed" && intent.text)).toEqual([
      "member <@grace>",
      "member <@grace>",
      "member who@grace.example.com who@grace @grace.example",
    ]);
    expect(await stage.page(ADA.id)).toContain("/team member @Grace");
  });

  it("a page of a list takes the place of the page before", async () => {
    stage.answer = () => page("entries 9 to 16");
    const first = await stage.driver.types(ADA.id, "history");
    stage.answer = () => page("entries 1 to 8");
    const second = await stage.driver.presses(ADA.id, first, "Older");
    expect(second).toMatchObject({ id: first.id, title: "entries 1 to 8" });
    expect(stage.intents.at(-1)).toMatchObject({ kind: "pressed", command: "history.show", values: { before: "9" } });
    expect(await stage.driver.sees(ADA.id)).toHaveLength(1);
  });

  it("what others see too stays as it is when somebody presses its button", async () => {
    const to = { platform: "local", tenant: "local", kind: "channel", id: "approvals" } as const;
    const card = { title: verbatim("waits for you"), buttons: [older] };
    const { message } = await stage.local.sender.post(to, card, "en");
    const button = JSON.stringify({ command: "history.show" });
    await stage.post("/press", { as: ADA.id, in: "channel:approvals", button, message: Number(message) });
    expect(await stage.page(GRACE.id, "channel:approvals")).toContain("waits for you");
    expect(await stage.page(GRACE.id, "channel:approvals")).not.toContain("understood");
    expect(await stage.page(ADA.id, "channel:approvals")).toContain("understood");
  });

  it("nobody presses a message away that is not theirs", async () => {
    stage.answer = () => page("for Ada alone");
    const seen = await stage.driver.types(ADA.id, "history");
    stage.answer = () => ({ kind: "text", text: verbatim("gone") });
    const message = Number(seen.id.replace("entry-", ""));
    await stage.post("/press", { as: GRACE.id, in: "dm", button: JSON.stringify({ command: "x" }), message });
    expect(await stage.driver.sees(ADA.id)).toMatchObject([{ title: "for Ada alone" }]);
  });

  it("A9: a form comes back with what it is about, and the key that makes a retry harmless", async () => {
    stage.answer = () => form;
    const shown = await stage.driver.types(ADA.id, "invite");
    expect(shown).toMatchObject({ kind: "modal", fields: [{ name: "note", value: "" }] });
    await stage.driver.submits(ADA.id, shown, { Comment: "fine" });
    expect(stage.intents.at(-1)).toEqual({
      ...{ kind: "submitted", command: "member.change", ref: { id: "7", version: 3 }, key: "k1", locale: "en" },
      ...{ by: { platform: "local", tenant: "local", user: "ada" }, values: { note: "fine" } },
    });
  });

  it("what can't be rendered is told with a reference", async () => {
    stage.answer = () => ({ kind: "text", text: { id: "no-such-sentence" } as never });
    const about = JSON.stringify({ command: "x", key: "k" });
    const answer = await stage.post("/submit", { as: ADA.id, about, values: {} });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/[0-9a-f]{8}-/);
  });

  it("somebody can be added once", async () => {
    const linus = { name: "Linus", email: "linus@example.com" };
    expect(await stage.driver.join(linus)).toBe("linus");
    expect(await stage.driver.join(linus)).toBe("linus");
    const again = await stage.post("/person", { values: { ...linus, name: "Another" } });
    expect(again.text).toContain("Somebody here has this address already.");
    expect(again.text).toContain('value="Another"');
  });
});
