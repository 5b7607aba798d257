import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/commands.ts";
import { scopesOf } from "../fakes/slack/web-api.ts";

const manifest = readFileSync(new URL("../../manifests/slack.yaml", import.meta.url), "utf8");
const sources = new URL("../../src/platforms/slack/", import.meta.url);
const code = readdirSync(sources)
  .map((file) => readFileSync(new URL(file, sources), "utf8"))
  .join("\n");
const methods = new Set([...code.matchAll(/\bclient\.(\w+\.\w+)\(/g)].map((match) => match[1] ?? ""));

// By each method's reference page: https://docs.slack.dev/reference/methods
const SCOPE_OF: Record<string, string[]> = {
  "auth.test": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.open": ["im:write"],
  "users.info": ["users:read"],
  "users.lookupByEmail": ["users:read.email"],
  "views.open": [],
  "views.publish": [],
  "views.update": [],
};
// What is listened to: https://docs.slack.dev/reference/events
const SCOPE_OF_EVENT: Record<string, string[]> = {
  ...{ app_home_opened: [], "message.im": ["im:history"], user_change: ["users:read"] },
};

describe("the Slack app's manifest", () => {
  it("asks for exactly the scopes that are used", () => {
    expect([...methods].sort()).toEqual(Object.keys(SCOPE_OF).sort());
    const used = [...methods].flatMap((method) => SCOPE_OF[method] ?? ["?"]);
    // Files are read from their own address, which is no method.
    expect(code).toContain("url_private_download");
    const heard = Object.values(SCOPE_OF_EVENT).flat();
    expect(new Set(scopesOf())).toEqual(new Set([...used, ...heard, "commands", "files:read"]));
  });

  it("subscribes to exactly the events that are listened to", () => {
    const events = /bot_events:\n((?: {6}- .*\n)+)/.exec(manifest)?.[1] ?? "";
    expect([...events.matchAll(/- (\S+)/g)].map((match) => match[1])).toEqual(Object.keys(SCOPE_OF_EVENT));
    const listened = [...code.matchAll(/bolt\.event\("(\w+)"/g)].map((match) => match[1]);
    expect(listened).toEqual(Object.keys(SCOPE_OF_EVENT).map((event) => event.split(".")[0]));
  });

  // What goes behind them would be more than Slack takes: the help tells it.
  it("hints at every command that can be typed, within what Slack takes", () => {
    const typed = commands.flatMap(({ words }) => words ?? []);
    const hint = /usage_hint: "(.*)"\n/.exec(manifest)?.[1] ?? "";
    expect(hint.split(" | ")).toEqual(typed);
    // https://docs.slack.dev/reference/app-manifest
    expect(hint.length).toBeLessThanOrEqual(1_000);
  });

  it("sends everything to one address, and mentions as ids", () => {
    const urls = [...manifest.matchAll(/url: (\S+)/g)].map((match) => match[1]);
    expect(urls).toEqual(Array(4).fill("https://your-host.example/slack/events"));
    expect(manifest).toContain("(four times)");
    expect(manifest).toMatch(/interactivity:\n(?: {4}.*\n)* {4}message_menu_options_url: https/);
    expect(manifest).toContain("command: /team\n");
    expect(manifest).toContain("should_escape: true\n");
  });
});
