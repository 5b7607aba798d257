import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import { askTab, seenTab } from "../fakes/teams/tab.ts";
import type { Signing } from "../fakes/teams.ts";
import { ALICE, BOB, cardReply, formReply, type RunningTeams, startTeams } from "./setup.ts";

const EVE = "e0e00000-0000-4000-8000-000000000003";
const OTHER = "0f0e1d2c-0000-4000-8000-00000000beef";
const account = { platform: "teams", user: ALICE } as const;

let on: RunningTeams;
let clock = new Date();
beforeEach(async () => {
  clock = new Date();
  on = await startTeams({ now: () => clock });
  on.answers(cardReply("Alice in Acme", [{ label: "Invite", command: "invitation.create" }]));
});
afterEach(async () => {
  await on.teams.stop();
  await on.close();
});

const asks = (how: Signing = {}, user = ALICE) =>
  askTab({ appUrl: on.fake.appUrl(), authorization: `Bearer ${on.fake.tabToken(user, how)}` });
const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;

describe("the personal tab", () => {
  it("shows the Home of whom Entra's token says, whatever name and address it holds", async () => {
    const answer = await asks({
      claims: { preferred_username: "bob@example.com", email: "bob@example.com", name: "Bob" },
    });
    expect(seenTab(await answer.text())).toMatchObject({ title: "Alice in Acme", buttons: ["Invite"] });
    expect(on.intents).toMatchObject([
      {
        kind: "pressed",
        command: "home.show",
        by: { ...account, tenant: on.fake.tenant },
        locale: "en-GB",
        zone: "UTC",
      },
    ]);
    expect(on.homes).toEqual([{ user: ALICE, kind: "card" }]);
  });

  it.each([["the app's id"], ["api://APP"], ["api://countersign.example.com/APP"]])(
    "takes %s as audience",
    async (aud) => {
      const said = aud === "the app's id" ? on.fake.appId : aud.replace("APP", on.fake.appId);
      expect((await asks({ claims: { aud: said } })).status).toBe(200);
    },
  );

  const LOGIN = "https://login.microsoftonline.com";
  it.each<[string, Signing]>([
    ["another issuer", { claims: { iss: `${LOGIN}/${OTHER}/v2.0` } }],
    ["the issuer of version 1", { claims: { iss: `https://sts.windows.net/${OTHER}/` } }],
    ["no issuer", { claims: { iss: undefined } }],
    ["another audience", { claims: { aud: OTHER } }],
    ["our app's name on another host as audience", { claims: { aud: `api://evil.example/${OTHER}` } }],
    ["Microsoft Graph as audience", { claims: { aud: "00000003-0000-0000-c000-000000000000" } }],
    ["no audience", { claims: { aud: undefined } }],
    ["another tenant", { claims: { tid: OTHER } }],
    ["no tenant", { claims: { tid: undefined } }],
    ["no scope, as an app's own token", { claims: { scp: undefined, roles: ["access_as_user"] } }],
    ["another scope", { claims: { scp: "User.Read access_as_users" } }],
    ["no person", { claims: { oid: undefined } }],
    ["an address in place of the person", { claims: { oid: "alice@example.com" } }],
    ["its time over", { claims: { exp: seconds(-600) } }],
    ["no end", { claims: { exp: undefined } }],
    ["its time to come", { claims: { nbf: seconds(600) } }],
    ["no signature", { header: { alg: "none" } }],
    ["a shared secret", { header: { alg: "HS256" } }],
    ["a signature of the tenant's key in another way than Entra signs", { header: { alg: "PS256" } }],
    ["a signature of the tenant's key over another digest", { header: { alg: "RS512" } }],
    ["another's signature", { key: "stranger" }],
    ["an unknown key", { header: { kid: "key-of-nobody" } }],
    ["a key of the Bot Framework's that is not the tenant's", { key: "webchat" }],
  ])("C5: refuses a token with %s", async (_, how) => {
    expect((await asks(how)).status).toBe(401);
    expect([on.intents, on.homes]).toEqual([[], []]);
    expect(on.asked().filter((method) => method !== "tabKeys")).toEqual([]);
  });

  it("C5: refuses the public key used as a secret, a key that the token brings along, and what is no token", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = publicKey.export({ format: "jwk" });
    expect((await asks({ header: { alg: "HS256" }, secret: on.fake.publicPem() })).status).toBe(401);
    expect((await asks({ header: { jwk }, key: "stranger" })).status).toBe(401);
    for (const authorization of [null, "Bearer", "Bearer a.b.c", "Basic YTpi", `Bearer ${on.fake.tabToken(ALICE)}x.y`])
      expect((await askTab({ appUrl: on.fake.appUrl(), authorization })).status).toBe(401);
    expect(on.intents).toEqual([]);
  });

  it("C5: does not ask for keys at each token that names an unknown one", async () => {
    for (let at = 0; at < 20; at += 1) await asks({ header: { kid: `key-${at}` } });
    expect(on.asked().filter((method) => method === "tabKeys").length).toBeLessThanOrEqual(2);
  });

  it("C1: shows a guest nothing, whose token is one of our tenant", async () => {
    on.fake.person({ id: EVE, name: "Eve", email: "eve@else.example", isGuest: true });
    const answer = await asks({}, EVE);
    expect(seenTab(await answer.text()).text).toContain("no guests");
    expect([on.intents, on.homes]).toEqual([[], []]);
  });

  it("tells who is not connected how to, and writes the form into the chat", async () => {
    on.answers(formReply({ title: verbatim("Connect your account"), intro: [verbatim("With your work e-mail")] }));
    const markup = await on.fake.tab(BOB);
    expect(seenTab(markup)).toMatchObject({ title: "Connect your account", buttons: ["Connect"] });
    const since = on.fake.version();
    const answer = await on.fake.tab(BOB, { command: "identity.link" });
    expect(seenTab(answer).text).toContain("The form for this is now the newest message in your chat");
    expect((await on.fake.next(BOB, since)).fields.map(({ name }) => name)).toEqual(["email", "reason"]);
  });

  it("answers a query in the tab, and takes no body that is not one of its own", async () => {
    on.answers(cardReply("Members"));
    expect(seenTab(await on.fake.tab(ALICE, { command: "member.list", values: { after: "x" } })).title).toBe("Members");
    expect(on.intents.at(-1)).toMatchObject({ kind: "pressed", command: "member.list", values: { after: "x" } });
    expect(on.homes).toEqual([]);
    for (const press of ["member.list", { command: 5 }, { command: "x".repeat(500) }, { command: "a", ref: { id: 1 } }])
      expect(
        (await askTab({ appUrl: on.fake.appUrl(), authorization: `Bearer ${on.fake.tabToken(ALICE)}`, press })).status,
      ).toBe(400);
    const headers = { Authorization: `Bearer ${on.fake.tabToken(ALICE)}`, "Content-Type": "application/json" };
    const big = await fetch(`${on.fake.appUrl()}/teams/home/card`, {
      method: "POST",
      headers,
      body: `"${"x".repeat(20_000)}"`,
    });
    expect(big.status).toBe(413);
  });

  it("tells the page that looks that something has changed, and nobody else; without one, there is no Home", async () => {
    const home = {
      account: { ...account, tenant: on.fake.tenant },
      card: { title: verbatim("x") },
      locale: "en",
      version: null,
    };
    expect(await on.teams.sender.home?.(home)).toEqual({ kind: "gone" });
    const stop = new AbortController();
    const stream = (user: string) =>
      fetch(`${on.fake.appUrl()}/teams/home/changes`, {
        ...{ method: "POST", headers: { Authorization: `Bearer ${on.fake.tabToken(user)}` }, signal: stop.signal },
      });
    const [alice, bob] = [await stream(ALICE), await stream(BOB)];
    expect((await fetch(`${on.fake.appUrl()}/teams/home/changes`, { method: "POST" })).status).toBe(401);
    const heard = { alice: "", bob: "" };
    for (const [who, { body }] of [
      ["alice", alice],
      ["bob", bob],
    ] as const)
      void (async () => {
        for await (const part of body ?? []) heard[who] += Buffer.from(part as Uint8Array).toString();
      })().catch(() => undefined);
    expect(await on.teams.sender.home?.(home)).toEqual({ kind: "shown", version: null });
    await expect.poll(() => heard.alice).toContain("event: changed");
    expect(heard.bob).not.toContain("changed");
    for (let at = 0; at < 9; at += 1) expect((await stream(ALICE)).status).toBe(200);
    expect((await stream(ALICE)).status).toBe(429);
    stop.abort();
    await expect.poll(() => on.teams.sender.home?.(home)).toEqual({ kind: "gone" });
    const elsewhere = { ...home, account: { ...home.account, tenant: OTHER } };
    await expect(on.teams.sender.home?.(elsewhere)).rejects.toThrow("undeliverable");
  });

  it("E8: only Teams may frame the page, which loads its own files alone", async () => {
    const page = await fetch(`${on.fake.appUrl()}/teams/home`);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(
      "frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft",
    );
    expect(policy).not.toMatch(/unsafe|data:/);
    expect(page.headers.get("x-frame-options")).toBeNull();
    const markup = await page.text();
    const files = [...markup.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to]) => to ?? "");
    expect(files.length).toBe(3);
    for (const file of [...files, "/shared/assets/times.js"]) {
      expect(file).toMatch(/^\/(?:teams|shared)\/assets\//);
      expect((await fetch(on.fake.appUrl() + file)).status).toBe(200);
    }
    expect(markup).not.toMatch(/Alice|Acme/);
  });
});
