import type { Request, RequestHandler } from "express";
import type { Keys } from "../core/keys.ts";

/** What makes forms safe. The activation pages get it, and every mount as an argument. */
export type Security = {
  /** Sets the headers below on every response; a page may replace its Content-Security-Policy with `csp`. */
  headers: RequestHandler;
  /** The policy for a page; with `scripts`, scripts of this same origin may run. */
  csp(allow?: { scripts?: boolean }): string;
  /** True when the browser says that a page of this server sent the request. */
  isSameOrigin(request: Request): boolean;
  /** Lets only forms through that a page of this server sent, in a form's content type. Otherwise 403 or 415. */
  requireOwnForm: RequestHandler;
  /** The token that goes into a form. It is valid only for `bound`, e.g. the session's nonce. */
  csrfToken(bound: string): string;
  isCsrfToken(bound: string, token: string): boolean;
};

type SecurityParts = { publicUrl: string; keys: Keys; production: boolean };

const YEAR_SECONDS = 31_536_000;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const FORM = "application/x-www-form-urlencoded";

export function createSecurity({ publicUrl, keys, production }: SecurityParts): Security {
  const own = new URL(publicUrl);
  const origins = new Set([own.origin, ...(production ? [] : loopbackAliases(own))]);
  const headers = headersFor(own);
  const isSameOrigin = (request: Request) => comesFrom(request, origins);
  return {
    headers: (_request, response, next) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      next();
    },
    csp,
    isSameOrigin,
    requireOwnForm: (request, _response, next) => {
      if (!isSameOrigin(request)) return next(httpProblem(403));
      const [type = ""] = (request.headers["content-type"] ?? "").split(";");
      next(type.trim().toLowerCase() === FORM ? undefined : httpProblem(415));
    },
    csrfToken: (bound) => keys.mac("csrf", bound),
    isCsrfToken: (bound, token) => keys.matches("csrf", bound, token),
  };
}

/** An error that is answered with this status and not logged: the request was wrong, not the server. */
export function httpProblem(status: 403 | 413 | 415): Error {
  return Object.assign(new Error(`HTTP ${status}`), { status });
}

function csp({ scripts = false } = {}): string {
  return [
    "default-src 'none'",
    ...(scripts ? ["script-src 'self'"] : []),
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function headersFor(own: URL): Record<string, string> {
  return {
    "Content-Security-Policy": csp(),
    "Referrer-Policy": referrerPolicy(own),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
    ...(own.protocol === "https:" && { "Strict-Transport-Security": `max-age=${YEAR_SECONDS}` }),
  };
}

// Under no-referrer browsers send "Origin: null" with a page's own form, and Sec-Fetch-Site only over https or to
// loopback. Plain http to another host has neither, so there the page's own requests may name it, and only those.
// https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/#framework
function referrerPolicy(own: URL): string {
  return own.protocol === "https:" || LOOPBACK.includes(own.hostname) ? "no-referrer" : "same-origin";
}

// While trying it out, people type localhost or 127.0.0.1, whichever address the console showed.
function loopbackAliases(own: URL): string[] {
  if (!LOOPBACK.includes(own.hostname)) return [];
  return LOOPBACK.map((host) => Object.assign(new URL(own), { hostname: host }).origin);
}

// A missing header proves nothing: at least one of the two has to say that the request is ours.
function comesFrom({ headers }: Request, origins: Set<string>): boolean {
  const { origin, "sec-fetch-site": site } = headers;
  if (site !== undefined)
    return site === "same-origin" && (origin === undefined || origin === "null" || origins.has(origin));
  return origin !== undefined && origins.has(origin);
}
