import type { types, webApi } from "@slack/bolt";
import type { Reply } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { Answer } from "./answers.ts";
import { failureOf } from "./client.ts";
import type { HeardChoice } from "./intents.ts";
import { withTyped } from "./submit.ts";
import { type FormReply, formView } from "./view.ts";

/** Shows the form again, with the fields that go with a choice. Never rejects: without it, the form stays as it is. */
export type ShowChoice = (heard: HeardChoice, ask: () => Promise<Answer | null>) => Promise<void>;

/** The choices made in one view are answered in turn. `newer`: the hash of the view that came in a hash's place. */
type Turns = { newer: Map<string, string>; last: Promise<void> };

const REMEMBERED_VIEWS = 1_000;

export function createShowChoice({ client, log }: { client: webApi.WebClient; log: Log }): ShowChoice {
  const open = new Map<string, Turns>();

  async function show({ id, hash }: HeardChoice["view"], turns: Turns, view: types.ModalView): Promise<void> {
    // Who chooses twice in a moment chooses the second time in a view that the first choice has replaced since. A hash
    // that no choice has replaced is another form's by now: Slack refuses it, and the newer form stays.
    let newest = hash;
    while (turns.newer.has(newest)) newest = turns.newer.get(newest) ?? newest;
    const updated = await client.views.update({ view_id: id, hash: newest, view });
    if (updated.view?.hash) turns.newer.set(newest, updated.view.hash);
  }

  return (heard, ask) => {
    if (open.size >= REMEMBERED_VIEWS) open.clear();
    const turns = open.get(heard.view.id) ?? { newer: new Map(), last: Promise.resolve() };
    open.set(heard.view.id, turns);
    const turn = async () => {
      const answer = await ask();
      const form = answer && sameForm(heard, answer.reply);
      if (answer && form) await show(heard.view, turns, formView(form, answer.locale));
    };
    turns.last = turns.last.then(turn).catch((error: unknown) => failed(log, error));
    return turns.last;
  };
}

/** Null for any other answer: what is wrong is said when the form is submitted, and until then all that is typed stays. */
function sameForm(heard: HeardChoice, reply: Reply): FormReply | null {
  return reply.kind === "form" && reply.command === heard.says?.command ? withTyped(heard, reply) : null;
}

function failed(log: Log, error: unknown): void {
  const { reason } = failureOf(error);
  // The person has gone on, or closed the form.
  if (reason === "hash_conflict" || reason === "not_found") return;
  log.warn({ platform: "slack", method: "views.update", reason, error }, "the fields of a choice could not be shown");
}
