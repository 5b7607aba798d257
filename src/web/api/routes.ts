import { randomUUID } from "node:crypto";
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Router } from "express";
import type { Log } from "../../core/log.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { openApi } from "./openapi.ts";
import { Problem, sendProblem } from "./problem.ts";
import type { ApiService, Caller, Scope } from "./service.ts";
import { problemsOf, verifyBody } from "./shapes.ts";

const BODY_MOST_BYTES = 64 * 1024;
/** Whatever it was that could not be answered now is over in so many seconds, mostly. */
const SOON_SECONDS = "2";
const VERIFY = "/v1/payment-password/verify";

export type ApiParts = { api: ApiService; publicUrl: string; version: string; log: Log };

/**
 * What is below /api: JSON for systems of the company. No cookie counts here and no other site's page may read an answer,
 * so a browser can't be made to ask in somebody's name.
 */
export function apiRoutes({ api, publicUrl, version, log }: ApiParts): Router {
  const router = express.Router();
  const description = openApi({ publicUrl, version });
  router.get("/v1/openapi.json", (_request, response) => response.json(description));
  router.post(VERIFY, allowed(api, "payment-password:verify"), ...jsonBody, async (request, response) => {
    const { data: asked, error } = verifyBody.safeParse(request.body);
    if (!asked) throw new Problem(400, text("api.bad-body", { problems: problemsOf(error) }));
    const { keyId }: Caller = response.locals.caller;
    requireMay(await api.mayCall(keyId, asked.member), "api.member-limit");
    response.json({ verified: await api.verifyPayment(asked) });
  });
  router.all(VERIFY, () => {
    throw new Problem(405, text("api.wrong-method", { method: "POST" }), { Allow: "POST" });
  });
  router.use(() => {
    throw new Problem(404, text("api.not-found"));
  });
  router.use(onError(log));
  return router;
}

/** Lets a key in that is good for this, before anything of the body is read. */
function allowed(api: ApiService, scope: Scope): RequestHandler {
  return async (request, response, next) => {
    const key = bearerOf(request);
    const caller = key && (await api.caller(key));
    if (!caller) throw new Problem(401, text("api.no-key"), { "WWW-Authenticate": 'Bearer realm="countersign"' });
    if (!caller.may(scope)) throw new Problem(403, text("api.no-scope", { scope }));
    requireMay(await api.mayCall(caller.keyId, null), "api.key-limit");
    response.locals.caller = caller;
    next();
  };
}

/** RFC 6750, 2.1. */
function bearerOf({ headers }: Request): string | null {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}

function requireMay(seconds: number | null, said: "api.key-limit" | "api.member-limit"): void {
  if (seconds !== null) throw new Problem(429, text(said), { "Retry-After": String(seconds) });
}

const jsonBody: RequestHandler[] = [
  (request, _response, next) => {
    if (!request.is("application/json")) throw new Problem(415, text("api.not-json"));
    // The parser would read a body to its end before refusing it, even one that says that it is too long.
    if (Number(request.headers["content-length"]) > BODY_MOST_BYTES) throw tooLarge();
    next();
  },
  express.json({ limit: BODY_MOST_BYTES, inflate: false }),
];

function onError(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // Otherwise the rest of a body that was not read would still have to be received.
    if (!request.readableEnded) response.setHeader("Connection", "close");
    sendProblem(response, problemOf(error, request.method, log));
  };
}

/** What a parser says holds what was sent: it is neither told nor logged. */
function problemOf(error: unknown, method: string, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) {
    const said = error.text.id === "web.busy" ? text("api.busy") : error.text;
    return new Problem(503, said, { "Retry-After": SOON_SECONDS });
  }
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  if (status === 413) return tooLarge();
  if (status === 415) return new Problem(415, text("api.not-json"));
  if (status >= 400 && status < 500) return new Problem(400, text("api.not-json"));
  const reference = randomUUID();
  log.error({ reference, method, status: 500, error }, "a call of the API failed");
  return new Problem(500, text("api.broken", { reference }));
}

const tooLarge = () => new Problem(413, text("api.too-large", { bytes: BODY_MOST_BYTES }));
