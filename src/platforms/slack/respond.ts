import { CALL_TIMEOUT_MS } from "./limits.ts";
import type { Message } from "./message.ts";

/** Answers through a response_url, to the one who spoke. False where that can't be done. */
export type Respond = (responseUrl: string, message: Message, replaces: boolean) => Promise<boolean>;

const SLACK_RESPONSES = "https://hooks.slack.com";

/**
 * A response_url is a bearer secret and an address from outside: it is called on Slack's host only (and on the host
 * that takes the place of Slack's API in tests), follows no redirect, and appears in no log or error.
 */
export function createRespond(apiUrl: string): Respond {
  const origins = [SLACK_RESPONSES, ...(apiUrl.startsWith("https://slack.com/") ? [] : [new URL(apiUrl).origin])];
  return async (responseUrl, message, replaces) => {
    if (!origins.includes(originOf(responseUrl))) return false;
    try {
      const response = await fetch(responseUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json; charset=utf-8" },
        body: JSON.stringify({ response_type: "ephemeral", replace_original: replaces, ...message }),
        redirect: "error",
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "";
}
