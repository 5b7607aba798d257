import { describe, expect, it } from "vitest";
import { ConfigProblem, readConfig } from "../../src/config.ts";
import { products } from "../harness/database.ts";
import { startStory } from "../harness/story.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "secret" };
const PRODUCTION = {
  NODE_ENV: "production",
  PUBLIC_URL: "https://countersign.example.com",
  SECRET_KEYS: "0123456789012345678901234567890123456789",
  SMTP_URL: "smtp://mail.example.com",
  MAIL_FROM: "countersign@example.com",
  ORGANIZATION_NAME: "Acme Payments",
  FIRST_ADMIN_EMAIL: "ada@example.com",
};

describe("where there is a try-out chat", () => {
  it("on a bare machine", () => {
    expect(readConfig({}).isTryOut).toBe(true);
  });

  it("not where Slack is connected", () => {
    expect(readConfig(SLACK).isTryOut).toBe(false);
  });

  it("never in production, where it could only take the place of a chat that is missing", () => {
    expect(readConfig({ ...PRODUCTION, ...SLACK }).isTryOut).toBe(false);
    expect(() => readConfig(PRODUCTION)).toThrow(ConfigProblem);
  });

  it.each(products)("and where there is none, nothing of it answers, on $kind", async ({ kind }) => {
    const story = await startStory("slack", kind);
    try {
      for (const path of ["/try", "/try/events", "/try/person", "/try/assets/chat.js"])
        expect((await fetch(`${story.url}${path}`)).status).toBe(404);
      const headers = { Origin: story.url, "Content-Type": "application/json" };
      const body = JSON.stringify({ as: "first", in: "dm", text: "/team" });
      expect((await fetch(`${story.url}/try/say`, { method: "POST", headers, body })).status).toBe(404);
    } finally {
      await story.close();
    }
  });
});
