import { z } from "zod";
import { ANYBODY } from "../../core/reader.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";
import { CallFailed, call } from "./call.ts";

/** The bot's own token, for calls to the Bot Connector. */
export type Token = {
  get(): Promise<string>;
  /** Call it when the token was refused: the next call gets another. */
  forget(): void;
};

type TokenParts = { loginUrl: string; tenantId: string; appId: string; appPassword?: string | undefined };

export const SCOPE = "https://api.botframework.com";
const EARLY_MS = 5 * 60_000;

const Answer = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/**
 * OAuth 2.0 client credentials in the bot's own tenant. The SDK's own way has no timeout, and its address is fixed.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#get-a-token
 */
export function createToken(parts: TokenParts, now: () => Date = () => new Date()): Token {
  let kept: { token: Promise<string>; until: number } | undefined;

  async function ask(): Promise<string> {
    const asked = now().getTime();
    const { access_token, expires_in } = await askFor(parts);
    if (kept) kept.until = asked + expires_in * 1000 - EARLY_MS;
    return access_token;
  }

  return {
    get() {
      if (kept && kept.until > now().getTime()) return kept.token;
      const token = ask();
      // All callers wait for the same request; a failure is not kept.
      kept = { token, until: Number.POSITIVE_INFINITY };
      token.catch(() => {
        kept = undefined;
      });
      return token;
    },
    forget() {
      kept = undefined;
    },
  };
}

/** Rejects with a sentence for the people who run the product. */
export async function requireToken(token: Token): Promise<void> {
  await token.get().catch((error: unknown) => {
    const { reason, status } = error instanceof CallFailed ? error : { reason: "unexpected", status: undefined };
    const isRefused = status !== undefined && status >= 400 && status < 500 && status !== 429;
    throw new Error(say(text(isRefused ? "teams.token-refused" : "teams.unreachable", { reason }), ANYBODY));
  });
}

/** The token in the form that the SDK wants. */
export function credentialsOf(token: Token, appId: string) {
  async function signRequest<R extends { headers: { set(name: string, value: string): void } }>(
    request: R,
  ): Promise<R> {
    request.headers.set("Authorization", `Bearer ${await token.get().catch(unsigned)}`);
    return request;
  }
  return {
    isValidAppId: async (id: string) => id.toLowerCase() === appId,
    isAuthenticationDisabled: async () => appId === "",
    createCredentials: async () => ({ signRequest }),
  };
}

// The status is the token endpoint's, not the message's: the message can be sent once somebody has corrected the secret.
function unsigned(error: unknown): never {
  if (!(error instanceof CallFailed) || error.status === 429) throw error;
  throw new CallFailed(`token_${error.reason}`);
}

async function askFor({ loginUrl, tenantId, appId, appPassword = "" }: TokenParts): Promise<z.infer<typeof Answer>> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: appId,
    client_secret: appPassword,
    scope: `${SCOPE}/.default`,
  });
  const { text } = await call(`${loginUrl.replace(/\/$/, "")}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  const answer = Answer.safeParse(json(text));
  if (!answer.success) throw new CallFailed("no_token");
  return answer.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
