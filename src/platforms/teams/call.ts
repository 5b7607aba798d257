import { CALL_TIMEOUT_MS } from "./limits.ts";

export type Request = { method: string; headers: Record<string, string>; body?: string };
export type Called = { status: number; headers: Record<string, string>; text: string };

/**
 * A call that failed. `reason` is a code and never a sentence from the other side, which could contain anything.
 * `status` is missing if there was no answer at all.
 */
export class CallFailed extends Error {
  readonly reason: string;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  constructor(reason: string, status?: number, retryAfterSeconds?: number) {
    super(`a call to Microsoft failed: ${reason}`);
    this.reason = reason;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** All calls to Microsoft go through here: with a timeout, without redirects, and once, because twice could post twice. */
export async function call(url: string, { method, headers, body }: Request): Promise<Called> {
  const { response, text } = await asked(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    redirect: "error",
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const { status } = response;
  if (!response.ok) throw new CallFailed(codeIn(text) ?? `http_${status}`, status, retryAfter(response));
  return { status, headers: Object.fromEntries(response.headers), text };
}

async function asked(url: string, request: RequestInit): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(url, request);
    return { response, text: await response.text() };
  } catch (error) {
    throw new CallFailed(error instanceof Error && error.name === "TimeoutError" ? "timeout" : "network");
  }
}

/** The code in `{ error: { code } }`, as the Bot Connector sends it, or in `{ error }`, as the token endpoint does. */
function codeIn(text: string): string | undefined {
  const found = /"(?:code|error)"\s*:\s*"(\w{1,60})"/.exec(text);
  return found?.[1];
}

// Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
function retryAfter({ headers }: Response): number | undefined {
  const said = headers.get("retry-after");
  if (!said) return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : undefined;
}
