import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Handle, Intent, Reply } from "../../core/conversation.ts";
import { fileValues } from "../../core/file.ts";
import type { Log } from "../../core/log.ts";
import { TRYOUT } from "../../core/platform.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";
import { fileOf, type Pressed, placeOf, type Said, type Submitted } from "./intents.ts";
import type { Messages, Place } from "./messages.ts";
import { type People, withMentions } from "./people.ts";
import { withAddress } from "./prefill.ts";
import type { IntentReader } from "./reader.ts";
import { dialogHtml } from "./render.ts";
import { withLabels } from "./search.ts";
import { accountOf } from "./sender.ts";
import type { Content } from "./state.ts";
import type { Tour } from "./tour.ts";
import type { Shown, WaitingCodes } from "./waiting-codes.ts";

/** What the dialog shall show, or null: then the answer is in the chat, or there is none. */
export type Answers = {
  say(said: z.infer<typeof Said>, reader: IntentReader): Promise<Shown | null>;
  press(pressed: z.infer<typeof Pressed>, reader: IntentReader): Promise<Shown | null>;
  submit(submitted: z.infer<typeof Submitted>, reader: IntentReader): Promise<Shown>;
};

type Parts = {
  handle: Handle;
  messages: Messages;
  people: People;
  tour: Tour;
  codes: WaitingCodes;
  log: Log;
};

const COMMAND = /^\/team(?:\s+(?<words>.*))?$/is;
// A code that was typed must not be readable in the chat, nor in the file that keeps it.
const LOOKS_LIKE_CODE = /^[\d\s-]{4,}$/;

export function createAnswers({ handle, messages, people, tour, codes, log }: Parts): Answers {
  const ask = async (intent: Intent, as: string) => {
    const reply = withAddress(showable(await handle(intent), intent.locale, log), people.find(as));
    tour.saw(reply);
    return reply;
  };
  function answer(place: Place, reply: Reply, { locale, only }: { locale: string; only?: string }): null {
    if (reply.kind !== "form") messages.add(place, contentOf(reply, locale), only);
    return null;
  }

  return {
    async say({ as, in: where, text: typed, file: attached }, reader) {
      const { locale } = reader;
      const [place, at] = [placeOf(as, where), new Date()];
      const file = attached && fileOf(attached);
      const command = COMMAND.exec(typed);
      const only = command ? { only: as } : {};
      const line = withMentions(typed, people.all());
      messages.add(place, { kind: "said", by: as, text: shownAs(line, file?.name, locale) }, only.only);
      // In a channel people talk to each other.
      if (!command && where !== "dm") return null;
      const said = command ? (COMMAND.exec(line)?.groups?.words ?? "").trim() : line;
      const base = { by: accountOf(as), key: randomUUID(), ...reader };
      const heard = {
        text: said,
        where: command ? "command" : "direct",
        ...(file && { file }),
      } as const;
      const reply = await ask({ kind: "typed", ...base, ...heard }, as);
      if (reply.kind === "form") return codes.shown(as, reply, { at, isAnew: false });
      if (LOOKS_LIKE_CODE.test(typed)) codes.spend(typed);
      return answer(place, reply, { locale, ...only });
    },
    async press({ as, in: where, button, message }, reader) {
      const { locale } = reader;
      const [place, at] = [placeOf(as, where), new Date()];
      const reply = await ask({ kind: "pressed", by: accountOf(as), key: randomUUID(), ...reader, ...button }, as);
      // The one button that a form for a code has beside its own asks for another code.
      const isAnew = message === undefined && !(reply.kind === "form" && reply.errors);
      if (message === undefined || reply.kind === "form") return codes.shown(as, reply, { at, isAnew });
      // A page of a list takes the place of the page before; what others see too stays as it is.
      const before = messages.seenBy(as, place).find(({ id }) => id === message);
      if (reply.kind === "card" && before?.only === as && messages.replace(message, place, contentOf(reply, locale)))
        return null;
      return answer(place, reply, { locale, only: as });
    },
    async submit({ as, about, values: typed, labels, files }, reader) {
      const at = new Date();
      const values = Object.assign({}, typed, ...files.map(({ field, file }) => fileValues(field, fileOf(file))));
      const reply = await ask({ kind: "submitted", by: accountOf(as), ...reader, ...about, values }, as);
      const isTaken = !(reply.kind === "form" && reply.errors);
      if (isTaken) codes.done(as, about);
      if (typeof values.code === "string" && (isTaken || reply.errors?.code)) codes.spend(values.code);
      return codes.shown(as, withLabels(reply, labels), { at, isAnew: false });
    },
  };
}

/** A reply that can't be shown is a bug: people are told so with a reference, and the log has the error under it. */
function showable(reply: Reply, locale: string, log: Log): Reply {
  try {
    dialogHtml(reply, locale);
    return reply;
  } catch (error) {
    const reference = randomUUID();
    log.error({ reference, platform: TRYOUT, error }, "an answer could not be rendered");
    return { kind: "text", text: text("went-wrong", { reference }) };
  }
}

function contentOf(reply: Exclude<Reply, { kind: "form" }>, locale: string): Content {
  return reply.kind === "card"
    ? { kind: "card", card: reply.card, locale }
    : { kind: "text", text: reply.text, locale };
}

function shownAs(typed: string, file: string | undefined, locale: string): string {
  const hidden = text("tryout.hidden-code", { length: typed.length });
  const words = LOOKS_LIKE_CODE.test(typed) ? say(hidden, { locale }) : typed;
  return file === undefined ? words : `${words} ${say(text("tryout.file", { name: file }), { locale })}`.trim();
}
