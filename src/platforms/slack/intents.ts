import { randomUUID } from "node:crypto";
import type { Intent } from "../../core/conversation.ts";
import type { Values } from "../../core/form.ts";
import type { FormMetadata } from "../shared/metadata.ts";
import type { Speaker } from "./admission.ts";
import { LINK_ACTION } from "./blocks.ts";
import { readButton, readView } from "./metadata.ts";
import { Action, Command, Direct, Event, type FilledBlock, Submission, UserChange } from "./payloads.ts";

type Unsaid<I> = I extends unknown ? Omit<I, "by" | "locale"> : never;
type Submitted = Extract<Intent, { kind: "submitted" }>;

/** Where the answer goes. `responseUrl` is a bearer secret. */
export type Where =
  | { in: "message"; triggerId: string; responseUrl?: string; channel?: string; user: string; replaces: boolean }
  | { in: "modal"; viewId: string; hash?: string; user: string }
  | { in: "direct"; channel: string; thread?: string };

/** What a payload says, before anybody has checked who says it. `says` is null where it is of another version. */
export type Heard = { speaker: Speaker; says: Unsaid<Intent> | null; where: Where };
export type HeardSubmit = {
  speaker: Speaker;
  says: Unsaid<Submitted> | null;
  view: { id: string; metadata: FormMetadata | null; inputs: string[] };
};

export function readCommand(body: unknown): Heard | null {
  const read = Command.safeParse(body);
  if (!read.success) return null;
  const { team_id, user_id, text = "", trigger_id, response_url, channel_id } = read.data;
  return {
    speaker: { user: user_id, teams: [team_id], isApp: false },
    says: { kind: "typed", text: typedText(text), where: "command", key: randomUUID() },
    where: messageWhere({ triggerId: trigger_id, responseUrl: response_url, channel: channel_id, user: user_id }),
  };
}

/** Null where there is nothing to answer: a link's press, or a payload that can't be read. */
export function readAction(body: unknown): Heard | null {
  const read = Action.safeParse(body);
  const action = read.data?.actions[0];
  if (!read.success || !action || action.action_id === LINK_ACTION) return null;
  const { user, team, view, container, channel, trigger_id, response_url, function_data } = read.data;
  const pressed = readButton(action.value);
  return {
    speaker: { user: user.id, teams: teamsOf(team, user.team_id), isApp: function_data !== undefined },
    says: pressed && { kind: "pressed", ...pressed, key: randomUUID() },
    where: view
      ? { in: "modal", viewId: view.id, user: user.id, ...(view.hash && { hash: view.hash }) }
      : messageWhere({
          triggerId: trigger_id,
          responseUrl: response_url,
          channel: channel?.id,
          user: user.id,
          replaces: container?.is_ephemeral ?? false,
        }),
  };
}

export function readSubmit(body: unknown): HeardSubmit | null {
  const read = Submission.safeParse(body);
  if (!read.success) return null;
  const { user, team, view, function_data } = read.data;
  const metadata = readView(view.private_metadata);
  return {
    speaker: { user: user.id, teams: teamsOf(team, user.team_id), isApp: function_data !== undefined },
    says: metadata && { kind: "submitted", ...metadata, values: valuesOf(view.state.values) },
    view: {
      id: view.id,
      metadata,
      inputs: (view.blocks ?? []).flatMap((one) => (one.type === "input" ? [one.block_id ?? ""] : [])),
    },
  };
}

/** Null for everything but what a person wrote to the bot. */
export function readDirect(body: unknown): Heard | null {
  const read = Direct.safeParse(body);
  if (!read.success || read.data.event.user === "USLACKBOT") return null;
  const { team_id, event_id, event } = read.data;
  const teams = [team_id, event.team, event.user_team, event.source_team].filter((team) => team !== undefined);
  return {
    speaker: { user: event.user, teams, isApp: false },
    // The event's own id: Slack sends an event again that it thinks was lost.
    says: { kind: "typed", text: typedText(event.text), where: "direct", key: event_id.slice(0, 64) },
    where: { in: "direct", channel: event.channel, ...(event.thread_ts && { thread: event.thread_ts }) },
  };
}

export function eventIdOf(body: unknown): string | undefined {
  return Event.safeParse(body).data?.event_id;
}

export function changedUser(body: unknown): string | undefined {
  return UserChange.safeParse(body).data?.event.user.id;
}

/**
 * What a person typed, out of Slack's writing: mentions without the name that may have changed, links and addresses as
 * they were typed. https://docs.slack.dev/messaging/formatting-message-text
 */
export function typedText(sent: string): string {
  return sent
    .replace(/<@([A-Z0-9]+)(?:\|[^<>]*)?>|<([^<>|]*)(?:\|([^<>]*))?>/g, (_, user, target, label) =>
      user ? `<@${user}>` : (label ?? String(target).replace(/^mailto:/, "")),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function valuesOf(state: Record<string, FilledBlock>): Values {
  const fields = Object.entries(state).map(([name, elements]) => [name, filledIn(Object.values(elements)[0])]);
  return Object.fromEntries(fields) as Values;
}

function filledIn(filled: FilledBlock[string] | undefined): string | string[] {
  if (filled?.selected_options) return filled.selected_options.map((option) => option.value);
  return filled?.selected_option?.value ?? filled?.selected_date ?? filled?.value ?? "";
}

// An app that is installed for a whole organization has no team here, and is not one of ours.
function teamsOf(team: { id: string } | null | undefined, userTeam: string | undefined): string[] {
  return [team?.id ?? "", ...(userTeam === undefined ? [] : [userTeam])];
}

type Said = {
  triggerId: string;
  responseUrl: string | undefined;
  channel: string | undefined;
  user: string;
  replaces?: boolean;
};

function messageWhere({ triggerId, responseUrl, channel, user, replaces = false }: Said): Where {
  const url = responseUrl ? { responseUrl } : {};
  return { in: "message", triggerId, user, replaces, ...url, ...(channel && { channel }) };
}
