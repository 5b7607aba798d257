import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../fakes/teams/cards.ts";
import type { Signing } from "../fakes/teams.ts";
import { ALICE, type RunningTeams, sleep, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
});
afterEach(async () => on.close());

const FOREIGN = "0f0e1d2c-0000-4000-8000-00000000beef";
const now = Math.floor(Date.now() / 1000);
const message = (more: Json = {}) => ({ ...on.fake.bodies.message({ user: ALICE }, "help"), ...more });

/** Nothing was done, nobody was called, and the answer says no more than no. */
async function isRefused({ status, text }: { status: number; text: string }, statuses = [401]): Promise<void> {
  expect(statuses).toContain(status);
  expect(text.length).toBeLessThan(100);
  await sleep(50);
  expect(on.intents).toEqual([]);
  expect(on.asked()).toEqual([]);
}

const BAD_TOKENS: [string, Signing][] = [
  ["no token", { authorization: null }],
  ["an empty token", { authorization: "Bearer " }],
  ["garbage", { authorization: "Bearer garbage" }],
  ["garbage in three parts", { authorization: "Bearer bm90.anNvbg.YXQgYWxs" }],
  ["another scheme", { authorization: "Basic YWxpY2U6c2VjcmV0" }],
  ["alg none", { header: { alg: "none" } }],
  ["a token of HS256", { header: { alg: "HS256" } }],
  ["no algorithm", { header: { alg: undefined } }],
  ["a wrong key's signature", { key: "stranger" }],
  ["an unknown key id", { header: { kid: "key-of-nobody" } }],
  ["no key id", { header: { kid: undefined } }],
  ["an expired token", { claims: { exp: now - 3_600, nbf: now - 7_200 } }],
  ["a token that never expires", { claims: { exp: undefined } }],
  ["a token of the future", { claims: { nbf: now + 3_600, exp: now + 7_200 } }],
  ["a token for another app", { claims: { aud: "c0a8a1de-0000-0000-0000-000000000000" } }],
  ["a token for nobody", { claims: { aud: undefined } }],
  ["a token of another issuer", { claims: { iss: "https://api.botframework.example" } }],
  ["a token of no issuer", { claims: { iss: undefined } }],
  ["no service URL in it", { claims: { serviceurl: undefined } }],
  ["another service URL in it", { claims: { serviceurl: "https://smba.trafficmanager.net/teams/" } }],
  ["a key that is not endorsed for Teams", { key: "webchat" }],
];

describe("who may deliver", () => {
  it("C5: what is signed for this app is let in", async () => {
    expect(await on.fake.says(ALICE, "help")).toMatchObject({ text: "done" });
    expect(on.intents).toHaveLength(1);
  });

  it.each(BAD_TOKENS)("C5: %s is refused", async (_, how) => {
    await isRefused(await on.fake.send(message(), how));
  });

  it("C5: the public key taken for a shared secret is refused", async () => {
    const how = { header: { alg: "HS256" }, secret: on.fake.identity.publicPem() };
    await isRefused(await on.fake.send(message(), how));
  });

  it.each([
    ["1.0", `https://sts.windows.net/${FOREIGN}/`, { appid: "theirs" }],
    ["2.0", `https://login.microsoftonline.com/${FOREIGN}/v2.0`, { azp: "theirs" }],
    ["2.0, in our own tenant", "https://login.microsoftonline.com/5fb1a4d7-32d5-4d1f-9a52-7a1e6f2c0a01/v2.0", {}],
    ["1.0, known to the emulator", "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", {}],
    ["2.0, known to the emulator", "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0", {}],
  ])("C5: an emulator's token of version %s is refused", async (version, iss, claims) => {
    const ver = version.slice(0, 3);
    const own = { appid: on.fake.appId, azp: on.fake.appId, ...claims };
    await isRefused(await on.fake.send(message(), { claims: { iss, ver, ...own } }));
  });

  it.each([
    ["another channel", { channelId: "webchat" }],
    ["the emulator's channel", { channelId: "emulator" }],
    ["no channel", { channelId: undefined }],
  ])("C5: an activity of %s is refused", async (_, more) => {
    await isRefused(await on.fake.send(message(more)), [401, 403]);
  });

  it("C5: an activity that wants all answers in the response is refused", async () => {
    for (const deliveryMode of ["expectReplies", "ephemeral", "stream"])
      await isRefused(await on.fake.send(message({ deliveryMode })), [401, 400]);
  });

  it("C5: what Web Chat signs for Web Chat is refused: it says nothing of our tenant's people", async () => {
    await isRefused(await on.fake.send(message({ channelId: "webchat" }), { key: "webchat" }));
  });

  it("C5: a skill's or another bot's token is refused", async () => {
    const claims = { ver: "2.0", azp: "another-bot", iss: "https://api.botframework.com" };
    await isRefused(await on.fake.send(message({ recipient: { id: "28:another-bot" } }), { claims, key: "stranger" }));
  });

  it("C5: a hundred made-up issuers are refused one like the other", async () => {
    for (let at = 0; at < 100; at += 1) {
      const answer = await on.fake.send(message(), { claims: { iss: `https://nobody-${at}.example` } });
      expect(answer.status).toBe(401);
    }
    expect(on.fake.calls).toEqual([]);
  });
});

