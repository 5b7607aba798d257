import { type Logger, LogLevel, webApi } from "@slack/bolt";
import type { Log } from "../../core/log.ts";
import { CALL_TIMEOUT_MS } from "./limits.ts";

export const SLACK_API = "https://slack.com/api/";

/**
 * The Web API without the library's own retries. It would try ten times and wait for rate limits, while a person waits;
 * and for jobs the queue does that.
 */
export function createClient({ token, apiUrl, log }: { token: string; apiUrl: string; log: Log }): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_TIMEOUT_MS,
    logger: quietLogger(log),
  });
}

export type Failure = { reason: string; retryAfterSeconds?: number };

/** What went wrong, in one word. Never the error itself: it holds the answer's body and the address. */
export function failureOf(error: unknown): Failure {
  if (error instanceof webApi.WebAPIRateLimitedError) return throttled(error.retryAfter);
  if (error instanceof webApi.WebAPIHTTPError) return { reason: `http_${error.statusCode}` };
  if (error instanceof webApi.WebAPIRequestError)
    return { reason: error.original.name === "TimeoutError" ? "timeout" : "network" };
  if (!(error instanceof webApi.WebAPIPlatformError)) return withoutRetryAfter(error);
  if (error.data.error === "ratelimited") return throttled(error.data.response_metadata?.retryAfter);
  return { reason: /^[a-z_]{1,60}$/.test(error.data.error) ? error.data.error : "unreadable_answer" };
}

const DEFAULT_WAIT_SECONDS = 30;

function throttled(seconds: number | undefined): Failure {
  return { reason: "ratelimited", retryAfterSeconds: seconds ?? DEFAULT_WAIT_SECONDS };
}

// Status 429 without a number in Retry-After reaches us as a plain Error.
function withoutRetryAfter(error: unknown): Failure {
  const isThrottled = error instanceof Error && error.message.startsWith("Retry header");
  return isThrottled ? throttled(undefined) : { reason: "unexpected" };
}

/**
 * A logger for the library. Its messages hold request bodies and tokens, so none of them is passed on: only that there
 * was one, and Slack's word for it where there is one.
 */
export function quietLogger(log: Log): Logger {
  const warn = (...said: unknown[]) =>
    log.warn({ platform: "slack", reason: wordOf(said) }, "the Slack library reports a problem");
  const nothing = () => {};
  return {
    debug: nothing,
    info: nothing,
    warn,
    error: warn,
    setLevel: nothing,
    setName: nothing,
    // The library builds its debug messages, with the bodies, unless this says that nobody reads them.
    getLevel: () => LogLevel.WARN,
  };
}

function wordOf(said: unknown[]): string {
  const match = /An API error occurred: ([a-z_]{1,60})(?![\w-])/.exec(said.map(String).join(" "));
  return match?.[1] ?? "unspecified";
}
