import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { ConfigProblem, readConfig, settings } from "../src/config.ts";

const KEYS = Object.keys(settings.shape).sort();
const production = {
  ...{ NODE_ENV: "production", ORGANIZATION_NAME: "Acme", FIRST_ADMIN_EMAIL: "Ada@Example.com" },
  ...{ PUBLIC_URL: "https://pay.example.com", SECRET_KEYS: `${"a".repeat(32)}, ${"b".repeat(32)}` },
  ...{ SMTP_URL: "smtp://mail.example.com", MAIL_FROM: "Countersign <countersign@example.com>" },
  ...{ SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "secret" },
};
const problems = (environment: Record<string, string | undefined>) => {
  try {
    readConfig(environment);
    return "";
  } catch (error) {
    if (error instanceof ConfigProblem) return error.message;
    throw error;
  }
};

describe(".env.example", async () => {
  const lines = (await readFile(new URL("../.env.example", import.meta.url), "utf8")).split("\n");
  const settingOf = (line: string) => /^(?:# )?([A-Z][A-Z_]+)=(.*)$/.exec(line);

  it("lists every setting there is once, and no other", () => {
    expect(lines.flatMap((line) => settingOf(line)?.[1] ?? []).sort()).toEqual(KEYS);
  });

  it("says in a line or more above each what it is for", () => {
    const bare = lines.filter((line, at) => settingOf(line) && !/^# .{20}/.test(lines[at - 1] ?? ""));
    expect(bare).toEqual([]);
  });

  it("sets nothing as it is, and what it calls a default is the default", () => {
    expect(parseEnv(lines.join("\n"))).toEqual({});
    const config = readConfig({});
    const all = parseEnv(lines.map((line) => line.replace(/^# (?=[A-Z_]+=)/, "")).join("\n"));
    for (const name of ["NODE_ENV", "PORT", "LOG_LEVEL", "ORGANIZATION_NAME", "FIRST_ADMIN_EMAIL", "DATA_DIR"] as const)
      expect(all[name]).toBe(String(config[name]));
    expect(all.MERCHANT_ACCOUNTS?.split(",")).toEqual(config.MERCHANT_ACCOUNTS);
  });

  it("holds values that are taken, if one wants them", () => {
    const all = parseEnv(lines.map((line) => line.replace(/^# (?=[A-Z_]+=)/, "")).join("\n"));
    expect(problems({ ...all, SLACK_SIGNING_SECRET: "secret", TEAMS_APP_PASSWORD: "secret" })).toBe("");
  });
});

describe("the configuration", () => {
  it("needs nothing for a first try, and is then on this computer alone", () => {
    expect(readConfig({})).toMatchObject({
      ...{ PORT: 3000, PUBLIC_URL: "http://localhost:3000", DATA_DIR: "./data", slack: null, isTryOut: true },
    });
    expect(readConfig({ PORT: "8080" }).PUBLIC_URL).toBe("http://localhost:8080");
  });

  it("takes an empty value for none, and can't be changed afterwards", () => {
    const config = readConfig({ PORT: "", DATABASE_URL: " ", SLACK_BOT_TOKEN: "", SECRET_KEYS: "\t" });
    expect(config).toMatchObject({ PORT: 3000, slack: null });
    expect([config.DATABASE_URL, config.SECRET_KEYS]).toEqual([undefined, undefined]);
    expect(() => Object.assign(config, { isTryOut: false })).toThrow(TypeError);
  });

  it("of production is complete, with the address in small letters and each key for itself", () => {
    const config = readConfig(production);
    expect(config).toMatchObject({ isTryOut: false, FIRST_ADMIN_EMAIL: "ada@example.com", MERCHANT_ACCOUNTS: [] });
    expect(config.SECRET_KEYS).toEqual(["a".repeat(32), "b".repeat(32)]);
  });

  it.each(Object.keys(production).filter((name) => name !== "NODE_ENV"))(
    "of production is refused without %s",
    (name) => {
      expect(problems({ ...production, [name]: undefined })).toContain(`  - ${name} is missing: `);
    },
  );

  it("never has a try-out chat in production or beside Slack", () => {
    expect(readConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s" }).isTryOut).toBe(false);
    expect(problems({ ...production, SLACK_BOT_TOKEN: "", SLACK_SIGNING_SECRET: "" })).toContain(
      "a chat must be connected",
    );
    for (const NODE_ENV of ["Production", "prod", "production "])
      expect(problems({ NODE_ENV })).toContain("  - NODE_ENV: ");
  });

  it("of production is refused when links would lead to http, which everybody on the way can read", () => {
    expect(problems({ ...production, PUBLIC_URL: "http://pay.example.com" })).toContain(
      "  - PUBLIC_URL: must be https",
    );
  });

  const bad: [string, string][] = [
    ...["abc", "-1", "0", "65536", "3.5"].map((value) => ["PORT", value] as [string, string]),
    ...["ftp://x", "pay.example.com", "javascript:alert(1)"].map((value) => ["PUBLIC_URL", value] as [string, string]),
    ...["short", `${"a".repeat(32)},short`, ","].map((value) => ["SECRET_KEYS", value] as [string, string]),
    ...["a@b.example, c@d.example", "Ada", "<>"].map((value) => ["MAIL_FROM", value] as [string, string]),
    ...["a@b.example, c@d.example", "Ada <a@b.example>"].map(
      (value) => ["FIRST_ADMIN_EMAIL", value] as [string, string],
    ),
    ["SMTP_URL", "mail.example.com"],
    ["APPROVALS_CHANNEL", "#approvals"],
    ["SLACK_BOT_TOKEN", "xoxp-1"],
  ];
  it.each(bad)("%s can't be %j, and the sentence names it", (name, value) => {
    expect(problems({ [name]: value })).toContain(`  - ${name}: `);
  });
});