describe("whose tenant it is", () => {
  const inConversation = (tenantId?: string) => ({ ...(message().conversation as Json), tenantId });
  it.each([
    ["in the conversation", () => ({ conversation: inConversation(FOREIGN) })],
    ["in the channel data", () => ({ channelData: { tenant: { id: FOREIGN } } })],
    ["nowhere", () => ({ conversation: inConversation(), channelData: {} })],
    ["not in the conversation", () => ({ conversation: inConversation() })],
    ["not in the channel data", () => ({ channelData: {} })],
    ["as something else than a text", () => ({ channelData: { tenant: { id: ["5fb1a4d7"] } } })],
  ])("C5: our tenant's app answers nobody if another tenant, or none, is named %s", async (_, more) => {
    await isRefused(await on.fake.send(message(more())), [401, 403, 400]);
    const invoke = on.fake.bodies.compose({ user: ALICE }, "fetchTask", "invite");
    await isRefused(await on.fake.send({ ...invoke, ...more() }), [401, 403, 400]);
  });
});

describe("where answers go", () => {
  it.each(["localhost", "127.0.0.1"])("C6: an evil service URL on %s gets no call and no token", async (host) => {
    let calls = 0;
    const evil = createServer((_, response) => {
      calls += 1;
      response.writeHead(200, { "Content-Type": "application/json" }).end('{"id":"1"}');
    });
    await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
    const serviceUrl = `http://${host}:${(evil.address() as AddressInfo).port}/teams/`;
    await isRefused(await on.fake.send(message({ serviceUrl })), [401, 403]);
    expect(calls).toBe(0);
    await new Promise((resolve) => evil.close(resolve));
  });

  it.each([
    "https://smba.trafficmanager.net.evil.example/teams/",
    "https://evil.example/smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example/teams/",
    "http://smba.trafficmanager.net/teams/",
    "https://smba.trafficmanager.net:8443/teams/",
    "file:///etc/passwd",
    "not a url",
  ])("C6: %s is none of the addresses that Teams has", async (serviceUrl) => {
    await isRefused(await on.fake.send(message({ serviceUrl })), [401, 403, 400]);
  });
});

describe("what can't be read", () => {
  const post = (body: string, headers: Record<string, string> = {}) => {
    const authorization = on.fake.identity.authorization(on.fake.serviceUrl) ?? "";
    const all = { "Content-Type": "application/json", Authorization: authorization, ...headers };
    return fetch(`${on.fake.appUrl()}/api/messages`, { method: "POST", headers: all, body });
  };

  it.each([
    ["no JSON", "{", {}],
    ["a list", "[]", {}],
    ["a number", "7", {}],
    ["null", "null", {}],
    ["nothing", "", {}],
    ["another content type", "a=b", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["an activity without anything", "{}", {}],
    ["an activity of an unknown type", '{"type":"surprise"}', {}],
  ])("%s is answered with a status of 400 to 499", async (_, body, headers) => {
    const { status } = await post(body, headers as Record<string, string>);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(on.asked()).toEqual([]);
  });

  it("E14: a body of more than 64 KiB is refused", async () => {
    const { status } = await post(JSON.stringify(message({ text: "x".repeat(70_000) })));
    expect(status).toBe(413);
    expect(on.intents).toEqual([]);
  });

  it("a wrong token is refused before the body is looked at", async () => {
    expect((await post("{", { Authorization: "Bearer garbage" })).status).toBe(401);
    expect((await post("x".repeat(70_000), { Authorization: "Bearer garbage" })).status).toBe(401);
  });

  it("an invoke that nobody knows is answered, and nothing is done", async () => {
    const answer = await on.fake.send(on.fake.bodies.invoke({ user: ALICE }, "surprise/party", { a: 1 }));
    expect(answer.status).toBeLessThan(502);
    expect(answer.text).not.toMatch(/at .*\.[jt]s/);
    expect(on.intents).toEqual([]);
  });

  it("GET is no way in", async () => {
    expect((await fetch(`${on.fake.appUrl()}/api/messages`)).status).toBeGreaterThanOrEqual(400);
  });
});
