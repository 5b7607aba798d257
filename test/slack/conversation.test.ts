import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import { CODE_FORM, cardReply, formReply, type SlackApp, said, sleep, startSlackApp } from "./setup.ts";

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp();
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

describe("typing /team", () => {
  it("hands over the words, the verified account, the person's language and time zone", async () => {
    on.fake.person({ id: "U3", locale: "de-DE", zone: "Europe/Berlin" });
    const seen = await on.fake.command("U3", "/team", "member <@U2|bob> &amp; <mailto:x@y.test|x@y.test>");
    expect(seen).toMatchObject({ kind: "ephemeral", text: "done" });
    expect(on.intents).toEqual([
      {
        ...{ kind: "typed", where: "command", text: "member <@U2> & x@y.test", locale: "de-DE", zone: "Europe/Berlin" },
        ...{ by: { platform: "slack", tenant: "T0OURS", user: "U3" }, key: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    ]);
  });

  it("is acknowledged before the product has thought about it", async () => {
    on.answers(async () => {
      await sleep(400);
      return said("later");
    });
    const began = Date.now();
    const sent = on.fake.signed.form(on.fake.bodies.command("U1", "/team", "help"));
    expect(await on.fake.send(sent)).toMatchObject({ status: 200, text: "" });
    expect(Date.now() - began).toBeLessThan(300);
    expect(await on.fake.next("U1", 0)).toMatchObject({ text: "later" });
  });

  it("opens a form at once, filled with what was typed", async () => {
    on.answers(formReply({}, { values: { email: "new@example.com" } }));
    const modal = await on.fake.command("U1", "/team", "invite new@example.com");
    expect(modal).toMatchObject({ kind: "modal", title: "Invite", buttons: ["Go on"] });
    expect(modal.fields).toMatchObject([
      { name: "email", label: "E-mail", value: "new@example.com", isOptional: false },
      { name: "reason", label: "Reason", value: "", isOptional: true },
    ]);
  });

  it("gives a button that opens the form where the trigger has expired", async () => {
    on.answers(formReply({}, { values: { email: "new@example.com" }, ref: { id: "r1", version: 2 } }));
    on.fake.setTriggerLifetime(-1);
    const fallback = await on.fake.command("U1", "/team", "invite");
    expect(fallback).toMatchObject({ kind: "ephemeral", buttons: ["Open the form"] });
    on.fake.setTriggerLifetime(3_000);
    const modal = await on.fake.press("U1", fallback, "Open the form");
    expect(modal).toMatchObject({ kind: "modal", title: "Invite" });
    expect(on.intents[1]).toMatchObject({
      ...{ kind: "pressed", command: "invitation.create" },
      ...{ values: { email: "new@example.com" }, ref: { id: "r1", version: 2 } },
    });
  });

  it("gives the same button where a trigger has been used", async () => {
    on.answers(formReply());
    on.fake.fail("views.open", { error: "exchanged_trigger_id" });
    expect(await on.fake.command("U1", "/team", "invite")).toMatchObject({ buttons: ["Open the form"] });
  });

  it("tells a reference, not the error, where Slack refuses a view for what is in it", async () => {
    on.answers(formReply());
    on.fake.fail("views.open", { error: "invalid_arguments" });
    const seen = await on.fake.command("U1", "/team", "invite");
    expect(seen.text).toMatch(/reference.*: [0-9a-f-]{36}$/);
    expect(seen.buttons).toEqual([]);
  });

  it("tells a reference where the answer can't be rendered", async () => {
    on.answers(formReply({ submit: verbatim("x".repeat(25)) }));
    const seen = await on.fake.command("U1", "/team", "invite");
    const reference = /[0-9a-f-]{36}$/.exec(seen.text)?.[0];
    expect(reference).toBeDefined();
    expect(JSON.stringify(on.logged)).toContain(reference);
  });

  it("answers through chat.postEphemeral where the response_url is not Slack's, and never calls that address", async () => {
    const body = { ...on.fake.bodies.command("U1", "/team", "help"), response_url: "http://127.0.0.1:9/elsewhere" };
    await on.fake.send(on.fake.signed.form(body));
    expect(await on.fake.next("U1", 0, ["ephemeral"])).toMatchObject({ text: "done" });
    expect(on.fake.calls.map((call) => call.method)).toContain("chat.postEphemeral");
  });
});

describe("submitting a form", () => {
  it("hands over what was filled in, with the key and ref of the form", async () => {
    on.answers(formReply({}, { ref: { id: "r1", version: 2 } }));
    const modal = await on.fake.command("U1", "/team", "invite");
    on.answers(cardReply("Sent"));
    const card = await on.fake.submitView("U1", modal, { "E-mail": "new@example.com", Reason: "a <b> & c" });
    expect(card).toMatchObject({ kind: "modal", id: modal.id, buttons: [] });
    expect(card?.text).toContain("Sent");
    expect(on.intents[1]).toMatchObject({
      ...{ kind: "submitted", command: "invitation.create", key: "key-1", ref: { id: "r1", version: 2 } },
      values: { email: "new@example.com", reason: "a <b> & c" },
    });
  });

  it("shows errors at their fields and keeps what was typed", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    on.answers(formReply({}, { errors: { email: verbatim("is a member already") } }));
    const again = await on.fake.submitView("U1", modal, { email: "a@example.com", reason: "because" });
    expect(again?.fields).toMatchObject([
      { name: "email", value: "a@example.com", error: "is a member already" },
      { name: "reason", value: "because" },
    ]);
  });

  it("turns the view over where an error is at no field, and what was typed is still there", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    on.answers(formReply({}, { errors: { everything: verbatim("too many requests today") } }));
    const again = await on.fake.submitView("U1", modal, { email: "a@example.com", reason: "because" });
    expect(again?.text).toContain("⚠ too many requests today");
    expect(again?.fields.map((field) => field.value)).toEqual(["a@example.com", "because"]);
  });

  it("turns the view over where the form comes back with a newer ref, and the next submit carries it", async () => {
    on.answers(formReply({}, { ref: { id: "r1", version: 2 } }));
    const modal = await on.fake.command("U1", "/team", "approve");
    const errors = { email: verbatim("look again") };
    on.answers(formReply({}, { ref: { id: "r1", version: 3 }, errors }));
    const again = await on.fake.submitView("U1", modal, { email: "a@example.com" });
    expect(again?.text).toContain("⚠ look again");
    if (again) await on.fake.submitView("U1", again);
    expect(on.intents.at(-1)).toMatchObject({ ref: { id: "r1", version: 3 }, values: { email: "a@example.com" } });
  });

  it("turns into the next form, in which nothing of the last one is left", async () => {
    on.answers(formReply(CODE_FORM, { command: "a.verify" }));
    const modal = await on.fake.command("U1", "/team", "a");
    on.answers(formReply(CODE_FORM, { command: "b.verify", key: "key-2" }));
    const next = await on.fake.submitView("U1", modal, { Code: "12345678" });
    expect(next?.fields).toMatchObject([{ name: "code", value: "" }]);
  });

  it("is answered inside 3 s by a waiting view where the product is slow, and then by the answer", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    on.answers(async () => {
      await sleep(3_200);
      return formReply({}, { errors: { email: verbatim("is a member already") } });
    });
    const waiting = await on.fake.submitView("U1", modal, { email: "a@example.com", reason: "because" });
    expect(waiting?.text).toContain("Working…");
    const final = await on.fake.next("U1", on.fake.version(), ["modal"]);
    expect(final.text).toContain("⚠ is a member already");
    expect(final.fields.map((field) => field.value)).toEqual(["a@example.com", "because"]);
  }, 10_000);

  it("answers by direct message where the waiting view was closed", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    on.answers(async () => {
      await sleep(2_800);
      return cardReply("Sent");
    });
    const waiting = await on.fake.submitView("U1", modal, { email: "a@example.com" });
    if (waiting) on.fake.closeModal(waiting);
    expect((await on.fake.next("U1", on.fake.version(), ["message"])).text).toContain("Sent");
  }, 10_000);
});

