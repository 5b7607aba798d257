import { ANYBODY } from "../../src/core/reader.ts";
import { text } from "../../src/text/text.ts";
import { say } from "../../src/text/translate.ts";
import { createActivities } from "../fakes/teams/activities.ts";
import { attachedCard, CARD_TYPE, type Json } from "../fakes/teams/cards.ts";
import { actionIn, collect, fill } from "../fakes/teams/client.ts";
import { type Asker, post } from "./load.ts";
import { emailOf, objectIdOf } from "./seed.ts";
import type { TeamsSink } from "./teams-sink.ts";

/** Members who ask in Teams: a message in the personal chat, and what is pressed on the card that answers it. */
export function askInTeams(url: string, sink: TeamsSink): Asker {
  const bodies = createActivities(sink.world, () => sink.serviceUrl);
  const send = (activity: Json) => {
    const headers = { "Content-Type": "application/json", Authorization: sink.authorization() };
    return post(`${url}/api/messages`, headers, JSON.stringify(activity));
  };

  return async (member, email) => {
    sink.join(member);
    const user = objectIdOf(member);
    const activity = bodies.message({ user }, `invite ${email} finance`);
    const replied = sink.replied(String(activity.id));
    const began = performance.now();
    await send(activity);
    const { at, sent } = await replied;
    const submit = async () => {
      const execute = bodies.execute({ user }, "1790000000000", filledIn(sent));
      const began = performance.now();
      const said = await send(execute);
      const milliseconds = performance.now() - began;
      return { milliseconds, isLate: isLate(said, member) };
    };
    return { milliseconds: at - began, submit };
  };
}

/** Keeps what the form was opened with, and chooses all merchant accounts. */
function filledIn(sent: string): Json {
  const card = attachedCard(JSON.parse(sent));
  if (!card) throw new Error(`the answer is no card: ${sent}`);
  const typing = { values: {}, complaints: {} };
  fill(card, typing, { access: "all" });
  const action = actionIn(card);
  const { type, title, verb } = action;
  const data = collect(card, action, typing);
  if (!data) throw new Error(`the form is not complete: ${JSON.stringify(typing.complaints)}`);
  return { type, title, verb, data };
}

/** The answer must be the form for the code, or that it follows. */
function isLate(said: string, member: number): boolean {
  const { type, value }: Json = JSON.parse(said);
  if (value === say(text("teams.working"), ANYBODY)) return true;
  const isForm = type === CARD_TYPE && (actionIn(value as Json).data as Json).command === "request.verify";
  if (!isForm) throw new Error(`${emailOf(member)} was told: ${said}`);
  return false;
}
