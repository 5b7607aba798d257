import { describe, expect, it } from "vitest";
import { ConfigProblem, readConfig } from "../../src/config.ts";

const APP = "c0a8a1de-9d6b-4f0e-8c1b-3a2f5d7e9b11";
const TENANT = "5fb1a4d7-32d5-4d1f-9a52-7a1e6f2c0a01";
const complete = { TEAMS_APP_ID: APP, TEAMS_TENANT_ID: TENANT, TEAMS_APP_PASSWORD: "a client secret" };

function problems(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigProblem) return error.message;
  }
  return "";
}

describe("connecting Teams", () => {
  it("takes two ids and a secret; the rest has defaults", () => {
    const { teams, isTryOut } = readConfig(complete);
    expect(teams).toEqual({
      ...{ appId: APP, tenantId: TENANT, appType: "SingleTenant", appPassword: "a client secret" },
      serviceUrl: "https://smba.trafficmanager.net/teams/",
      openIdUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
      loginUrl: "https://login.microsoftonline.com",
    });
    expect(isTryOut).toBe(false);
  });

  it("is left out where nothing of it is set, or set to nothing", () => {
    expect(readConfig({}).teams).toBeNull();
    expect(readConfig({ TEAMS_APP_ID: "", TEAMS_TENANT_ID: " " })).toMatchObject({ teams: null, isTryOut: true });
  });

  it("takes a managed identity in place of the secret", () => {
    const managed = { TEAMS_APP_ID: APP, TEAMS_TENANT_ID: TENANT, TEAMS_APP_TYPE: "UserAssignedMSI" };
    expect(readConfig(managed).teams).toMatchObject({ appType: "UserAssignedMSI" });
    expect(problems({ ...managed, TEAMS_APP_PASSWORD: "x" })).toContain("TEAMS_APP_PASSWORD must not be set");
  });

  it("says everything that is missing at once, and starts with none of it", () => {
    const said = problems({ TEAMS_APPROVALS_CHANNEL: "19:abc@thread.tacv2" });
    for (const name of Object.keys(complete)) expect(said).toContain(`${name} is missing`);
  });

  it.each(Object.keys(complete))("C5: does not start without %s, nor with an empty one", (name) => {
    expect(problems({ ...complete, [name]: "" })).toContain(`${name} is missing`);
  });

  it.each([
    ["TEAMS_APP_ID", "countersign"],
    ["TEAMS_APP_ID", `${APP}0`],
    ["TEAMS_TENANT_ID", "contoso.onmicrosoft.com"],
    ["TEAMS_TENANT_ID", "common"],
    ["TEAMS_APP_TYPE", "singletenant"],
    ["TEAMS_APP_TYPE", "MultiTenant"],
    ["TEAMS_APPROVALS_CHANNEL", "general"],
    ["TEAMS_APPROVALS_CHANNEL", "19:abc@thread.tacv2;messageid=1"],
    ["TEAMS_APPROVALS_CHANNEL", "a:1personal"],
  ])("C5: %s is not to be %s", (name, value) => {
    expect(problems({ ...complete, [name]: value })).toContain(`${name}: must be`);
  });

  it.each([
    ["TEAMS_SERVICE_URL", "http://smba.trafficmanager.net/teams/"],
    ["TEAMS_SERVICE_URL", "https://smba.trafficmanager.net.evil.example/"],
    ["TEAMS_SERVICE_URL", "https://smba.trafficmanager.net:8443/"],
    ["TEAMS_SERVICE_URL", "http://127.0.0.1.evil.example/"],
    ["TEAMS_OPENID_URL", "https://evil.example/.well-known/openidconfiguration"],
    ["TEAMS_OPENID_URL", "http://login.botframework.com/v1/.well-known/openidconfiguration"],
    ["TEAMS_LOGIN_URL", "https://login.evil.example"],
  ])("C6: %s is not to be %s", (name, value) => {
    expect(problems({ ...complete, [name]: value })).toContain(`${name}: must be an https address on`);
  });

  it.each([
    ["TEAMS_SERVICE_URL", "https://smba.infra.gcc.teams.microsoft.com/teams"],
    ["TEAMS_SERVICE_URL", "http://127.0.0.1:56150/teams/"],
    ["TEAMS_OPENID_URL", "http://localhost:8080/openid"],
    ["TEAMS_LOGIN_URL", "http://[::1]:8080"],
  ])("%s may be %s", (name, value) => {
    expect(problems({ ...complete, [name]: value })).toBe("");
  });

  it("is a chat, so that production needs no Slack beside it", () => {
    expect(problems({ NODE_ENV: "production" })).toContain("a chat must be connected");
    expect(problems({ NODE_ENV: "production", ...complete })).not.toContain("a chat must be connected");
  });
});
