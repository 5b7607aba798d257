import { join } from "node:path";
import express, { type Request, type Response, type Router } from "express";
import type { z } from "zod";
import type { Reply } from "../../core/conversation.ts";
import { type Html, markupOf } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import type { Answers } from "./answers.ts";
import { guard, onError, refuse } from "./guard.ts";
import { Added, Guided, Pressed, placeOf, Read, Said, Searched, Submitted, View } from "./intents.ts";
import type { Live } from "./live.ts";
import { pageHtml } from "./page.ts";
import { personForm } from "./people.ts";
import { type IntentReader, pageReaderOf, readerOf } from "./reader.ts";
import { dialogHtml } from "./render.ts";
import type { Search } from "./search.ts";
import { foundHtml } from "./search-field.ts";
import { type Mail, sendAttachment, sendMailPage } from "./sent-mail.ts";
import { addressOf } from "./side.ts";
import { firstPlace, isTo, readMails, type ViewParts, viewFor } from "./view.ts";
import type { Shown } from "./waiting-codes.ts";

type RouteParts = ViewParts & { answers: Answers; search: Search; live: Live };

const BODY_LIMIT = "64kb";
// What may hold a file: in base64 it is a third longer.
const FILE_BODY_LIMIT = "3mb";

/**
 * GET shows, POST acts. An answer is markup (what the dialog shall show, or what was found), or 204: then the page has
 * changed, or nothing has.
 */
export function createRoutes(parts: RouteParts): Router {
  const { answers, search, live, log } = parts;
  const router = express.Router();
  router.use(guard);
  router.get("/", (request, response) => showPage(parts, request, response));
  router.get("/events", live.stream);
  router.get("/person", (request, response) => send(response, dialogHtml(personDialog(), readerOf(request).locale)));
  router.get("/mail/:id", async ({ params }, response) => sendMailPage(response, await findMail(parts, params.id)));
  router.get("/mail/:id/files/:at", async ({ params }, response) =>
    sendAttachment(response, await findMail(parts, params.id), params.at),
  );
  router.use("/assets", express.static(join(import.meta.dirname, "assets"), { index: false, redirect: false }));
  router.use(["/say", "/submit"], express.json({ limit: FILE_BODY_LIMIT }));
  router.use(express.json({ limit: BODY_LIMIT }));

  function on<Body extends object>(path: string, shape: z.ZodType<Body>, act: Act<Body>): void {
    router.post(path, async (request, response) => {
      const body = shape.safeParse(request.body).data;
      if (!body || !isBySomebody(parts, body)) return refuse(response, 400, text("tryout.unreadable"));
      const shown = await act(body, readerOf(request), response);
      if (shown) send(response, shown);
      else response.status(response.get("Location") ? 201 : 204).end();
    });
  }
  on("/say", Said, async (said, reader) => dialogOrNull(await answers.say(said, reader), reader));
  on("/press", Pressed, async (pressed, reader) => dialogOrNull(await answers.press(pressed, reader), reader));
  on("/submit", Submitted, async (sent, reader) => dialogOrNull(await answers.submit(sent, reader), reader));
  on("/search", Searched, async (asked, { locale }) => foundHtml(await search(asked, locale), locale));
  on("/person", Added, async (added, { locale }, response) => {
    const reply = addPerson(parts, added, response);
    return reply && dialogHtml(reply, locale);
  });
  on("/read", Read, (read) => markRead(parts, read));
  on("/guide", Guided, async (guided) => turnGuide(parts, guided));
  router.use(onError(log));
  return router;
}

function isBySomebody({ people }: RouteParts, body: object): boolean {
  return !("as" in body) || people.find(String(body.as)) !== undefined;
}

type Act<Body> = (body: Body, reader: IntentReader, response: Response) => Promise<Html | null>;

async function showPage(parts: RouteParts, request: Request, response: Response): Promise<void> {
  const wanted = View.parse(request.query);
  const reader = readerOf(request);
  if (request.query.in === undefined) {
    const me = parts.people.find(wanted.as ?? "") ?? parts.people.first();
    return response.redirect(302, addressOf(me.id, await firstPlace(parts, me, reader)));
  }
  const view = await viewFor(parts, wanted, reader);
  send(response, pageHtml(view, pageReaderOf(request)));
}

async function findMail(parts: RouteParts, wanted: string): Promise<Mail | undefined> {
  return (await readMails(parts)).mails.find(({ id }) => id === wanted);
}

function send(response: Response, shown: Html): void {
  response.type("html").send(markupOf(shown));
}

function dialogOrNull(shown: Shown | null, { locale }: IntentReader): Html | null {
  return shown && dialogHtml(shown.reply, locale, shown.since);
}

function personDialog(filled: Pick<Extract<Reply, { kind: "form" }>, "values" | "errors"> = {}): Reply {
  return { kind: "form", command: "person", form: personForm, key: "person", ...filled };
}

function addPerson({ people }: RouteParts, { values }: z.infer<typeof Added>, response: Response): Reply | null {
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

function turnGuide({ store }: RouteParts, { open }: z.infer<typeof Guided>): null {
  store.state.guide.open = open;
  store.changed();
  return null;
}
