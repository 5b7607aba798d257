import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Address } from "../../src/core/conversation.ts";
import { Throttled, Undeliverable } from "../../src/core/conversation.ts";
import { createSlack } from "../../src/platforms/slack/app.ts";
import { verbatim } from "../../src/text/text.ts";
import { cardReply, formReply, type SlackApp, startSlackApp } from "./setup.ts";

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp();
});
afterEach(async () => on.close());

const alice: Address = { platform: "slack", tenant: "T0OURS", kind: "person", id: "U1" };
const channel: Address = { ...alice, kind: "channel", id: "C1" };
const card = { title: verbatim("Request 9"), facts: [{ label: verbatim("Who"), value: verbatim("new@example.com") }] };
const made = (method: string) => on.fake.calls.filter((call) => call.method === method).length;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("posting", () => {
  it("writes to a person, opening the conversation once", async () => {
    const first = await on.slack.sender.post(alice, card, "en");
    await on.slack.sender.post(alice, card, "en");
    expect(first).toMatchObject({ platform: "slack", tenant: "T0OURS", channel: "DU1" });
    expect(made("conversations.open")).toBe(1);
    expect(on.fake.sees("U1")).toHaveLength(2);
    expect(on.fake.sees("U1")[0]).toMatchObject({ text: "Request 9\nWho\nnew@example.com" });
  });

  it("writes to a channel, and everybody in it sees it change", async () => {
    on.fake.channel({ id: "C1", members: ["U1", "U2"] });
    const ref = await on.slack.sender.post(channel, card, "en");
    await on.slack.sender.update(ref, { title: verbatim("Approved"), tone: "good" }, "en");
    expect(on.fake.sees("U1").map((seen) => seen.text)).toEqual(["✅ Approved"]);
    expect(on.fake.sees("U2")).toEqual(on.fake.sees("U1"));
  });

  it("asks nobody outside the workspace", async () => {
    const elsewhere = { ...alice, tenant: "T0OTHER" };
    expect(await failure(on.slack.sender.post(elsewhere, card, "en"))).toEqual(new Undeliverable("other_tenant"));
    expect(made("conversations.open")).toBe(0);
  });

  it("hands on how long Slack asks to wait, at once and without trying again", async () => {
    on.fake.fail("chat.postMessage", { status: 429, retryAfter: 17 });
    const began = Date.now();
    expect(await failure(on.slack.sender.post(alice, card, "en"))).toEqual(new Throttled(17));
    expect(made("chat.postMessage")).toBe(1);
    expect(Date.now() - began).toBeLessThan(1_000);
  });

  it("waits half a minute where Slack does not say how long", async () => {
    on.fake.fail("chat.postMessage", { status: 429 });
    expect(await failure(on.slack.sender.post(alice, card, "en"))).toEqual(new Throttled(30));
    on.fake.fail("chat.postMessage", { error: "ratelimited" });
    expect(await failure(on.slack.sender.post(alice, card, "en"))).toEqual(new Throttled(30));
  });

  it.each([
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "msg_too_long",
    "invalid_blocks",
  ])("gives a message up where Slack says %s", async (error) => {
    on.fake.fail("chat.postMessage", { error });
    expect(await failure(on.slack.sender.post(alice, card, "en"))).toEqual(new Undeliverable(error));
  });

  it("sends no message whose blocks are longer than Slack takes, and an answer says that it can't be shown", async () => {
    const long = { title: verbatim("T"), body: Array.from({ length: 7 }, () => verbatim("x".repeat(2_000))) };
    expect(String(await failure(on.slack.sender.post(alice, long, "en")))).toContain("Slack takes 13200");
    const ref = await on.slack.sender.post(alice, card, "en");
    expect(String(await failure(on.slack.sender.update(ref, long, "en")))).toContain("Slack takes 13200");
    expect([made("chat.postMessage"), made("chat.update")]).toEqual([1, 0]);
    on.answers({ kind: "card", card: long });
    expect((await on.fake.command("U1", "/team", "history")).text).toMatch(/reference.*: [0-9a-f-]{36}$/);
  });

  it.each(["chat.postMessage", "chat.update"])(
    "the fake Slack refuses such blocks in %s, as Slack does",
    async (method) => {
      const { channel: at, message: ts } = await on.slack.sender.post(alice, card, "en");
      const section = { type: "section", text: { type: "plain_text", text: "x".repeat(2_640) } };
      const call = async (count: number) => {
        const blocks = JSON.stringify(Array(count).fill(section));
        const body = new URLSearchParams({ channel: at, ts, text: "x", blocks });
        const headers = { authorization: `Bearer ${on.fake.botToken}` };
        return (await fetch(`${on.fake.apiUrl}${method}`, { method: "POST", headers, body })).json();
      };
      expect(await call(4)).toMatchObject({ ok: true });
      expect(await call(5)).toMatchObject({ ok: false, error: "msg_blocks_too_long" });
    },
  );

  it("gives up on people who can't be written to", async () => {
    on.fake.person({ id: "U3", isDeleted: true });
    on.fake.person({ id: "U4", isBot: true });
    expect(await failure(on.slack.sender.post({ ...alice, id: "U3" }, card, "en"))).toEqual(
      new Undeliverable("user_disabled"),
    );
    expect(await failure(on.slack.sender.post({ ...alice, id: "U4" }, card, "en"))).toEqual(
      new Undeliverable("cannot_dm_bot"),
    );
    expect(await failure(on.slack.sender.post({ ...alice, id: "U9" }, card, "en"))).toEqual(
      new Undeliverable("user_not_found"),
    );
  });

  it("gives up on a message that is gone", async () => {
    const ref = await on.slack.sender.post(alice, card, "en");
    const gone = { ...ref, message: "1.000" };
    expect(await failure(on.slack.sender.update(gone, card, "en"))).toEqual(new Undeliverable("message_not_found"));
  });

  it.each([
    [{ status: 500 }, "http_500"],
    [{ error: "internal_error" }, "internal_error"],
    [{ error: "invalid_auth" }, "invalid_auth"],
    [{ error: "token_revoked" }, "token_revoked"],
  ])("leaves %j to the queue, with an error that holds neither token nor message", async (failing, word) => {
    on.fake.fail("chat.postMessage", failing);
    const error = await failure(on.slack.sender.post(alice, card, "en"));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Undeliverable);
    expect(String(error)).toContain(word);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/xoxb|new@example/);
  });

  it("leaves a network that is down to the queue", async () => {
    await on.fake.close();
    expect(String(await failure(on.slack.sender.post(alice, card, "en")))).toContain("network");
  });
});

