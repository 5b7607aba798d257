import { afterEach, beforeEach, expect, it } from "vitest";
import { createSlack } from "../../src/platforms/slack/app.ts";
import { cardReply, formReply, type SlackApp, sleep, startSlackApp } from "./setup.ts";

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp({ appToken: "xapp-fake-app-token" });
});
afterEach(async () => on.close());

it("Socket Mode: a command is acknowledged and answered", async () => {
  expect(on.fake.socket.isOpen()).toBe(true);
  const ack = await on.fake.socket.send("slash_commands", on.fake.bodies.command("U1", "/team", "help"));
  expect(ack).toEqual({});
  expect(await on.fake.next("U1", 0)).toMatchObject({ kind: "ephemeral", text: "done" });
});

it("Socket Mode: a submitted form is answered in the acknowledgement", async () => {
  on.answers(formReply());
  const modal = await on.fake.command("U1", "/team", "invite");
  on.answers(cardReply("Sent"));
  const ack = await on.fake.socket.send("interactive", on.fake.submitBody("U1", modal, { email: "a@example.com" }));
  expect(ack).toMatchObject({ response_action: "update", view: { type: "modal" } });
});

it("C3: Socket Mode: an envelope that comes again is heard once", async () => {
  const body = on.fake.bodies.command("U1", "/team", "help");
  for (let time = 0; time < 5; time++) await on.fake.socket.send("slash_commands", body, "envelope-1");
  await on.fake.socket.send("slash_commands", body, "envelope-2");
  await sleep(100);
  expect(on.intents).toHaveLength(2);
});

it("C3: an event that comes over the socket and again over HTTP is heard once", async () => {
  const event = on.fake.bodies.message("U1", "help");
  await on.fake.socket.send("events_api", event);
  await on.fake.send(on.fake.signed.event(event));
  await sleep(100);
  expect(on.intents).toHaveLength(1);
});

it("Socket Mode: nothing that Bolt can't read stops the product", async () => {
  for (const payload of [{ event: { type: "message", channel: null } }, { actions: [] }, { type: "view_submission" }])
    void on.fake.socket.send("interactive", payload);
  await sleep(50);
  await on.fake.socket.send("slash_commands", on.fake.bodies.command("U1", "/team", "help"));
  expect(await on.fake.next("U1", 0)).toMatchObject({ text: "done" });
});

it("Socket Mode: a refused app token is a sentence", async () => {
  const log = { info() {}, warn() {}, error() {} };
  const parts = {
    signingSecret: "s",
    handle: async () => cardReply("x"),
    suggest: async () => [],
    firstTime: async () => true,
    connect: async () => undefined,
    left: async () => undefined,
    homeShown: async () => undefined,
    log,
  };
  const slack = createSlack({ ...parts, botToken: on.fake.botToken, apiUrl: on.fake.apiUrl, appToken: "xapp-wrong" });
  await expect(slack.start()).rejects.toThrow("Slack does not open a Socket Mode connection (invalid_auth).");
});
