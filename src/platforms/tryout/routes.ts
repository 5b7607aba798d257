import { randomUUID } from "node:crypto";
import { join } from "node:path";
import express, { type Request, type Response, type Router } from "express";
import type { z } from "zod";
import type { Reply } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { TRYOUT } from "../../core/platform.ts";
import { markupOf } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import type { Answers } from "./answers.ts";
import { guard, onError, refuse } from "./guard.ts";
import { Added, Guided, Pressed, placeOf, Read, Said, Submitted, View } from "./intents.ts";
import type { Live } from "./live.ts";
import { pageHtml } from "./page.ts";
import { personForm } from "./people.ts";
import { dialogHtml } from "./render.ts";
import { addressOf } from "./side.ts";
import { isTo, readMails, type ViewParts, viewFor } from "./view.ts";

type RouteParts = ViewParts & { answers: Answers; live: Live; log: Log };

const BODY_LIMIT = "64kb";

/** GET shows, POST acts. An answer is what the dialog shall show, or 204: then the page has changed, or nothing has. */
export function createRoutes(parts: RouteParts): Router {
  const { answers, live, log } = parts;
  const router = express.Router();
  router.use(guard);
  router.get("/", (request, response) => showPage(parts, request, response));
  router.get("/events", live.stream);
  router.get("/person", (request, response) => showDialog(response, personDialog(), request, log));
  router.use("/assets", express.static(join(import.meta.dirname, "assets"), { index: false, redirect: false }));
  router.use(express.json({ limit: BODY_LIMIT }));

  function on<Body extends object>(path: string, shape: z.ZodType<Body>, act: Act<Body>): void {
    router.post(path, async (request, response) => {
      const body = shape.safeParse(request.body).data;
      if (!body || !isBySomebody(parts, body)) return refuse(response, 400, text("tryout.unreadable"));
      const reply = await act(body, localeOf(request), response);
      if (reply) showDialog(response, reply, request, log);
      else response.status(response.get("Location") ? 201 : 204).end();
    });
  }
  on("/say", Said, answers.say);
  on("/press", Pressed, answers.press);
  on("/submit", Submitted, answers.submit);
  on("/person", Added, ({ values }, _locale, response) => addPerson(parts, values, response));
  on("/read", Read, (read) => markRead(parts, read));
  on("/guide", Guided, (guided) => turnGuide(parts, guided));
  router.use(onError(log));
  return router;
}

function isBySomebody({ people }: RouteParts, body: object): boolean {
  return !("as" in body) || people.find(String(body.as)) !== undefined;
}

type Act<Body> = (body: Body, locale: string, response: Response) => Promise<Reply | null>;

async function showPage(parts: RouteParts, request: Request, response: Response): Promise<void> {
  const view = await viewFor(parts, View.parse(request.query));
  response.type("html").send(markupOf(pageHtml(view, spokenIn(localeOf(request)))));
}

// What can't be rendered is a bug, and the person is told so: with a reference, never with the error.
function showDialog(response: Response, reply: Reply, request: Request, log: Log): void {
  const locale = localeOf(request);
  const rendered = (shown: Reply) => markupOf(dialogHtml(shown, locale));
  response.type("html");
  try {
    response.send(rendered(reply));
  } catch (error) {
    const reference = randomUUID();
    log.error({ reference, platform: TRYOUT, error }, "an answer could not be rendered");
    response.send(rendered({ kind: "text", text: text("went-wrong", { reference }) }));
  }
}

function personDialog(filled: Pick<Extract<Reply, { kind: "form" }>, "values" | "errors"> = {}): Reply {
  return { kind: "form", command: "person", form: personForm, key: "person", ...filled };
}

async function addPerson({ people }: RouteParts, values: z.infer<typeof Added>["values"], response: Response) {
  const added = people.add(values);
  if ("errors" in added) return personDialog({ values, errors: added.errors });
  response.location(addressOf(added.person.id, "dm"));
  return null;
}

async function markRead(parts: RouteParts, { as, in: where }: z.infer<typeof Read>): Promise<null> {
  const { store, messages, people } = parts;
  if (where !== "mail") messages.markRead(as, placeOf(as, where));
  const me = people.find(as);
  if (where === "mail" && me) {
    const { mails } = await readMails(parts);
    const stillThere = mails.filter(({ id, to }) => isTo(to, me) || store.state.readMail.includes(id));
    store.state.readMail = stillThere.map(({ id }) => id);
    store.changed();
  }
  return null;
}

async function turnGuide({ store }: RouteParts, { open, done }: z.infer<typeof Guided>): Promise<null> {
  const { guide } = store.state;
  store.state.guide = { open: open ?? guide.open, done: done ?? guide.done };
  store.changed();
  return null;
}

function localeOf(request: Request): string {
  const [asked = ""] = request.acceptsLanguages();
  return /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(asked) ? asked : "en";
}

/** The page's own sentences are English, and so are its dates then. */
function spokenIn(locale: string): string {
  return locale.startsWith("en") ? locale : "en";
}
