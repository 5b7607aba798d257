import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import type { Errors } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Show } from "../page-frame.ts";
import type { Chat } from "../pages.ts";
import { httpProblem, type Security } from "../security.ts";
import type { Session, Sessions } from "../sessions.ts";
import { closedPage, donePage, finishPage, startPage } from "./pages.ts";
import { typed, typedCode, typedPassword } from "./values.ts";

/** What the activation pages need from the product. `id` names the link: the session holds it, and never the token. */
export type ActivationService = {
  /** digits of a mailed code */
  codeLength: number;
  /** The invitation a link's token opens, or null: unknown, used, replaced or expired. Changes nothing. */
  open(token: string): Promise<{ id: string; email: string } | null>;
  /** Is it still open? Changes nothing. */
  find(id: string): Promise<{ id: string; email: string } | null>;
  /** Mails a code and tells the masked address. Throws a Refusal, e.g. after too many codes. */
  sendCode(id: string): Promise<{ to: string }>;
  /** Errors are for "code" or "password". Throws a Refusal if the link was closed meanwhile, or "web.busy". */
  accept(
    id: string,
    given: { code: string; password: string },
  ): Promise<{ ok: true; linked: boolean; chats: Chat[] } | { ok: false; errors: Errors }>;
};

type Parts = {
  activation: ActivationService;
  organization: string;
  security: Security;
  sessions: Sessions;
  show: Show;
};
type Visit = { session: Session; email: string; request: Request; response: Response };
type Shown = { status: number; alert?: Text | undefined; errors?: Errors };

const BODY_LIMIT_BYTES = 64 * 1024;
const RETRY_AFTER_SECONDS = 10;
// 32 random bytes are 43 characters of base64url or 64 of hex. Anything else is not looked up.
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

/** The pages below /activate. GET shows and POST acts: mail scanners and link previews open links, with GET and HEAD. */
export function activationRoutes(parts: Parts): Router {
  const router = express.Router();
  const form: RequestHandler[] = [
    parts.security.requireOwnForm,
    // The parser would read a body to its end before refusing it, even one that says that it is too long.
    ({ headers }, _, next) => next(Number(headers["content-length"]) > BODY_LIMIT_BYTES ? httpProblem(413) : undefined),
    express.urlencoded({ extended: false, limit: BODY_LIMIT_BYTES, parameterLimit: 20, inflate: false }),
  ];
  const inSession = (act: (parts: Parts, visit: Visit) => unknown) => async (request: Request, response: Response) => {
    const session = parts.sessions.read(request);
    const open = session && (await parts.activation.find(session.link));
    if (open) return act(parts, { session, email: open.email, request, response });
    parts.sessions.end(response, session);
    parts.show(response, closedPage());
  };
  router.get(
    "/",
    inSession((_, visit) => showForm(parts, visit, { status: 200 })),
  );
  router.get(["/code", "/finish"], (_request, response) => response.redirect(303, "/activate"));
  router.get("/:token", (request, response) => start(parts, request, response));
  router.post("/code", form, inSession(resend));
  router.post("/finish", form, inSession(finish));
  router.post("/:token", form, (request: Request, response: Response) => begin(parts, request, response));
  return router;
}

async function start(
  { activation, organization, security, show }: Parts,
  request: Request,
  response: Response,
  status = 200,
) {
  const token = tokenOf(request);
  if (!token || !(await activation.open(token))) return show(response, closedPage());
  show(response, { ...startPage({ organization, token, csrf: security.csrfToken(`link ${token}`) }), status });
}

/** "Send code": the token is exchanged for a session, and the redirect removes it from the address. */
async function begin(parts: Parts, request: Request, response: Response) {
  const token = tokenOf(request);
  const link = token && (await parts.activation.open(token));
  if (!link) return parts.show(response, closedPage());
  if (!parts.security.isCsrfToken(`link ${token}`, typed(request, "csrf"))) return start(parts, request, response, 403);
  const sent = await sendCode(parts, link.id);
  parts.sessions.start(response, { link: link.id, ...sent }, parts.sessions.read(request));
  response.redirect(303, "/activate");
}

async function resend(parts: Parts, { session, ...visit }: Visit) {
  if (!isOwn(parts, { session, ...visit })) return showStale(parts, { session, ...visit });
  const sent = await sendCode(parts, session.link);
  parts.sessions.start(visit.response, { link: session.link, ...sent, to: sent.to ?? session.to }, session);
  visit.response.redirect(303, "/activate");
}

// After a refusal ("a code was sent a moment ago") the token must not stay in the address, so the next page tells it.
async function sendCode({ activation }: Parts, id: string): Promise<Pick<Session, "to" | "notice">> {
  try {
    return { to: (await activation.sendCode(id)).to, notice: null };
  } catch (error) {
    if (error instanceof Refusal) return { to: null, notice: error.text };
    throw error;
  }
}

async function finish(parts: Parts, visit: Visit) {
  if (!isOwn(parts, visit)) return showStale(parts, visit);
  const { codeLength } = parts.activation;
  const [code, password] = [typedCode(visit.request, codeLength), typedPassword(visit.request)];
  const errors = { ...code.errors, ...password.errors };
  if (Object.keys(errors).length > 0) return showForm(parts, visit, { status: 422, errors });
  try {
    const accepted = await parts.activation.accept(visit.session.link, { code: code.value, password: password.value });
    if (!accepted.ok) return showForm(parts, visit, { status: 422, errors: accepted.errors });
    parts.sessions.end(visit.response, visit.session);
    parts.show(visit.response, donePage({ ...accepted, organization: parts.organization, email: visit.email }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await showRefusal(parts, visit, error);
  }
}

async function showRefusal(parts: Parts, visit: Visit, { text: alert, field }: Refusal) {
  if (!(await parts.activation.find(visit.session.link))) {
    parts.sessions.end(visit.response, visit.session);
    return parts.show(visit.response, closedPage());
  }
  if (field) return showForm(parts, visit, { status: 422, errors: { [field]: alert } });
  if (alert.id !== "web.busy") return showForm(parts, visit, { status: 409, alert });
  visit.response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
  showForm(parts, visit, { status: 503, alert });
}

/** Two windows share one cookie but not one form: the older form is shown again and nothing is done. */
function showStale(parts: Parts, visit: Visit) {
  showForm(parts, visit, { status: 403, alert: text("web.stale-form") });
}

function showForm(parts: Parts, { session, request, response }: Visit, { status, alert, errors }: Shown) {
  const { security, show, activation } = parts;
  const csrf = security.csrfToken(`session ${session.nonce}`);
  const notice = status === 200 ? session.notice : null;
  show(
    response,
    finishPage(
      {
        ...{ csrf, to: session.to, alert: alert ?? notice, code: typed(request, "code"), errors },
        codeLength: activation.codeLength,
      },
      status,
    ),
  );
}

function isOwn({ security }: Parts, { session, request }: Visit): boolean {
  return security.isCsrfToken(`session ${session.nonce}`, typed(request, "csrf"));
}

function tokenOf(request: Request): string | null {
  const { token } = request.params;
  return typeof token === "string" && TOKEN.test(token) ? token : null;
}
