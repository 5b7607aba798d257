import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTransport } from "../../src/platforms/teams/connector.ts";
import { createAllows } from "../../src/platforms/teams/hosts.ts";
import { verbatim } from "../../src/text/text.ts";
import { ALICE, type RunningTeams, sleep, startTeams } from "./setup.ts";

describe("where the bot's token may go", () => {
  const allows = createAllows("http://127.0.0.1:56150/teams/");

  it.each([
    "http://127.0.0.1:56150/teams/v3/conversations",
    "https://smba.trafficmanager.net/emea/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
  ])("to %s", (url) => expect(allows(url)).toBe(true));

  it.each([
    "http://127.0.0.1:56151/teams/",
    "http://localhost:56150/teams/",
    "http://smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net:444/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.example@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example/",
    "/v3/conversations",
    "",
  ])("C6: not to %j", (url) => expect(allows(url)).toBe(false));
});

describe("every call", () => {
  let on: RunningTeams;
  beforeEach(async () => {
    on = await startTeams();
  });
  afterEach(() => on.close());

  it("C6: asks once more whether it may go there", async () => {
    const headers = { clone: () => headers, set() {}, remove: () => true, headerNames: () => [], toJson: () => ({}) };
    const { sendRequest } = createTransport(createAllows("https://smba.trafficmanager.net/"), () => {});
    const call = sendRequest({ url: `${on.fake.origin}/teams/v3/conversations`, method: "POST", headers, body: "{}" });
    await expect(call).rejects.toThrow("forbidden_host");
    expect(on.fake.calls).toEqual([]);
  });

  it("gets another token where one was taken back before its time", async () => {
    const to = { platform: "teams", tenant: on.fake.tenant, kind: "person", id: ALICE } as const;
    const post = () => on.teams.sender.post(to, { title: verbatim("Request 9") }, "en");
    await post();
    on.fake.tokens.revoke();
    await expect(post()).rejects.toThrow("Teams did not take the message: Unauthorized");
    await post();
    expect(on.fake.sees(ALICE)).toHaveLength(2);
  });

  it("for the keys is given up too after 10 s, and what was said then is not done later", async () => {
    on.fake.fail("configuration", { delayMs: 12_500 });
    const began = Date.now();
    const { status } = await on.fake.send(on.fake.bodies.message({ user: ALICE }, "help"));
    expect(status).toBe(503);
    expect(Date.now() - began).toBeLessThan(12_000);
    await sleep(3_000);
    expect(on.intents).toEqual([]);
  }, 20_000);

  it("is preceded by a start that says in words what is wrong with the secret", async () => {
    await on.teams.start();
    const wrong = await startTeams({ appPassword: "another" });
    await expect(wrong.teams.start()).rejects.toThrow(/TEAMS_APP_PASSWORD \(invalid_client\)/);
    await wrong.close();
    const nobody = await startTeams({ appId: "" });
    await expect(nobody.teams.start()).rejects.toThrow("Teams has no app id");
    await nobody.close();
    const deaf = await startTeams({ loginUrl: "http://127.0.0.1:9" });
    await expect(deaf.teams.start()).rejects.toThrow("Microsoft can't be reached (network)");
    await deaf.close();
  });
});
