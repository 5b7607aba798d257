import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Button } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import { TRYOUT } from "../../src/core/platform.ts";
import { TENANT } from "../../src/platforms/tryout/sender.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { ADA, GRACE, type OpenTryout, openTryout } from "./setup.ts";

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
  let tryout: OpenTryout;
  beforeEach(async () => {
    tryout = await openTryout();
  });
  afterEach(() => tryout.close());

  it("C9: a code written to the bot is neither in the chat nor in its file", async () => {
    for (const code of ["48151623", "4815 1623", "481-516"]) await tryout.driver.writes(ADA.id, code);
    expect(tryout.intents.map((intent) => intent.kind === "typed" && intent.text)).toEqual([
      "48151623",
      "4815 1623",
      "481-516",
    ]);
    const shown = await tryout.page(ADA.id);
    await tryout.close({ keep: true });
    const kept = await readFile(tryout.stateFile, "utf8");
    for (const place of [shown, kept]) {
      expect(place).not.toMatch(/4815|481-516/);
      expect(place).toContain("••••••••");
    }
  });

  it("C9: nor does one that comes with the answer of a form", async () => {
    tryout.answer = () => form;
    await tryout.driver.types(ADA.id, "invite");
    const typed = { as: ADA.id, about: JSON.stringify({ command: "member.change", key: "k1" }), values: { note: "x" } };
    await tryout.post("/submit", { ...typed, values: { note: "48151623" } });
    await tryout.close({ keep: true });
    expect(await readFile(tryout.stateFile, "utf8")).not.toContain("48151623");
  });

  it("the form that connects a chat account comes with the address of the person who is played, until they change it", async () => {
    const connect: Reply = {
      ...{ kind: "form", command: "identity.link", key: "k1" },
      form: {
        title: text("link.title"),
        fields: [{ kind: "email", name: "email", label: text("field.label.work-email") }],
        submit: text("button.send-code"),
      },
    };
    tryout.answer = (intent) =>
      intent.kind === "submitted"
        ? { ...connect, values: intent.values, errors: { email: text("field.required") } }
        : connect;
    const asked = await tryout.driver.types(GRACE.id, "");
    expect(asked.fields).toMatchObject([{ name: "email", value: "grace@example.com" }]);
    const again = await tryout.driver.submits(GRACE.id, asked, { email: "" });
    expect(again.fields).toMatchObject([{ name: "email", value: "" }]);
    tryout.answer = () => ({ ...connect, command: "member.invite" });
    expect((await tryout.driver.types(GRACE.id, "invite")).fields).toMatchObject([{ name: "email", value: "" }]);
  });

  it("what is written to the bot without /team is a direct message, and nobody else sees it", async () => {
    const seen = await tryout.driver.writes(ADA.id, "hello");
    expect(seen).toMatchObject({ kind: "message", text: "understood" });
    expect(tryout.intents).toMatchObject([
      { kind: "typed", where: "direct", text: "hello", by: { platform: TRYOUT, tenant: TENANT, user: "ada" } },
    ]);
    expect(await tryout.driver.sees(GRACE.id)).toEqual([]);
  });

  it("a command is answered only to the one who typed it, in a channel too", async () => {
    await tryout.post("/say", { as: ADA.id, in: "channel:approvals", text: "/team  members " });
    expect(tryout.intents).toMatchObject([{ where: "command", text: "members" }]);
    expect(await tryout.page(ADA.id, "channel:approvals")).toContain("understood");
    const others = await tryout.page(GRACE.id, "channel:approvals");
    expect(others).not.toContain("understood");
    expect(others).not.toContain("/team  members");
  });

  it("what people say to each other in a channel is not for the bot, and everybody reads it", async () => {
    await tryout.post("/say", { as: ADA.id, in: "channel:approvals", text: "good morning, 4815 1623" });
    await tryout.post("/say", { as: ADA.id, in: "channel:approvals", text: "/teams" });
    expect(tryout.intents).toEqual([]);
    const others = await tryout.page(GRACE.id, "channel:approvals");
    expect(others).toContain("good morning");
    expect(others).toContain('<span class="badge"><span aria-hidden="true">2</span>');
  });

  it("mentions go by id and are read as names; an address is no mention", async () => {
    await tryout.driver.types(ADA.id, "member @Grace");
    await tryout.driver.types(ADA.id, "member @grace");
    await tryout.driver.types(ADA.id, "member who@grace.example.com who@grace @grace.example");
    expect(tryout.intents.map((intent) => intent.kind === "typed" && intent.text)).toEqual([
      "member <@grace>",
      "member <@grace>",
      "member who@grace.example.com who@grace @grace.example",
    ]);
    expect(await tryout.page(ADA.id)).toContain("/team member @Grace");
  });

  it("a page of a list takes the place of the page before", async () => {
    tryout.answer = () => page("entries 9 to 16");
    const first = await tryout.driver.types(ADA.id, "history");
    tryout.answer = () => page("entries 1 to 8");
    const second = await tryout.driver.presses(ADA.id, first, "Older");
    expect(second).toMatchObject({ id: first.id, title: "entries 1 to 8" });
    expect(tryout.intents.at(-1)).toMatchObject({ kind: "pressed", command: "history.show", values: { before: "9" } });
    expect(await tryout.driver.sees(ADA.id)).toHaveLength(1);
  });

  it("what others see too stays as it is when somebody presses its button", async () => {
    const to = { platform: TRYOUT, tenant: TENANT, kind: "channel", id: "approvals" } as const;
    const card = { title: verbatim("waits for you"), buttons: [older] };
    const { message } = await tryout.chat.sender.post(to, card, "en");
    const button = JSON.stringify({ command: "history.show" });
    await tryout.post("/press", { as: ADA.id, in: "channel:approvals", button, message: Number(message) });
    expect(await tryout.page(GRACE.id, "channel:approvals")).toContain("waits for you");
    expect(await tryout.page(GRACE.id, "channel:approvals")).not.toContain("understood");
    expect(await tryout.page(ADA.id, "channel:approvals")).toContain("understood");
  });

  it("nobody presses a message away that is not theirs", async () => {
    tryout.answer = () => page("for Ada alone");
    const seen = await tryout.driver.types(ADA.id, "history");
    tryout.answer = () => ({ kind: "text", text: verbatim("gone") });
    const message = Number(seen.id.replace("entry-", ""));
    await tryout.post("/press", { as: GRACE.id, in: "dm", button: JSON.stringify({ command: "x" }), message });
    expect(await tryout.driver.sees(ADA.id)).toMatchObject([{ title: "for Ada alone" }]);
  });

  it("A9: a form comes back with what it is about, and the key that makes a retry harmless", async () => {
    tryout.answer = () => form;
    const shown = await tryout.driver.types(ADA.id, "invite");
    expect(shown).toMatchObject({ kind: "modal", fields: [{ name: "note", value: "" }] });
    await tryout.driver.submits(ADA.id, shown, { Comment: "fine" });
    expect(tryout.intents.at(-1)).toEqual({
      ...{ kind: "submitted", command: "member.change", ref: { id: "7", version: 3 }, key: "k1", locale: "en" },
      ...{ by: { platform: TRYOUT, tenant: TENANT, user: "ada" }, values: { note: "fine" } },
    });
  });

  it("what can't be rendered is told with a reference", async () => {
    tryout.answer = () => ({ kind: "text", text: { id: "no-such-sentence" } as never });
    const about = JSON.stringify({ command: "x", key: "k" });
    const answer = await tryout.post("/submit", { as: ADA.id, about, values: {} });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/[0-9a-f]{8}-/);
  });

  it("somebody can be added once", async () => {
    const linus = { name: "Linus", email: "linus@example.com" };
    expect(await tryout.driver.join(linus)).toBe("linus");
    expect(await tryout.driver.join(linus)).toBe("linus");
    const again = await tryout.post("/person", { values: { ...linus, name: "Another" } });
    expect(again.text).toContain("Somebody here has this address already.");
    expect(again.text).toContain('value="Another"');
  });
});
