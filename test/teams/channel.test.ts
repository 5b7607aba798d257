import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import type { Json } from "../fakes/teams/cards.ts";
import { ALICE, BOB, CHANNEL, CODE_FORM, cardReply, formReply, type RunningTeams, said, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const inChannel = () => on.fake.transcript(CHANNEL);
const card = (title: string) => ({
  title: verbatim(title),
  buttons: [{ label: verbatim("Approve"), command: "request.approve", ref: { id: "r1", version: 3 } }],
});
async function posted(title: string) {
  const to = { platform: "teams", tenant: on.fake.tenant, kind: "channel", id: CHANNEL } as const;
  await on.teams.sender.post(to, card(title), "en");
  const message = on.fake.sees(ALICE).at(-1);
  if (!message) throw new Error("nothing was posted");
  return message;
}

describe("in a channel", () => {
  it("a form never appears: a button opens it as a dialog for the one who asked", async () => {
    on.answers(formReply({}, { values: { email: "new@example.com" } }));
    const opener = await on.fake.mentions(ALICE, on.channel, "invite new@example.com");
    expect(opener.fields).toEqual([]);
    expect(inChannel()).not.toContain("Input.");
    const dialog = await on.fake.press(ALICE, opener, opener.buttons[0] ?? "");
    expect(on.intents).toMatchObject([{ kind: "typed", text: "invite new@example.com", where: "command" }]);
    expect(dialog).toMatchObject({ kind: "modal", title: "Invite", fields: [{ name: "email" }, { name: "reason" }] });
    on.answers(cardReply("Sent"));
    const done = dialog && (await on.fake.submit(ALICE, dialog, { email: "new@example.com" }));
    expect(`${done?.title} ${done?.text}`).toContain("Sent");
    expect(on.intents.at(-1)).toMatchObject({
      ...{ kind: "submitted", command: "invitation.create", values: { email: "new@example.com" } },
    });
  });

  it("C15: works for the person who wrote the words alone; anybody else is told what to do, and nothing is run", async () => {
    const opener = await on.fake.mentions(ALICE, on.channel, "withdraw 2");
    expect(opener.text).toContain("Asked: withdraw 2");
    const refused = await on.fake.press(BOB, opener, "Open");
    expect(refused).toMatchObject({ kind: "modal", fields: [], buttons: [] });
    expect(refused?.text).toContain("Only the person who wrote this can open it.");
    expect(refused?.text).toContain("write to Countersign in your personal chat");
    expect(on.intents).toEqual([]);
    await on.fake.press(ALICE, opener, "Open");
    expect(on.intents).toMatchObject([{ kind: "typed", text: "withdraw 2", where: "command", by: { user: ALICE } }]);
  });

  it("C15: who its author is comes from the verified message, and the button is compared with who verifiably presses", async () => {
    const opener = await on.fake.mentions(ALICE, on.channel, "withdraw 2");
    const [action] = on.fake.cardOf(BOB, opener).actions as Json[];
    expect(action?.data).toMatchObject({ typed: "withdraw 2", author: ALICE });
    const from = { user: BOB, conversation: on.channel };
    for (const verb of ["fetch", "submit"] as const) {
      const { json } = await on.fake.send(on.fake.bodies.task(from, verb, action?.data as Json));
      expect(JSON.stringify(json)).toContain("Only the person who wrote this");
    }
    const inCapitals = { ...(action?.data as Json), author: ALICE.toUpperCase() };
    await on.fake.send(on.fake.bodies.task({ ...from, user: ALICE }, "fetch", inCapitals));
    expect(on.intents).toMatchObject([{ by: { user: ALICE } }]);
  });

  it.each([
    ["of an older version, which names no author", { v: 1, typed: "withdraw 2" }],
    ["whose author is no object id", { v: 1, typed: "withdraw 2", author: "alice@example.com" }],
    ["with more words than one shows", { v: 1, typed: "x".repeat(301), author: ALICE }],
  ])("C15: a button %s runs nothing and says that it is from an older version", async (_, data) => {
    const from = { user: ALICE, conversation: on.channel };
    const { json } = await on.fake.send(
      on.fake.bodies.task(from, "fetch", { ...data, msteams: { type: "task/fetch" } }),
    );
    expect(JSON.stringify(json)).toContain("older version");
    expect(on.intents).toEqual([]);
  });

  it("C15: shows the words as they were written, without what nobody sees, and runs just these", async () => {
    const nasty =
      "invite **a**@example.com [Open](https://evil.example) \u202edrawhtiw\u200b {{DATE(2020-01-01T00:00:00Z)}}";
    const shown = "invite **a**@example.com [Open](https://evil.example) drawhtiw {{DATE(2020-01-01T00:00:00Z)}}";
    const opener = await on.fake.mentions(ALICE, on.channel, nasty);
    expect(opener.text).toContain(`Asked: ${shown}`);
    expect(opener.links).toEqual([]);
    await on.fake.press(ALICE, opener, "Open");
    expect(on.intents).toMatchObject([{ text: shown }]);
  });

  it("C15: what is too long to be shown is not run", async () => {
    const fits = await on.fake.mentions(ALICE, on.channel, "x".repeat(300));
    expect(fits.buttons).toEqual(["Open"]);
    const tooLong = await on.fake.mentions(ALICE, on.channel, "x".repeat(301));
    expect(tooLong).toMatchObject({ buttons: [], text: expect.stringContaining("at most 300 characters") });
  });

  it("somebody who is mentioned beside the bot is meant by id", async () => {
    const opener = await on.fake.mentions(ALICE, on.channel, "member <at>Bob Example</at>");
    expect(opener.text).toContain("Asked: member @Bob Example");
    await on.fake.press(ALICE, opener, opener.buttons[0] ?? "");
    expect(on.intents).toMatchObject([{ kind: "typed", text: `member <@${BOB}>`, where: "command" }]);
  });

  it.each([
    ["a card", cardReply("Members of Acme: alice@example.com", [{ label: "Next", command: "member.list" }])],
    ["a sentence", said("alice@example.com is a member")],
  ])("%s that holds somebody's data is not for everybody to read", async (_, reply) => {
    on.answers(reply);
    const seen = await on.fake.mentions(ALICE, on.channel, "members");
    expect(inChannel()).not.toContain("alice@example.com");
    const dialog = await on.fake.press(ALICE, seen, seen.buttons[0] ?? "");
    expect(dialog?.kind).toBe("modal");
    expect(`${dialog?.title} ${dialog?.text}`).toContain("alice@example.com");
    expect(
      on.fake
        .sees(BOB)
        .map(({ text }) => text)
        .join(),
    ).not.toContain("alice@example.com");
  });

  it("a message that doesn't mention the bot gets no answer", async () => {
    await on.fake.send(on.fake.bodies.message({ user: ALICE, conversation: on.channel }, "help <at>Bob Example</at>"));
    expect(on.fake.sees(ALICE)).toEqual([]);
    expect(on.intents).toEqual([]);
  });

  it("C8: a code that somebody types there is not repeated there", async () => {
    on.answers(formReply(CODE_FORM, { values: { code: "12345678" }, errors: { code: verbatim("Wrong") } }));
    await on.fake.mentions(ALICE, on.channel, "12345678");
    expect(inChannel()).not.toContain("12345678");
    for (const hidden of ["1234 5678", "1234-5678", "1234\u200b5678"])
      await on.fake.mentions(ALICE, on.channel, hidden);
    expect(on.fake.sees(BOB).map(({ buttons }) => buttons)).toEqual([[], [], [], []]);
    expect(inChannel()).not.toContain("5678");
  });

  it("C9: a code that somebody types there confirms nothing", async () => {
    const opener = await on.fake.mentions(ALICE, on.channel, "12345678");
    const [button] = opener.buttons;
    if (button) await on.fake.press(ALICE, opener, button);
    expect(on.intents.filter((intent) => intent.kind === "typed" && intent.where === "direct")).toEqual([]);
  });

  it("C9: nor does one that is slipped into the button", async () => {
    const data = { v: 1, typed: "12345678", author: ALICE, msteams: { type: "task/fetch" } };
    await on.fake.send(on.fake.bodies.task({ user: ALICE, conversation: on.channel }, "fetch", data));
    await on.fake.send(on.fake.bodies.task({ user: ALICE }, "fetch", data));
    expect(on.intents).toHaveLength(2);
    expect(on.intents.filter((intent) => intent.kind === "typed" && intent.where === "direct")).toEqual([]);
  });

  it("C8: an activation link is never shown there", async () => {
    const link = { label: verbatim("Activate"), url: "https://x.test/activate/secret" };
    on.answers({ kind: "card", card: { title: verbatim("Welcome"), links: [link] } });
    const opener = await on.fake.mentions(ALICE, on.channel, "help");
    await on.fake.press(ALICE, opener, opener.buttons[0] ?? "");
    expect(inChannel()).not.toContain("activate/secret");
  });
});

describe("a card for everybody in a channel", () => {
  it("answers the presser alone, in a dialog, and stays as it is", async () => {
    const message = await posted("Request 9");
    on.answers(formReply(CODE_FORM));
    const dialog = await on.fake.press(BOB, message, "Approve");
    expect(dialog).toMatchObject({ kind: "modal", fields: [{ name: "code" }] });
    expect(on.intents).toMatchObject([{ kind: "pressed", command: "request.approve", ref: { id: "r1", version: 3 } }]);
    expect(on.fake.sees(ALICE).map(({ title }) => title)).toEqual(["Request 9"]);
    expect(inChannel()).not.toContain("Input.");
  });

  it("in the dialog errors are shown under their fields and a new code can be asked for", async () => {
    const message = await posted("Request 9");
    const ref = { id: "r1", version: 3 };
    on.answers(formReply(CODE_FORM, { command: "request.approve", ref }));
    const dialog = await on.fake.press(BOB, message, "Approve");
    on.answers(formReply(CODE_FORM, { command: "request.approve", ref, errors: { code: verbatim("Wrong code") } }));
    const again = dialog && (await on.fake.submit(BOB, dialog, { code: "12345678" }));
    expect(again?.fields).toMatchObject([{ name: "code", error: "Wrong code", value: "" }]);
    const fresh = again && (await on.fake.press(BOB, again, "Send a new code"));
    expect(fresh).toMatchObject({ kind: "modal", id: dialog?.id });
    expect(on.intents.at(-1)).toMatchObject({ kind: "pressed", command: "request.code" });
    on.answers(said("Approved."));
    const done = fresh && (await on.fake.submit(BOB, fresh, { code: "87654321" }));
    expect(done?.text).toContain("Approved.");
    expect(on.intents.at(-1)).toMatchObject({ kind: "submitted", values: { code: "87654321" } });
  });

  it("A9: made to turn over by a forged press, it shows no form in the channel", async () => {
    const message = await posted("Request 9");
    on.answers(formReply(CODE_FORM));
    const action = { type: "Action.Execute", verb: "countersign", data: { v: 1, command: "request.approve" } };
    const from = { user: BOB, conversation: on.channel };
    const { text } = await on.fake.send(on.fake.bodies.execute(from, message.id, action));
    expect(text).not.toContain("Input.");
    expect(on.intents).toEqual([]);
  });

  it("turns into its decided form for everybody", async () => {
    const to = { platform: "teams", tenant: on.fake.tenant, kind: "channel", id: CHANNEL } as const;
    const ref = await on.teams.sender.post(to, card("Request 9"), "en");
    await on.teams.sender.update(ref, { title: verbatim("Approved"), tone: "good" }, "en");
    for (const user of [ALICE, BOB]) expect(on.fake.sees(user).map(({ buttons }) => buttons)).toEqual([[]]);
    expect(on.fake.sees(BOB)[0]?.text).toContain("Approved");
  });
});

describe("from the compose box", () => {
  it.each([
    ["invite", "invite"],
    ["requests", "requests"],
  ])("the command %s opens the same dialog", async (commandId, words) => {
    on.answers(formReply());
    const dialog = await on.fake.compose(ALICE, commandId, on.channel);
    expect(dialog).toMatchObject({ kind: "modal", title: "Invite", fields: [{ name: "email" }, { name: "reason" }] });
    expect(on.intents).toMatchObject([{ kind: "typed", text: words }]);
    on.answers(cardReply("Sent"));
    const done = dialog && (await on.fake.submit(ALICE, dialog, { email: "new@example.com" }));
    expect(`${done?.title} ${done?.text}`).toContain("Sent");
    expect(on.intents[1]).toMatchObject({ kind: "submitted", command: "invitation.create", key: "key-1" });
    expect(inChannel()).not.toContain("new@example.com");
  });

  it("a list is a card in the dialog, and its buttons work there", async () => {
    on.answers(cardReply("My requests", [{ label: "Details", command: "request.show" }]));
    const dialog = await on.fake.compose(ALICE, "requests");
    on.answers(cardReply("Request 9"));
    const next = dialog && (await on.fake.press(ALICE, dialog, "Details"));
    expect(next).toMatchObject({ kind: "modal", id: dialog?.id });
    expect(`${next?.title} ${next?.text}`).toContain("Request 9");
  });

  it("a command that nobody knows opens nothing", async () => {
    const { status } = await on.fake.send(on.fake.bodies.compose({ user: ALICE }, "fetchTask", "surprise"));
    expect(status).toBeLessThan(502);
    expect(on.intents).toEqual([]);
  });
});
