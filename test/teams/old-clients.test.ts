import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import type { Json } from "../fakes/teams/cards.ts";
import { ALICE, BOB, CODE_FORM, cardReply, formReply, type RunningTeams, sleep, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const OLD = { isOld: true };
const inPersonal = (value: unknown, more: Json = {}) =>
  on.fake.bodies.message({ user: ALICE }, "", { text: undefined, value, ...more });

describe("a client from before Action.Execute", () => {
  it("sends a form that is understood in the same way, and the answer is a message", async () => {
    on.answers(formReply({}, { ref: { id: "r1", version: 2 } }));
    const form = await on.fake.says(ALICE, "invite");
    on.answers(cardReply("Sent"));
    const values = { email: "new@example.com", reason: "a <b> & c" };
    const answer = await on.fake.submit(ALICE, form, values, OLD);
    expect(answer).toMatchObject({ kind: "message", title: "Sent" });
    await on.fake.submit(ALICE, form, values);
    expect(on.intents).toHaveLength(3);
    expect(on.intents[1]).toEqual(on.intents[2]);
    expect(on.intents[1]).toMatchObject({ kind: "submitted", key: "key-1", ref: { id: "r1", version: 2 }, values });
  });

  it("shows errors, keeps what was typed and does not repeat a code", async () => {
    on.answers(formReply(CODE_FORM, { command: "request.verify" }));
    const form = await on.fake.says(ALICE, "invite");
    on.answers(formReply(CODE_FORM, { command: "request.verify", errors: { code: verbatim("Wrong code") } }));
    const again = await on.fake.submit(ALICE, form, { code: "12345678" }, OLD);
    expect(again?.fields).toMatchObject([{ name: "code", error: "Wrong code", value: "" }]);
    expect(on.fake.transcript(on.fake.personal(ALICE).id)).not.toContain("12345678");
  });

  it("presses buttons, each press once", async () => {
    on.answers(cardReply("Page 1", [{ label: "Next", command: "member.list" }]));
    const list = await on.fake.says(ALICE, "members");
    on.answers(cardReply("Page 2"));
    expect((await on.fake.press(ALICE, list, "Next", OLD))?.text).toBe("Page 2");
    expect(on.intents[1]).toMatchObject({ kind: "pressed", command: "member.list", ref: { id: "r1", version: 3 } });
    const press = inPersonal({ v: 1, command: "member.list" });
    await Promise.all([on.fake.send(press), on.fake.send(press), on.fake.send(press)]);
    await sleep(50);
    expect(on.intents).toHaveLength(3);
  });

  it.each([
    ["nothing", {}],
    ["another version", { v: 0, command: "x" }],
    ["a text", "approve"],
  ])("A9: sends %s and gets a sentence", async (_, value) => {
    await on.fake.send(inPersonal(value));
    expect(on.fake.sees(ALICE).at(-1)?.text).toMatch(/older version/);
    expect(on.intents).toEqual([]);
  });

  it("C9: a code in a button confirms nothing", async () => {
    await on.fake.send(inPersonal({ v: 1, typed: "12345678", author: ALICE }));
    await on.fake.send(inPersonal({ v: 1, typed: "12345678" }));
    await sleep(50);
    expect(on.intents).toHaveLength(1);
    expect(on.intents.filter((intent) => intent.kind === "typed" && intent.where === "direct")).toEqual([]);
  });

  it("C1: a guest gets nothing by it", async () => {
    on.fake.person({ id: BOB, name: "Bob Example", email: "bob@example.com", isGuest: true });
    await on.fake.send(on.fake.bodies.message({ user: BOB }, "", { text: undefined, value: { v: 1, command: "a" } }));
    expect(on.fake.sees(BOB).at(-1)?.text).toContain("no guests");
    expect(on.intents).toEqual([]);
  });

  it.each([
    ["a button", { v: 1, command: "request.approve" }],
    ["a form", { v: 1, command: "request.approve", once: "k", code: "12345678" }],
  ])("A9: in a channel %s does nothing, mentioned or not: what it shows there, everybody sees", async (_, value) => {
    on.answers(formReply(CODE_FORM));
    const from = { user: ALICE, conversation: on.channel };
    for (const text of [undefined, "", "<at>Countersign</at>"]) {
      const message = on.fake.bodies.message(from, text ?? "", { value, ...(text === undefined && { text }) });
      expect((await on.fake.send(message)).status).toBe(200);
    }
    await sleep(50);
    expect(on.intents).toEqual([]);
    expect(on.fake.sees(BOB)).toEqual([]);
  });
});
