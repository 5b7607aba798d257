import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import express, { type Application, type ErrorRequestHandler, type Request, type Response } from "express";
import { z } from "zod";
import type { ChatAccount, Handle, HomeShown, Intent, Reply } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { Text } from "../../core/text.ts";
import { markupOf } from "../../text/html.ts";
import { isLocale, isZone } from "../../text/locale.ts";
import { text } from "../../text/text.ts";
import { CommandName, RefShape, ValuesShape } from "../shared/metadata.ts";
import { mountShared } from "../shared/mount-assets.ts";
import type { Admission } from "./admission.ts";
import type { Connector } from "./connector.ts";
import { type Message, replyMessage } from "./render.ts";
import { answerHtml, pageHtml } from "./tab-page.ts";
import type { TabStreams } from "./tab-streams.ts";
import type { TabUser, VerifyTab } from "./tab-token.ts";

export type TabParts = {
  appId: string;
  verify: VerifyTab;
  admission: Admission;
  /** The personal chat with somebody, and what to ask it with. */
  withChat: <T>(user: string, ask: (chat: string, connector: Connector) => Promise<T>) => Promise<T>;
  tell: (user: string, message: Message) => Promise<unknown>;
  handle: Handle;
  homeShown: HomeShown;
  streams: TabStreams;
  log: Log;
};

const TEAMS_JS = createRequire(import.meta.url).resolve("@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js");
const BODY_LIMIT = "16kb";

/** Only Teams may frame it. https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements */
const FRAMED_BY = "https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft";
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors ${FRAMED_BY}`;

const Asked = z.object({
  press: z
    .object({ command: CommandName, ref: RefShape.exactOptional(), values: ValuesShape.exactOptional() })
    .exactOptional(),
  locale: z.string().refine(isLocale).catch("en"),
  zone: z.string().refine(isZone).optional().catch(undefined),
});
type Asked = z.infer<typeof Asked>;

/**
 * The personal tab: a page that holds nothing. What it shows is asked for with Teams' own token, like everything it does, so
 * no other page can ask in its place. A tab has no forms: they are written into the chat with the bot.
 */
export function mountTab(app: Application, parts: TabParts): void {
  const { verify, streams, log } = parts;
  const read = express.json({ limit: BODY_LIMIT, inflate: false });
  const signedIn = async (request: Request, response: Response): Promise<TabUser | null> => {
    const user = await verify(request.headers.authorization);
    if (!user) response.status(401).end();
    return user;
  };
  app.get("/teams/home", (request, response) => {
    response.setHeader("Content-Security-Policy", POLICY);
    response.removeHeader("X-Frame-Options");
    response.type("html").send(markupOf(pageHtml(parts.appId, request.acceptsLanguages())));
  });
  app.get("/teams/assets/teams.js", (_request, response) => response.sendFile(TEAMS_JS));
  app.use("/teams/assets", express.static(join(import.meta.dirname, "assets"), { index: false, redirect: false }));
  mountShared(app);
  app.post("/teams/home/card", read, async (request, response) => {
    const user = await signedIn(request, response);
    if (!user) return;
    const asked = Asked.safeParse(request.body);
    if (!asked.success) return void response.status(400).end();
    response.type("html").send(await answered(parts, user, asked.data));
  });
  app.post("/teams/home/changes", async (request, response) => {
    const user = await signedIn(request, response);
    if (user) streams.open(user, response);
  });
  app.use("/teams/home", unreadable(log));
}

async function answered(parts: TabParts, { user }: TabUser, asked: Asked): Promise<string> {
  const { locale, zone, press } = asked;
  const person = await admitted(parts, user);
  if (!("by" in person)) return shown({ kind: "text", text: person.text }, locale, parts.log);
  const { by } = person;
  const said: Intent = {
    ...{ kind: "pressed", by, key: randomUUID(), locale, ...(zone && { zone }) },
    ...(press ?? { command: "home.show" }),
  };
  const reply = await parts.handle(said);
  // Who is not connected yet is told how, in the page; every other form is written into the chat.
  if (press && reply.kind === "form") return shown(await writtenTo(parts, user, reply, locale), locale, parts.log);
  if (!press || press.command === "home.show") await noted(parts, by, reply, locale);
  return shown(reply, locale, parts.log);
}

/** The same check as in the chat: a guest's token is one of our tenant too. */
async function admitted(
  { admission, withChat, log }: TabParts,
  user: string,
): Promise<{ by: ChatAccount } | { text: Text }> {
  try {
    return await withChat(user, (roster, connector) =>
      admission.admit({ id: user, objectId: user, roster, isPersonal: true }, connector),
    );
  } catch (error) {
    log.warn({ platform: "teams", reason: "no_chat", error }, "the chat of somebody at the tab could not be opened");
    return { text: text("teams.unknown-person") };
  }
}

async function writtenTo({ tell, log }: TabParts, user: string, reply: Reply, locale: string): Promise<Reply> {
  try {
    await tell(user, replyMessage(reply, "chat", locale));
    return { kind: "text", text: text("teams.tab-form") };
  } catch (error) {
    log.warn({ platform: "teams", reason: "not_told", error }, "a form could not be written into the chat");
    return { kind: "text", text: text("teams.tab-no-form") };
  }
}

async function noted({ homeShown, log }: TabParts, by: ChatAccount, reply: Reply, locale: string): Promise<void> {
  await homeShown({ by, locale, reply, version: null }).catch((error: unknown) => {
    log.warn({ platform: "teams", reason: "not_recorded", error }, "an open Home could not be recorded");
  });
}

function shown(reply: Reply, locale: string, log: Log): string {
  try {
    return markupOf(answerHtml(reply, locale));
  } catch (error) {
    const reference = randomUUID();
    log.error({ reference, platform: "teams", error }, "an answer could not be rendered");
    return markupOf(answerHtml({ kind: "text", text: text("went-wrong", { reference }) }, locale));
  }
}

/** A body that was too big or is no JSON. All else is a bug. */
function unreadable(log: Log): ErrorRequestHandler {
  return (error: { status?: unknown }, _request, response, _next) => {
    const isClients = typeof error.status === "number" && error.status >= 400 && error.status < 500;
    if (!isClients) log.error({ platform: "teams", route: "/teams/home", error }, "the tab failed");
    if (!response.headersSent) response.status(isClients ? Number(error.status) : 500).end();
  };
}
