import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { TEAM } from "./seed.ts";

const BOT_TOKEN = "xoxb-bench";
export const SIGNING_SECRET = "a signing secret for figures";

export type Opened = { at: number; sent: string };

const profile = {
  ...{ team_id: TEAM, deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false },
  locale: "en-US",
};

/**
 * The Web API as an app under load sees it: answers at once and only notes when views.open came. The fake Slack of the
 * tests checks every view against Slack's limits, which would be part of what is measured.
 */
export async function startSink() {
  const waiting = new Map<string, (opened: Opened) => void>();
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const sent = await bodyOf(request);
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(answer(request.url ?? "", sent, at)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function answer(url: string, sent: string, at: number): object {
    if (url.endsWith("/auth.test")) return { ok: true, team_id: TEAM, user_id: "U0BOT", bot_id: "B0BOT" };
    if (url.endsWith("/users.info"))
      return { ok: true, user: { id: new URLSearchParams(sent).get("user"), ...profile } };
    const trigger = /trigger_id=([\w-]+)/.exec(sent)?.[1] ?? "";
    waiting.get(trigger)?.({ at, sent });
    waiting.delete(trigger);
    return { ok: true, channel: { id: "D1" }, channel_id: "D1", ts: "1.1", view: { id: "V1", hash: "1" } };
  }

  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    /** The modal that is opened with this trigger. */
    opened: (trigger: string) => new Promise<Opened>((resolve) => waiting.set(trigger, resolve)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Sink = Awaited<ReturnType<typeof startSink>>;

export function slackEnvironment({ apiUrl }: Sink): Record<string, string> {
  return { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: apiUrl };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