describe("pressing a button", () => {
  const to = { platform: "slack", tenant: "T0OURS", kind: "person", id: "U1" } as const;
  const card = { title: verbatim("Request 9"), buttons: [{ label: verbatim("Approve"), command: "request.approve" }] };

  it("in a message opens the form", async () => {
    await on.slack.sender.post(to, card, "en");
    on.answers(formReply(CODE_FORM));
    const [message] = on.fake.sees("U1");
    const modal = message && (await on.fake.press("U1", message, "Approve"));
    expect(modal).toMatchObject({ kind: "modal", fields: [{ name: "code" }] });
  });

  it("in a channel answers the presser alone and leaves the shared card as it is", async () => {
    on.fake.channel({ id: "C1", members: ["U1", "U2"] });
    await on.slack.sender.post({ ...to, kind: "channel", id: "C1" }, card, "en");
    on.answers(cardReply("Not you"));
    const [message] = on.fake.sees("U1");
    if (message) expect(await on.fake.press("U1", message, "Approve")).toMatchObject({ kind: "ephemeral" });
    expect(on.fake.sees("U2").map((seen) => seen.text)).toEqual(["Request 9\nApprove"]);
    expect(on.fake.sees("U1").map((seen) => seen.text)).toEqual(["Request 9\nApprove", "Not you"]);
  });

  it("in an ephemeral message replaces it", async () => {
    on.answers(cardReply("Page 1", [{ label: "Next", command: "member.list" }]));
    const list = await on.fake.command("U1", "/team", "members");
    on.answers(cardReply("Page 2"));
    await on.fake.press("U1", list, "Next");
    expect(on.fake.sees("U1").map((seen) => seen.text)).toEqual(["Page 2"]);
    expect(on.intents[1]).toMatchObject({ kind: "pressed", command: "member.list", ref: { id: "r1", version: 3 } });
  });

  it("in a modal turns that modal over", async () => {
    on.answers(formReply(CODE_FORM));
    const modal = await on.fake.command("U1", "/team", "invite");
    on.answers(cardReply("A new code is on its way"));
    const next = await on.fake.press("U1", modal, "Send a new code");
    expect(next).toMatchObject({ kind: "modal", id: modal.id });
    expect(next.text).toContain("A new code is on its way");
  });

  it("twice in a modal: the press that comes second changes nothing", async () => {
    on.answers(cardReply("First", [{ label: "Go", command: "x" }]));
    const opened = await on.fake.command("U1", "/team", "");
    on.answers(formReply());
    const modal = await on.fake.press("U1", opened, "Go");
    const stale = on.fake.pressBody("U1", modal, { action_id: "do:0", value: '{"v":1,"command":"x"}' });
    on.answers(cardReply("Turned"));
    await on.fake.send(on.fake.signed.payload(stale));
    await on.fake.next("U1", on.fake.version() - 1, ["modal"]);
    on.answers(cardReply("Overwritten"));
    await on.fake.send(on.fake.signed.payload({ ...stale, trigger_id: "another" }));
    await sleep(200);
    expect(on.fake.sees("U1").at(-1)?.text).toContain("Turned");
  });

  it("that only leads to a web page is acknowledged and no more", async () => {
    await on.slack.sender.post(
      to,
      { title: verbatim("Welcome"), links: [{ label: verbatim("Activate"), url: "https://x.test/a" }] },
      "en",
    );
    const [message] = on.fake.sees("U1");
    expect(message?.links).toEqual([{ label: "Activate", url: "https://x.test/a" }]);
    // The second one is of the messages of older versions.
    for (const id of ["link:0", "link"]) {
      const body = message && on.fake.pressBody("U1", message, { action_id: id });
      expect(await on.fake.send(on.fake.signed.payload(body ?? {}))).toMatchObject({ status: 200 });
    }
    expect(on.intents).toEqual([]);
  });
});

