import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { sha256 } from "../../core/keys.ts";
import { ownForm } from "../own-form.ts";
import type { Show } from "../page-frame.ts";
import { typed } from "../typed.ts";
import { type Parts as FinishParts, finish, resend, sendCode, type Visit } from "./finish.ts";
import { finishPage } from "./finish-page.ts";
import { NO_NOTES, type Notes } from "./notes.ts";
import { closedPage, donePage, startPage } from "./pages.ts";

type Parts = FinishParts & { organization: string; show: Show };
type Act = (parts: Parts, visit: Visit) => unknown;

// 32 random bytes are 43 characters of base64url or 64 of hex. Anything else is not looked up.
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * The pages below /activate. GET shows and POST acts: mail scanners and link previews open links, with GET and HEAD.
 * Every POST is answered with a redirect, so that a page that is loaded again sends nothing again.
 */
export function activationRoutes(parts: Parts): Router {
  const router = express.Router();
  const form = ownForm(parts.security);
  router.get("/", (request, response) => showSession(parts, request, response));
  router.get(["/code", "/finish"], (_request, response) => toForm(response));
  router.get("/:token", (request, response) => start(parts, request, response));
  router.post("/code", form, inSession(parts, resend));
  router.post("/finish", form, inSession(parts, finish));
  router.post("/:token", form, (request: Request, response: Response) => begin(parts, request, response));
  return router;
}

/** What is posted without an open session does nothing; the page it leads to says why. */
function inSession(parts: Parts, act: Act): RequestHandler {
  return async (request, response) => {
    const session = parts.sessions.read(request);
    const open = session && !session.notes?.done && (await parts.activation.find(session.link));
    if (!open) return toForm(response);
    return act(parts, { session, ...open, request, response });
  };
}

function toForm(response: Response): void {
  response.redirect(303, "/activate");
}

async function showSession(parts: Parts, request: Request, response: Response): Promise<void> {
  const { sessions, activation, organization, show } = parts;
  const session = sessions.read(request);
  if (session?.notes?.done) return show(response, donePage({ organization, ...session.notes.done }));
  const open = session && (await activation.find(session.link));
  if (open) return show(response, formPage(parts, { session, ...open, request, response }));
  show(response, closedPage(session && (await activation.whyClosed({ id: session.link }))));
}

function formPage({ security, activation, organization }: Parts, { session, email, ends }: Visit) {
  const csrf = security.csrfToken(`session ${session.nonce}`);
  const { codeLength, codeMinutes } = activation;
  const notes: Notes = session.notes ?? NO_NOTES;
  const isKept = notes.password !== null && notes.password.hash() !== null;
  return finishPage({
    ...notes,
    csrf,
    ...{ email, ends },
    codeLength,
    codeMinutes,
    isKept,
    organization,
    csp: security.csp({ scripts: true }),
  });
}

async function start(
  { activation, organization, security, sessions, show }: Parts,
  request: Request,
  response: Response,
) {
  const token = tokenOf(request);
  const open = token && (await activation.open(token));
  if (open)
    return show(
      response,
      startPage({ organization, token, ends: open.ends, csrf: security.csrfToken(`link ${token}`) }),
    );
  const { done, opened } = sessions.read(request)?.notes ?? NO_NOTES;
  if (token && done && opened === sha256(token)) return toForm(response);
  show(response, closedPage(token ? await activation.whyClosed({ token }) : null));
}

/** "Send code": the token is exchanged for a session, and the redirect removes it from the address. */
async function begin(parts: Parts, request: Request, response: Response) {
  const { activation, security, sessions } = parts;
  const token = tokenOf(request);
  const link = token && (await activation.open(token));
  // The start page says that the link is closed, or is there again with a form of its own.
  if (!link || !security.isCsrfToken(`link ${token}`, typed(request, "csrf")))
    return response.redirect(303, `/activate/${encodeURIComponent(token ?? "unknown")}`);
  const old = sessions.read(request);
  const sent = await sendCode(parts, link.id);
  const wasCodeSent = sent.wasCodeSent || (old?.link === link.id && old.notes?.wasCodeSent === true);
  // Nothing else of an older session is taken over: somebody else's could hold a password of theirs.
  const notes = { ...NO_NOTES, ...sent, wasCodeSent, opened: sha256(token) };
  sessions.start(response, { link: link.id, notes }, old);
  toForm(response);
}

function tokenOf(request: Request): string | null {
  const { token } = request.params;
  return typeof token === "string" && TOKEN.test(token) ? token : null;
}
