import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAdapter } from "../../src/platforms/teams/app.ts";
import { createTransport } from "../../src/platforms/teams/connector.ts";
import { createAllows } from "../../src/platforms/teams/hosts.ts";
import { credentialsOf } from "../../src/platforms/teams/token.ts";
import type { Signing } from "../fakes/teams.ts";
import { type FakeTeams, startFakeTeams } from "../fakes/teams.ts";
import { ALICE } from "./setup.ts";

// Requests are checked before the adapter sees them; here the adapter is alone.
const FOREIGN = "0f0e1d2c-0000-4000-8000-00000000beef";
const EMULATORS = [
  ["1.0", "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"],
  ["2.0", "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0"],
] as const;

let fake: FakeTeams;
beforeEach(async () => {
  fake = await startFakeTeams();
  fake.person({ id: ALICE, name: "Alice Example", email: "alice@example.com" });
});
afterEach(() => fake.close());

async function lets(how: Signing): Promise<boolean> {
  const token = { get: async () => "none", forget: () => {} };
  const urls = { openIdUrl: fake.environment.TEAMS_OPENID_URL, loginUrl: fake.environment.TEAMS_LOGIN_URL };
  const transport = createTransport(createAllows(fake.serviceUrl), token.forget);
  const adapter = createAdapter({ appId: fake.appId, ...urls }, credentialsOf(token, fake.appId), transport);
  const headers = { authorization: fake.identity.authorization(fake.serviceUrl, how) ?? "" };
  const body = fake.bodies.message({ user: ALICE }, "help");
  const nobody = { status: () => nobody, send: () => nobody, header: () => nobody, end: () => nobody };
  const turns: string[] = [];
  const request = { method: "POST", headers, body };
  await adapter.process(request, nobody as never, async ({ activity }) => void turns.push(activity.type));
  return turns.length > 0;
}

describe("the SDK's adapter", () => {
  it("lets in what the Bot Framework has signed for this app", async () => {
    expect(await lets({})).toBe(true);
  });

  it.each(EMULATORS)("C5: refuses by itself an emulator's token of version %s", async (ver, iss) => {
    const claims = { iss, ver, tid: FOREIGN, appid: fake.appId, azp: fake.appId };
    expect(await lets({ claims })).toBe(false);
  });

  it("C5: refuses by itself what is signed for another app", async () => {
    expect(await lets({ claims: { aud: FOREIGN } })).toBe(false);
  });
});
