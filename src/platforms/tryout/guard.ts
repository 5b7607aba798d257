import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import type { Log } from "../../core/log.ts";
import { TRYOUT } from "../../core/platform.ts";
import { ANYBODY } from "../../core/reader.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";

const LOOPBACK_ADDRESS = /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i;
// A name that an attacker's DNS resolves to 127.0.0.1 is not one of them: https://en.wikipedia.org/wiki/DNS_rebinding
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
// A proxy or tunnel on this computer connects from loopback too, but for people elsewhere.
const PROXY_HEADERS = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/** Anybody can play anybody here, so requests are taken only from this computer and only from the chat's own page. */
export const guard: RequestHandler = (request, response, next) => {
  response.set(HEADERS);
  if (!isFromThisComputer(request)) return refuse(response, 403, text("tryout.other-computer"));
  if (request.method === "GET" || request.method === "HEAD") return next();
  if (!isOwn(request)) return refuse(response, 403, text("tryout.other-site"));
  next();
};

/** Bodies that can't be read or are too large get a sentence. All else is a bug: people get a reference, the log the error. */
export function onError(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
    // Otherwise the rest of a body that was not read would still have to be received.
    response.set("Connection", "close");
    if (status === 413) return refuse(response, 413, text("tryout.too-large"));
    if (status >= 400 && status < 500) return refuse(response, 400, text("tryout.unreadable"));
    const reference = randomUUID();
    log.error({ reference, platform: TRYOUT, error }, "the try-out chat failed");
    refuse(response, 500, text("went-wrong", { reference }));
  };
}

export function refuse(response: Response, status: number, why: Text): void {
  response.status(status).type("text/plain").send(say(why, ANYBODY));
}

function isFromThisComputer({ socket, headers }: Request): boolean {
  return (
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? "") &&
    LOOPBACK_HOST.test(headers.host ?? "") &&
    PROXY_HEADERS.every((name) => headers[name] === undefined)
  );
}

// A form on another site can't send JSON, and a script on another site has to name its origin.
function isOwn({ headers }: Request): boolean {
  const { origin, host, "sec-fetch-site": site, "content-type": type = "" } = headers;
  const [mediaType = ""] = type.split(";");
  return (
    origin === `http://${host}` &&
    (site === undefined || site === "same-origin") &&
    mediaType.trim().toLowerCase() === "application/json"
  );
}
