import { createHmac, timingSafeEqual } from "node:crypto";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import express from "express";
import { sha256 } from "../../core/keys.ts";
import { type Body, parseBody } from "./body.ts";
import { BODY_LIMIT_BYTES, CLOCK_SKEW_SECONDS } from "./limits.ts";

/** A request that Slack has signed. `key` is the same for a request that is sent again byte by byte. */
export type Delivery = { body: Body; key: string; retry: number };

type RequestVerifierParts = {
  signingSecret: string;
  now: () => Date;
  isReady: () => boolean;
  accept: (delivery: Delivery, response: Response) => Promise<void>;
};

/**
 * Only what passes here reaches Bolt. Bolt's own check takes a timestamp from the future and a request a second time, and
 * throws where a header is missing. Here a request that is refused gets a status without a body.
 */
export function createRequestVerifier(parts: RequestVerifierParts): (RequestHandler | ErrorRequestHandler)[] {
  // Read as bytes: the signature is over what was sent, not over what a parser makes of it.
  const read = express.raw({ type: () => true, limit: BODY_LIMIT_BYTES, inflate: false });
  const isTimelyRequest: RequestHandler = (request, response, next) => {
    if (!parts.isReady()) return end(response, 503);
    return isTimely(request, parts.now()) ? next() : end(response, 401);
  };
  const accept: RequestHandler = async (request, response) => {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSigned(request, raw, parts.signingSecret)) return end(response, 401);
    const parsed = parseBody(request.headers["content-type"], raw);
    if (!parsed.ok) return end(response, parsed.status);
    if (parsed.body.type === "url_verification") return void response.json({ challenge: parsed.body.challenge });
    const [key, retry] = [sha256(header(request, "x-slack-signature")), Number(header(request, "x-slack-retry-num"))];
    return parts.accept({ body: parsed.body, key, retry: Number.isInteger(retry) ? retry : 0 }, response);
  };
  return [isTimelyRequest, read, accept, unreadable];
}

// https://docs.slack.dev/authentication/verifying-requests-from-slack
function isTimely(request: Request, now: Date): boolean {
  const timestamp = header(request, "x-slack-request-timestamp");
  if (header(request, "x-slack-signature") === "" || !/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) <= CLOCK_SKEW_SECONDS;
}

function isSigned(request: Request, raw: Buffer, secret: string): boolean {
  // Anybody can sign with an empty secret.
  if (secret === "") return false;
  const hmac = createHmac("sha256", secret)
    .update(`v0:${header(request, "x-slack-request-timestamp")}:`)
    .update(raw);
  const expected = Buffer.from(`v0=${hmac.digest("hex")}`);
  const given = Buffer.from(header(request, "x-slack-signature"));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function header(request: Request, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}

/** The body was too big, compressed, or incomplete. */
const unreadable: ErrorRequestHandler = (error: { status?: unknown }, _request, response, _next) => {
  const isClients = typeof error.status === "number" && error.status >= 400 && error.status < 500;
  end(response, isClients ? Number(error.status) : 400);
};

function end(response: Response, status: number): void {
  if (!response.headersSent) response.status(status).end();
}
