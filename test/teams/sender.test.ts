import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Address, Throttled, Undeliverable } from "../../src/core/conversation.ts";
import { verbatim } from "../../src/text/text.ts";
import { ALICE, BOB, CHANNEL, type RunningTeams, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
});
afterEach(async () => on.close());

const alice = (): Address => ({ platform: "teams", tenant: on.fake.tenant, kind: "person", id: ALICE });
const channel = (): Address => ({ ...alice(), kind: "channel", id: CHANNEL });
const card = { title: verbatim("Request 9"), facts: [{ label: verbatim("Who"), value: verbatim("new@example.com") }] };
const made = (method: string) => on.fake.calls.filter((call) => call.method === method).length;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("posting", () => {
  it("writes to a person who never wrote to the bot", async () => {
    const ref = await on.teams.sender.post(alice(), card, "en");
    expect(ref).toMatchObject({ platform: "teams", tenant: on.fake.tenant, channel: on.fake.personal(ALICE).id });
    expect(on.fake.sees(ALICE)).toMatchObject([{ id: ref.message, title: "Request 9" }]);
    expect(on.fake.sees(BOB)).toEqual([]);
  });

  it("writes to a channel, and everybody in it sees it change", async () => {
    const ref = await on.teams.sender.post(channel(), card, "en");
    await on.teams.sender.update(ref, { title: verbatim("Approved") }, "en");
    expect(on.fake.sees(ALICE).map(({ text }) => text)).toEqual(["Approved"]);
    expect(on.fake.sees(BOB)).toEqual(on.fake.sees(ALICE));
  });

  it("asks for a token once for many messages", async () => {
    for (let at = 0; at < 3; at += 1) await on.teams.sender.post(channel(), card, "en");
    expect(made("token")).toBe(1);
  });

  it("asks nobody outside the tenant", async () => {
    const elsewhere = { ...alice(), tenant: "0f0e1d2c-0000-4000-8000-00000000beef" };
    expect(await failure(on.teams.sender.post(elsewhere, card, "en"))).toBeInstanceOf(Undeliverable);
    expect(
      await failure(on.teams.sender.update({ ...elsewhere, channel: "x", message: "1" }, card, "en")),
    ).toBeInstanceOf(Undeliverable);
    expect(on.fake.calls).toEqual([]);
  });

  it("gives up on somebody who does not have the app", async () => {
    on.fake.person({ id: BOB, name: "Bob Example", email: "bob@example.com", isInstalled: false });
    expect(await failure(on.teams.sender.post({ ...alice(), id: BOB }, card, "en"))).toBeInstanceOf(Undeliverable);
    expect(made("open")).toBe(1);
  });

  it("gives up on a person, a channel and a message that are not there", async () => {
    const nobody = { ...alice(), id: "00000000-0000-4000-8000-00000000dead" };
    const nowhere = { ...channel(), id: "19:nowhere@thread.tacv2" };
    const ref = await on.teams.sender.post(channel(), card, "en");
    for (const work of [
      on.teams.sender.post(nobody, card, "en"),
      on.teams.sender.post(nowhere, card, "en"),
      on.teams.sender.update({ ...ref, message: "1" }, card, "en"),
    ])
      expect(await failure(work)).toBeInstanceOf(Undeliverable);
  });

  it("gives up on a channel from which the bot was removed", async () => {
    on.fake.channel({ id: CHANNEL, members: [ALICE], hasBot: false });
    expect(await failure(on.teams.sender.post(channel(), card, "en"))).toBeInstanceOf(Undeliverable);
  });

  it.each(["open", "post"])(
    "hands on how long Teams asks to wait at %s, and does not try again itself",
    async (method) => {
      on.fake.fail(method, { status: 429, retryAfter: 17, times: 9 });
      const began = Date.now();
      expect(await failure(on.teams.sender.post(alice(), card, "en"))).toEqual(new Throttled(17));
      expect(made(method)).toBe(1);
      expect(Date.now() - began).toBeLessThan(2_000);
    },
  );

  it("waits a little where Teams does not say how long", async () => {
    on.fake.fail("post", { status: 429, times: 9 });
    const error = await failure(on.teams.sender.post(channel(), card, "en"));
    expect(error).toBeInstanceOf(Throttled);
    expect((error as Throttled).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(made("post")).toBe(1);
  });

  it.each([500, 502, 503, 504])(
    "leaves a %i to the queue, asked once, with an error that holds no secret",
    async (status) => {
      on.fake.fail("post", { status, times: 9 });
      const error = await failure(on.teams.sender.post(channel(), card, "en"));
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(Undeliverable);
      expect(error).not.toBeInstanceOf(Throttled);
      expect(made("post")).toBe(1);
      const told = JSON.stringify([error, (error as Error).stack, ...on.logged], Object.getOwnPropertyNames(error));
      expect(told).not.toMatch(/fake-app-password|token-|new@example|secret detail/);
    },
  );

  it("says that it failed where Teams took the message and answered 500: the double is the queue's choice", async () => {
    on.fake.fail("post", { status: 500, accepted: true });
    expect(await failure(on.teams.sender.post(channel(), card, "en"))).toBeInstanceOf(Error);
    expect(made("post")).toBe(1);
    expect(on.fake.sees(BOB)).toHaveLength(1);
    await on.teams.sender.post(channel(), card, "en");
    expect(on.fake.sees(BOB)).toHaveLength(2);
  });

  it("gives a call that is never answered up after 10 s, whatever it was", async () => {
    const [noToken, noChat] = await Promise.all([startTeams(), startTeams()]);
    for (const [one, method] of [
      [noToken, "token"],
      [noChat, "open"],
      [on, "post"],
    ] as const)
      one.fake.fail(method, { status: 503, delayMs: 13_000, times: 9 });
    const began = Date.now();
    const posts = [noToken, noChat, on].map(({ teams }) => failure(teams.sender.post(alice(), card, "en")));
    const errors = await Promise.all(posts);
    expect(Date.now() - began).toBeLessThan(12_500);
    for (const error of errors) expect(String(error)).toContain("timeout");
    for (const error of errors) expect(error).not.toBeInstanceOf(Undeliverable);
    await Promise.all([noToken.close(), noChat.close()]);
  }, 20_000);

  it.each([{ status: 503 }, { status: 400 }])("asks for another token after %j", async (failing) => {
    on.fake.fail("token", failing);
    const error = await failure(on.teams.sender.post(channel(), card, "en"));
    expect(String(error)).toContain("token_");
    // The people who run the product correct an expired secret: the message must wait for that.
    expect(error).not.toBeInstanceOf(Undeliverable);
    await on.teams.sender.post(channel(), card, "en");
    expect(made("token")).toBe(2);
  });

  it("asks for another token where the one it had is no longer good", async () => {
    await on.teams.sender.post(channel(), card, "en");
    on.fake.tokens.revoke();
    expect(await failure(on.teams.sender.post(channel(), card, "en"))).not.toBeInstanceOf(Undeliverable);
    await on.teams.sender.post(channel(), card, "en");
    expect(on.fake.sees(BOB)).toHaveLength(2);
  });

  it("leaves a password that the directory refuses to the queue", async () => {
    on.fake.fail("token", { status: 401, code: "invalid_client" });
    const error = await failure(on.teams.sender.post(channel(), card, "en"));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Undeliverable);
    expect(JSON.stringify([String(error), ...on.logged])).not.toContain("fake-app-password");
    await on.teams.sender.post(channel(), card, "en");
  });

  it("leaves a network that is down to the queue", async () => {
    await on.teams.sender.post(channel(), card, "en");
    const sender = on.teams.sender;
    await on.fake.close();
    const error = await failure(sender.post(channel(), card, "en"));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Undeliverable);
  });
});

describe("what is too big", () => {
  it("is an error for the log, and nothing is cut silently", async () => {
    const facts = Array.from({ length: 300 }, (_, at) => ({
      label: verbatim(`Fact ${at}`),
      value: verbatim("x".repeat(200)),
    }));
    const error = await failure(on.teams.sender.post(channel(), { title: verbatim("Big"), facts }, "en"));
    if (error === undefined) expect(on.fake.sees(BOB)[0]?.text).toContain("Fact 299");
    else expect(on.fake.sees(BOB)).toEqual([]);
    expect(on.fake.refused).toEqual([]);
  });
});
