import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import express, { type Application, type ErrorRequestHandler, type RequestHandler, type Response } from "express";
import type { Keys } from "../core/keys.ts";
import type { Log } from "../core/log.ts";
import { Refusal } from "../core/refusal.ts";
import type { Notes } from "./activation/notes.ts";
import { activationRoutes } from "./activation/routes.ts";
import type { ActivationService } from "./activation/service.ts";
import { apiRoutes } from "./api/routes.ts";
import type { ApiService } from "./api/service.ts";
import { createCookies } from "./cookies.ts";
import { decideRoutes } from "./decide/routes.ts";
import type { DecideService } from "./decide/service.ts";
import { ASSETS, createShow, type Show } from "./page-frame.ts";
import { type Chat, errorPage, homePage, notFoundPage, refusedPage } from "./pages.ts";
import { createSecurity, type Security } from "./security.ts";
import { createSessions } from "./sessions.ts";
import { settingsRoutes } from "./settings/routes.ts";
import type { SettingsService } from "./settings/service.ts";

/** Can the server do its work now? With details for the operator. Anybody can read it, so it holds no secrets. */
export type Readiness = { ok: boolean; details: Record<string, string | number | boolean> };

/** Adds a platform's routes to the app. They come before the pages and parse their own bodies. */
export type Mount = (app: Application, security: Security) => void;

export type WebParts = {
  /** where browsers reach this server, e.g. https://countersign.example.com; it decides cookies and origins */
  publicUrl: string;
  organization: string;
  keys: Keys;
  activation: ActivationService;
  settings: SettingsService;
  decide: DecideService;
  api: ApiService;
  /** of the program, as the description of the API tells it */
  version: string;
  /** the proxies in front, whose word counts for where a request came from: addresses, networks or "loopback" */
  trustedProxies?: readonly string[];
  ready: () => Promise<Readiness>;
  mounts: Mount[];
  /** the chats that are connected; the start page tells where to go */
  chats?: Chat[];
  log: Log;
  production: boolean;
  now: () => Date;
};

const YEAR_SECONDS = 31_536_000;
const READY_WITHIN_MS = 5_000;

/** Everything the server answers over HTTP. Listens to nothing. */
export function createWeb(parts: WebParts): Application {
  const { organization, log, now } = parts;
  const app = express().disable("x-powered-by").disable("etag");
  app.set("trust proxy", [...(parts.trustedProxies ?? ["loopback"])]);
  const security = createSecurity(parts);
  const secure = new URL(parts.publicUrl).protocol === "https:";
  const sessions = createSessions<Notes>({ ...parts, secure });
  const show = createShow(organization);

  app.use(security.headers);
  for (const mount of parts.mounts) mount(app, security);
  app.use("/assets", assets());
  app.get("/healthz", (_request, response) => response.json({ ok: true }));
  app.get("/readyz", (_request, response) => answerReady(parts, response));
  app.get("/", (_request, response) => show(response, homePage(organization, parts.chats ?? [])));
  app.use("/activate", logged("/activate", log, now));
  app.use("/activate", activationRoutes({ activation: parts.activation, organization, security, sessions, show }));
  app.use("/security", logged("/security", log, now));
  app.use("/security", settingsRoutes({ ...parts, security, cookies: createCookies({ secure }), show }));
  app.use("/decide", logged("/decide", log, now));
  app.use("/decide", decideRoutes({ decide: parts.decide, security, show }));
  app.use("/api", logged("/api", log, now));
  app.use("/api", apiRoutes(parts));
  app.use((_request, response) => show(response, notFoundPage()));
  app.use(onError(show, log));
  return app;
}

/** In milliseconds. Node's defaults are 60 s, 300 s and 30 s: long enough to keep many sockets open on purpose. */
export type Limits = { headersTimeout: number; requestTimeout: number; connectionsCheckingInterval: number };
export const LIMITS: Limits = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1_000 };

/** Starts listening, with limits on how slowly a request may arrive. Errors (port in use) are "error" events. */
export function listen(app: Application, port: number, host: string, limits: Limits = LIMITS): Server {
  return createServer(limits, app).listen(port, host);
}

function assets(): RequestHandler {
  const setHeaders = (response: Response) =>
    response.setHeader("Cache-Control", `public, max-age=${"v" in response.req.query ? YEAR_SECONDS : 3600}`);
  return express.static(ASSETS, { index: false, redirect: false, setHeaders });
}

async function answerReady({ ready, log }: WebParts, response: Response): Promise<void> {
  const failed = (): Readiness => ({ ok: false, details: {} });
  const late = new Promise<Readiness>((resolve) => setTimeout(() => resolve(failed()), READY_WITHIN_MS).unref());
  const state = await Promise.race([ready(), late]).catch((error: unknown) => {
    log.warn({ route: "/readyz", error }, "readiness could not be found out");
    return failed();
  });
  response.status(state.ok ? 200 : 503).json(state);
}

/** One log line for each page, with the pattern of the route: the path itself contains the token. */
function logged(below: string, log: Log, now: () => Date): RequestHandler {
  return (request, response, next) => {
    const started = now().getTime();
    response.on("finish", () => {
      const path: unknown = request.route?.path;
      const route = `${below}${typeof path === "string" ? path : ""}`;
      const { method } = request;
      log.info({ method, route, status: response.statusCode, milliseconds: now().getTime() - started }, "page");
    });
    next();
  };
}

function onError(show: Show, log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof Refusal) return show(response, refusedPage(error.text));
    const status = statusOf(error);
    const reference = randomUUID();
    if (status >= 500) log.error({ reference, method: request.method, status, error }, "a page failed");
    // Otherwise the rest of a body that was not read would still have to be received.
    if (!request.readableEnded) response.setHeader("Connection", "close");
    show(response, errorPage(status, reference));
  };
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return status >= 400 && status < 500 ? status : 500;
}
