import express, { type Request, type RequestHandler, type Router } from "express";
import type { Errors } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { ownForm } from "../own-form.ts";
import type { Page, Show } from "../page-frame.ts";
import type { Security } from "../security.ts";
import { answerIn } from "../settings/passkeys.ts";
import { typed } from "../typed.ts";
import { closedPage, decidePage, overPage } from "./pages.ts";
import type { DecideService, Decision } from "./service.ts";

type Parts = { decide: DecideService; security: Security; show: Show };
type Said = { alert?: Text; errors?: Errors; comment?: string };

const decisions: readonly Decision[] = ["approved", "denied", "confirmed"];

/** The pages on which a request is decided with a passkey. GET shows and uses nothing up; POST decides. */
export function decideRoutes(parts: Parts): Router {
  const router = express.Router();
  router.get(
    "/:token",
    answers(parts, (request) => shown(parts, tokenOf(request), {})),
  );
  router.post(
    "/:token",
    ownForm(parts.security),
    answers(parts, (request) => decided(parts, request)),
  );
  return router;
}

function answers({ show }: Parts, page: (request: Request) => Promise<Page>): RequestHandler {
  return async (request, response) => show(response, await page(request));
}

const tokenOf = ({ params }: Request) => String(params.token);
const boundTo = (token: string) => `decide ${token}`;

async function shown({ decide, security }: Parts, token: string, said: Said): Promise<Page> {
  try {
    const found = await decide.find(token);
    if (!found) return closedPage();
    if (!found.isOpen) return overPage(found);
    const frame = { csrf: security.csrfToken(boundTo(token)), csp: security.csp({ scripts: true }) };
    return decidePage({ ...frame, ...said }, { ...found, action: `/decide/${token}` });
  } catch (error) {
    return overPage({ title: text("web.decide-over"), said: [refused(error)] }, 403);
  }
}

function refused(error: unknown): Text {
  if (error instanceof Refusal) return error.text;
  throw error;
}

async function decided(parts: Parts, request: Request): Promise<Page> {
  const token = tokenOf(request);
  const comment = typed(request, "comment");
  const again = (said: Said) => shown(parts, token, { comment, ...said });
  const decision = decisions.find((one) => one === typed(request, "decision"));
  if (!decision || !parts.security.isCsrfToken(boundTo(token), typed(request, "csrf")))
    return again({ alert: text("web.stale-form") });
  try {
    const signed = { challengeId: typed(request, "challenge"), answer: answerIn(typed(request, "answer")) };
    const done = await parts.decide.decide(token, { ...signed, decision, comment });
    if (!done) return closedPage();
    return done.ok ? overPage(done.over) : await again({ errors: done.errors });
  } catch (error) {
    return again({ alert: refused(error) });
  }
}
