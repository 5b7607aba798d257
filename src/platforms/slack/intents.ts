import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Asking, Intent } from "../../core/conversation.ts";
import type { Option } from "../../core/form.ts";
import type { FormMetadata } from "../shared/metadata.ts";
import { isLinkAction } from "./blocks.ts";
import { readButton, readView } from "./metadata.ts";
import { Action, Choice, Command, Direct, Event, HomeOpened, Submission, Suggestion, UserChange } from "./payloads.ts";
import { type Speaker, speakerOf } from "./speaker.ts";
import { chosenIn, filesIn, type Sent, valuesOf } from "./view-state.ts";

type Unsaid<I> = I extends unknown ? Omit<I, "by" | "locale" | "zone"> : never;
type Submitted = Extract<Intent, { kind: "submitted" }>;
type Pressed = Extract<Intent, { kind: "pressed" }>;

/** Where the answer goes. `responseUrl` is a bearer secret. */
export type Where =
  | { in: "message"; triggerId: string; responseUrl?: string; channel?: string; user: string; replaces: boolean }
  | { in: "modal"; viewId: string; hash?: string; user: string }
  | { in: "direct"; channel: string; thread?: string }
  /** over the app's Home, where something was pressed */
  | { in: "home"; user: string; triggerId: string };

/** What a payload says, before anybody has checked who says it. `says` is null where it is of another version. */
export type Heard = { speaker: Speaker; says: Unsaid<Intent> | null; where: Where; sent?: Sent };
export type HeardSubmit = {
  speaker: Speaker;
  says: Unsaid<Submitted> | null;
  sent: Sent;
  /** `chosen`: the options that were chosen, by field, with the labels that the person saw. */
  view: { id: string; metadata: FormMetadata | null; inputs: string[]; chosen: Record<string, Option[]> };
};
/** Somebody looks at their Home. */
export type HeardHome = Omit<Heard, "where">;
/** A choice in a form: the same form is asked for again, with everything that it holds. */
export type HeardChoice = {
  speaker: Speaker;
  says: Unsaid<Pressed & Required<Pick<Pressed, "values">>> | null;
  view: { id: string; hash: string; chosen: Record<string, Option[]> };
};
/** What somebody types in a `search` field. */
export type HeardSearch = { speaker: Speaker; asks: Omit<Asking, "by" | "locale"> | null };

export function readCommand(body: unknown): Heard | null {
  const read = Command.safeParse(body);
  if (!read.success) return null;
  const { team_id, enterprise_id, user_id, text = "", trigger_id, response_url, channel_id } = read.data;
  return {
    speaker: { user: user_id, teams: [team_id, ...(enterprise_id ? [enterprise_id] : [])], isApp: false },
    says: { kind: "typed", text: typedText(text), where: "command", key: randomUUID() },
    where: messageWhere({ triggerId: trigger_id, responseUrl: response_url, channel: channel_id, user: user_id }),
  };
}

/** Null where there is nothing to answer: a link's press, or a payload that can't be read. */
export function readAction(body: unknown): Heard | null {
  const read = Action.safeParse(body);
  const action = read.data?.actions[0];
  if (!read.success || !action || isLinkAction(action.action_id)) return null;
  const { user, view, container, channel, trigger_id, response_url } = read.data;
  const pressed = readButton(action.value);
  return {
    speaker: speakerOf(read.data),
    says: pressed && { kind: "pressed", ...pressed, key: randomUUID() },
    where: view
      ? viewWhere(view, user.id, trigger_id)
      : messageWhere({
          triggerId: trigger_id,
          responseUrl: response_url,
          channel: channel?.id,
          user: user.id,
          replaces: container?.is_ephemeral ?? false,
        }),
  };
}

function viewWhere(view: NonNullable<z.infer<typeof Action>["view"]>, user: string, triggerId: string): Where {
  if (view.type === "home") return { in: "home", user, triggerId };
  return { in: "modal", viewId: view.id, user, ...(view.hash && { hash: view.hash }) };
}

/** Null for the other tabs. */
export function readHome(body: unknown): HeardHome | null {
  const read = HomeOpened.safeParse(body);
  if (!read.success) return null;
  const { team_id, event_id, event } = read.data;
  return {
    speaker: { user: event.user, teams: [team_id], isApp: false },
    says: { kind: "pressed", command: "home.show", key: event_id.slice(0, 64) },
  };
}

/** Null for everything else that is pressed. */
export function readChoice(body: unknown): HeardChoice | null {
  const read = Choice.safeParse(body);
  if (!read.success) return null;
  const { id, hash, private_metadata, state } = read.data.view;
  const metadata = readView(private_metadata);
  return {
    speaker: speakerOf(read.data),
    says: metadata && { kind: "pressed", ...metadata, values: valuesOf(state.values) },
    view: { id, hash, chosen: chosenIn(state.values) },
  };
}

export function readSubmit(body: unknown): HeardSubmit | null {
  const read = Submission.safeParse(body);
  if (!read.success) return null;
  const { view } = read.data;
  const metadata = readView(view.private_metadata);
  return {
    speaker: speakerOf(read.data),
    says: metadata && { kind: "submitted", ...metadata, values: valuesOf(view.state.values) },
    sent: filesIn(view.state.values),
    view: {
      id: view.id,
      metadata,
      inputs: (view.blocks ?? []).flatMap((one) => (one.type === "input" ? [one.block_id ?? ""] : [])),
      chosen: chosenIn(view.state.values),
    },
  };
}

/** The form is named by the view's metadata, the field by its block id, as in a submitted form. */
export function readSearch(body: unknown): HeardSearch | null {
  const read = Suggestion.safeParse(body);
  if (!read.success) return null;
  const { view, block_id, value } = read.data;
  const metadata = readView(view.private_metadata);
  if (!metadata) return { speaker: speakerOf(read.data), asks: null };
  const { command, ref } = metadata;
  const values = valuesOf(view.state?.values ?? {});
  const asks = { command, ...(ref && { ref }), field: block_id, typed: value ?? "", values };
  return { speaker: speakerOf(read.data), asks };
}

/** Null for everything but what a person wrote to the bot. */
export function readDirect(body: unknown): Heard | null {
  const read = Direct.safeParse(body);
  if (!read.success || read.data.event.user === "USLACKBOT") return null;
  const { team_id, event_id, event } = read.data;
  const withFile = event.subtype === "file_share";
  if (event.text === "" && !withFile) return null;
  const teams = [team_id, event.team, event.user_team, event.source_team].filter((team) => team !== undefined);
  return {
    speaker: { user: event.user, teams, isApp: false },
    // The event's own id: Slack sends an event again that it thinks was lost.
    says: { kind: "typed", text: typedText(event.text), where: "direct", key: event_id.slice(0, 64) },
    ...(withFile && { sent: { message: event.files } }),
    where: { in: "direct", channel: event.channel, ...(event.thread_ts && { thread: event.thread_ts }) },
  };
}

export function eventIdOf(body: unknown): string | undefined {
  return Event.safeParse(body).data?.event_id;
}

/** Whose profile has changed, and whether the person is deactivated by now. */
export function changedUser(body: unknown): { id: string; deleted: boolean } | undefined {
  const user = UserChange.safeParse(body).data?.event.user;
  return user && { id: user.id, deleted: user.deleted === true };
}

/**
 * What a person typed, without Slack's own marks: a mention loses the name, which may have changed; links and addresses
 * are as they were typed. https://docs.slack.dev/messaging/formatting-message-text
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
