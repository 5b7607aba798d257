import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import express from "express";
import { z } from "zod";
import { BODY_LIMIT_BYTES, CLOCK_SKEW_SECONDS } from "./limits.ts";

/** The issuer of the tokens that sign requests from Teams. */
export const ISSUER = "https://api.botframework.com";

type VerifierParts = { appId: string; now: () => Date; accept: RequestHandler };

const Header = z.object({ alg: z.literal("RS256"), kid: z.string().min(1) });
const seconds = z.number();
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: seconds,
  nbf: seconds.optional(),
  iat: seconds.optional(),
});

/**
 * Runs before the SDK's adapter, which accepts emulator tokens of any tenant, remembers every junk token that it sees,
 * and answers a bad signature with 500. Only a token that could be right gets past this; the adapter then checks that it
 * is.
 */
export function createRequestVerifier({ appId, now, accept }: VerifierParts): (RequestHandler | ErrorRequestHandler)[] {
  const read = express.json({ type: () => true, limit: BODY_LIMIT_BYTES, inflate: false });
  const isPlausible: RequestHandler = (request, response, next) =>
    couldBeRight(request.headers.authorization, appId, now()) ? next() : end(response, 401);
  return [isPlausible, read, accept, unreadable];
}

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot */
function couldBeRight(authorization: string | undefined, appId: string, now: Date): boolean {
  const token = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(authorization ?? "");
  if (!token || !Header.safeParse(decoded(token[1])).success) return false;
  const claims = Claims.safeParse(decoded(token[2]));
  if (!claims.success) return false;
  const { iss, aud, exp, nbf = 0, iat = 0 } = claims.data;
  const at = now.getTime() / 1000;
  return (
    iss === ISSUER && aud === appId && exp > at - CLOCK_SKEW_SECONDS && Math.max(nbf, iat) < at + CLOCK_SKEW_SECONDS
  );
}

function decoded(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString());
  } catch {
    return undefined;
  }
}

/** The body was too big, compressed, incomplete, or not JSON. */
const unreadable: ErrorRequestHandler = (error: { status?: unknown }, _request, response, _next) => {
  const isClients = typeof error.status === "number" && error.status >= 400 && error.status < 500;
  end(response, isClients ? Number(error.status) : 400);
};

export function end(response: Response, status: number): void {
  if (!response.headersSent) response.status(status).end();
}