describe("finding people", () => {
  it("finds a member by the address in the profile", async () => {
    expect(await on.slack.sender.find("bob@example.com")).toEqual({ platform: "slack", tenant: "T0OURS", user: "U2" });
    expect(await on.slack.sender.find("nobody@example.com")).toBeNull();
  });

  it.each([{ isGuest: true }, { isBot: true }, { isDeleted: true }, { isStranger: true }, { team: "T0OTHER" }])(
    "C1: finds nobody in %j",
    async (flags) => {
      on.fake.person({ id: "U3", email: "carol@example.com", ...flags });
      expect(await on.slack.sender.find("carol@example.com")).toBeNull();
    },
  );

  it("says so where Slack can't be asked", async () => {
    on.fake.fail("users.lookupByEmail", { status: 429, retryAfter: 5 });
    expect(await failure(on.slack.sender.find("bob@example.com"))).toEqual(new Throttled(5));
    on.fake.fail("users.lookupByEmail", { status: 503 });
    expect(String(await failure(on.slack.sender.find("bob@example.com")))).toContain("http_503");
  });
});

describe("starting", () => {
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

  it("says in a sentence that the token is refused", async () => {
    const slack = createSlack({ ...parts, botToken: "xoxb-wrong", apiUrl: on.fake.apiUrl });
    await expect(slack.start()).rejects.toThrow("Slack does not accept SLACK_BOT_TOKEN (invalid_auth).");
  });

  it("says in a sentence that Slack can't be reached", async () => {
    const slack = createSlack({ ...parts, botToken: "xoxb-any", apiUrl: "http://127.0.0.1:9/api/" });
    await expect(slack.start()).rejects.toThrow("Slack can't be reached to check SLACK_BOT_TOKEN (network).");
  });

  it("does not know the workspace before", () => {
    const slack = createSlack({ ...parts, botToken: "xoxb-any", apiUrl: on.fake.apiUrl });
    expect(() => slack.sender.tenant()).toThrow("has not been started");
    expect(on.slack.sender.tenant()).toBe("T0OURS");
  });
});

it("F9: neither token, response_url, nor anything typed reaches the log, whatever fails", async () => {
  on.fake.fail("views.open", { status: 500, error: "secret-body" });
  on.answers(formReply());
  await on.fake.command("U1", "/team", "canary-typed");
  on.fake.fail("users.info", { error: "secret-body" });
  on.fake.person({ id: "U3" });
  await on.fake.command("U3", "/team", "canary-typed");
  on.fake.fail("chat.postMessage", { status: 500, error: "secret-body" });
  await failure(on.slack.sender.post(alice, { title: verbatim("canary-card") }, "en"));
  expect(on.logged).not.toEqual([]);
  const log = JSON.stringify(on.logged, (_, value) => (value instanceof Error ? String(value.stack) : value));
  expect(log).not.toMatch(/xoxb|xapp|fake-signing|\/response\/|canary|secret-body/);
});
