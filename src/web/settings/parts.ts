import { randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import type { Errors } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Cookies } from "../cookies.ts";
import type { Page, Show } from "../page-frame.ts";
import type { Security } from "../security.ts";
import { typed } from "../typed.ts";
import type { Frame } from "./frame.ts";
import type { SettingsService, Visit } from "./service.ts";

export type Parts = {
  settings: SettingsService;
  organization: string;
  security: Security;
  cookies: Cookies;
  show: Show;
};

/** One request to the pages, and who sent it: `visit` is null where nobody is known. */
export type Call = { request: Request; response: Response; token: string; visit: Visit | null };

/** The pages that can be asked for before somebody is in, and are shown then. */
const PAGES = ["change-password", "authenticator", "passkeys", "payment-password", "codes", "email"] as const;

/** One of our pages, or null: what came from a browser leads nowhere else. */
export function pageNamed(said: string): string | null {
  return PAGES.find((page) => page === said) ?? null;
}

export type Said = { done?: Text | undefined; alert?: Text | undefined; errors?: Errors };

/** What every page is given. A form is good for the session it was made for, or the browser where there is none. */
export function frameFor({ organization, security, cookies }: Parts, call: Call, said: Said = {}): Frame {
  const csrf = security.csrfToken(boundTo(cookies, call));
  return { organization, csrf, csp: security.csp({ scripts: true }), ...said };
}

/** Was this form made for this session? */
export function isOwn({ security, cookies }: Parts, call: Call): boolean {
  return security.isCsrfToken(boundTo(cookies, call), typed(call.request, "csrf"));
}

function boundTo(cookies: Cookies, { request, response, visit, token }: Call): string {
  if (visit) return `security ${token}`;
  const known = cookies.read(request, "form");
  if (/^[A-Za-z0-9_-]{24}$/.test(known)) return `security ${known}`;
  const made: unknown = response.locals.form;
  const nonce = typeof made === "string" ? made : randomBytes(18).toString("base64url");
  response.locals.form = nonce;
  cookies.set(response, "form", nonce);
  return `security ${nonce}`;
}

/** What is typed is not lost: the same page once more, with what is wrong. */
export function again(error: unknown): Said {
  if (!(error instanceof Refusal)) throw error;
  return error.field ? { errors: { [error.field]: error.text } } : { alert: error.text };
}

export const stale = (): Said => ({ alert: text("web.stale-form") });

/** A page, or the address of one. */
export type Answer = Page | { to: string };

/** The session goes on under another token. */
export function keep({ cookies }: Parts, response: Response, token: string): void {
  cookies.set(response, "session", token);
}