describe("writing to the bot", () => {
  it("is answered in the same conversation", async () => {
    const seen = await on.fake.directMessage("U1", "help");
    expect(seen).toMatchObject({ kind: "message", channel: "DU1", text: "done" });
    expect(on.intents).toMatchObject([
      { kind: "typed", where: "direct", text: "help", key: expect.stringMatching(/^Ev/) },
    ]);
  });

  it("C9: a form is a button there, and a code that was typed is not repeated in it", async () => {
    const errors = { code: verbatim("That is not the code") };
    on.answers(formReply(CODE_FORM, { values: { code: "12345678" }, errors }));
    const seen = await on.fake.directMessage("U1", "12345678");
    expect(seen.text).toContain("⚠ Code: That is not the code");
    expect(seen.buttons).toEqual(["Open the form"]);
    expect(JSON.stringify(on.fake.argsOf(seen))).not.toContain("12345678");
    expect(await on.fake.press("U1", seen, "Open the form")).toMatchObject({ kind: "modal", title: "Your code" });
  });

  it("leaves out values that don't fit in a button", async () => {
    on.answers(formReply({}, { values: { reason: "x".repeat(2_500) } }));
    const seen = await on.fake.directMessage("U1", "invite");
    await on.fake.press("U1", seen, "Open the form");
    expect(on.intents[1]).toMatchObject({ command: "invitation.create" });
    expect(on.intents[1]).not.toHaveProperty("values");
  });

  it.each([
    ["of a bot", { bot_id: "B1" }],
    ["of an app", { app_id: "A1" }],
    ["that was edited", { subtype: "message_changed" }],
    ["that is a bot's", { subtype: "bot_message" }],
    ["with an edit mark", { edited: { user: "U1", ts: "1" } }],
    ["of Slackbot", { user: "USLACKBOT" }],
    ["of the bot itself", { user: "U0BOT" }],
    ["in a channel", { channel_type: "channel" }],
  ])("a message %s gets no answer", async (_, more) => {
    await on.fake.send(on.fake.signed.event(on.fake.bodies.message("U1", "help", more)));
    await sleep(150);
    expect(on.intents).toEqual([]);
    expect(on.fake.calls.map((call) => call.method)).not.toContain("chat.postMessage");
  });

  it("C8: no link in any message is previewed", async () => {
    const seen = await on.fake.directMessage("U1", "help");
    await on.slack.sender.post(
      { platform: "slack", tenant: "T0OURS", kind: "person", id: "U2" },
      { title: verbatim("x") },
      "en",
    );
    for (const message of [seen, ...on.fake.sees("U2")])
      expect(on.fake.argsOf(message)).toMatchObject({ unfurl_links: "false", unfurl_media: "false" });
  });
});

