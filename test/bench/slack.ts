import { createHmac, randomUUID } from "node:crypto";
import { ANYBODY } from "../../src/core/reader.ts";
import { text } from "../../src/text/text.ts";
import { say } from "../../src/text/translate.ts";
import { type Asker, post, type Timed } from "./load.ts";
import { emailOf, TEAM, userOf } from "./seed.ts";
import { SIGNING_SECRET, type Sink } from "./sink.ts";

type Json = Record<string, unknown>;

/** A modal that somebody has open: what the app sent with views.open. */
export type OpenModal = { member: number; sent: string };

/** Members who ask in Slack. */
export function askInSlack(url: string, sink: Sink): Asker {
  return async (member, email) => {
    const { milliseconds, modal } = await typeInvite(url, sink, member, email);
    return { milliseconds, submit: () => submitInvite(url, modal) };
  };
}

/** A member types `/team invite`; milliseconds until the app calls views.open, and the modal. */
export async function typeInvite(url: string, sink: Sink, member: number, email: string) {
  const [user_id, trigger_id] = [userOf(member), randomUUID()];
  const opened = sink.opened(trigger_id);
  const began = performance.now();
  const command = { command: "/team", text: `invite ${email} finance`, trigger_id };
  await send(url, { ...command, team_id: TEAM, user_id, channel_id: "D1", response_url: "" });
  const { at, sent } = await opened;
  return { milliseconds: at - began, modal: { member, sent } };
}

/** The member fills the form in and sends it; the answer must be the form for the code, or that it follows. */
export async function submitInvite(url: string, { member, sent }: OpenModal): Promise<Timed> {
  const view: Json = JSON.parse(new URLSearchParams(sent).get("view") ?? "{}");
  const state = { values: Object.fromEntries((view.blocks as Json[]).flatMap(filled)) };
  const user = { id: userOf(member), team_id: TEAM };
  const payload = {
    type: "view_submission",
    ...{ user, team: { id: TEAM }, trigger_id: randomUUID(), api_app_id: "A0APP" },
    view: { id: "V1", hash: "1", ...view, state },
  };
  const began = performance.now();
  const said = await send(url, { payload: JSON.stringify(payload) });
  const milliseconds = performance.now() - began;
  const isLate = said.includes(say(text("slack.working"), ANYBODY));
  if (!isLate && !said.includes("request.verify")) throw new Error(`${emailOf(member)} was told: ${said}`);
  return { milliseconds, isLate };
}

/** As Slack does: a form, signed. */
function send(url: string, form: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(form).toString();
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${time}:${body}`).digest("hex");
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-Slack-Request-Timestamp": time,
    "X-Slack-Signature": `v0=${signature}`,
  };
  return post(`${url}/slack/events`, headers, body);
}

/** Keeps what the form was opened with, and chooses all merchant accounts. */
function filled(block: Json): [string, Json][] {
  if (block.type !== "input") return [];
  const element = block.element as Json;
  return [[String(block.block_id), { [String(element.action_id)]: { type: element.type, ...chosen(element) } }]];
}

function chosen({ type, options, initial_options, initial_value }: Json): Json {
  if (type === "radio_buttons") return { selected_option: (options as Json[]).find(({ value }) => value === "all") };
  return options ? { selected_options: initial_options ?? [] } : { value: initial_value ?? null };
}