describe("things of another version", () => {
  const old = { platform: "slack", tenant: "T0OURS", kind: "person", id: "U1" } as const;

  it.each([
    ["no JSON", "approve"],
    ["another version", '{"v":2,"command":"request.approve"}'],
    ["no command", '{"v":1}'],
    ["a ref that is none", '{"v":1,"command":"x","ref":{"id":"r1","version":"1"}}'],
    ["nothing", undefined],
    ["a number", 7],
  ])("a button whose value is %s gets a sentence", async (_, value) => {
    await on.slack.sender.post(old, { title: verbatim("Old") }, "en");
    const [message] = on.fake.sees("U1");
    const body = message && on.fake.pressBody("U1", message, { action_id: "approve_v0", value });
    expect(await on.fake.send(on.fake.signed.payload(body ?? {}))).toMatchObject({ status: 200 });
    expect((await on.fake.next("U1", 0, ["ephemeral"])).text).toContain("older version");
    expect(on.intents).toEqual([]);
  });

  it.each([
    "",
    "{}",
    '{"v":0,"command":"x","key":"k"}',
    '{"v":1,"command":"x"}',
    `{"v":1,"command":"x","key":"${"k".repeat(65)}"}`,
  ])("a view whose metadata is %j gets a sentence", async (private_metadata) => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    const body = on.fake.submitBody("U1", modal, { email: "a@example.com" });
    const tampered = { ...body, view: { ...(body.view as object), private_metadata } };
    const { status, json } = await on.fake.send(on.fake.signed.payload(tampered));
    expect(status).toBe(200);
    expect(JSON.stringify(json)).toContain("older version");
    expect(on.intents).toHaveLength(1);
  });

  it("a view with another callback id is answered all the same", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    const body = on.fake.submitBody("U1", modal, { email: "a@example.com" });
    const tampered = { ...body, view: { ...(body.view as object), callback_id: "invite_v0", private_metadata: "" } };
    const { json } = await on.fake.send(on.fake.signed.payload(tampered));
    expect(JSON.stringify(json)).toContain("older version");
  });
});
