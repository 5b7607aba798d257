import type { Intent } from "../../core/conversation.ts";
import { sha256 } from "../../core/keys.ts";
import type { Reader } from "../../core/reader.ts";
import type { Speaker } from "./admission.ts";
import { VERB } from "./elements.ts";
import { type CardData, readData } from "./metadata.ts";
import type { Written } from "./opener.ts";
import { type Activity, Compose, Execute, type Mention, mentionsIn, Task, Words } from "./payloads.ts";
import { readerOf } from "./reader.ts";

type AnonymousIntent<I> = I extends unknown ? Omit<I, "by" | "locale" | "zone"> : never;

/** Where the answer goes: a message in the personal chat or a channel, in place of a card, or a dialog. */
export type Where = "chat" | "channel" | "card" | "dialog";

/** What an activity says, before anybody has checked who says it. `intent` is null where it is of another version. */
export type Incoming = {
  speaker: Speaker;
  intent: AnonymousIntent<Intent> | null;
  where: Where;
  /** In a channel: the words that the opener repeats. */
  written?: Written;
  /** The object id of the only person who may do it, where it is not for everybody. */
  onlyFor?: string;
  /** A button of a card that stays: a form that it opens is shown below the card and not in its place. */
  staysAbove: boolean;
  /** The same for a delivery that comes again. */
  delivery: string;
} & Reader;

/** The commands that can be opened from the compose box, as the manifest names them. */
export const COMPOSE_COMMANDS = ["invite", "requests"];

/** Null for everything that is not for the bot to answer. */
export function readActivity(activity: Activity): Incoming | null {
  const parsed = activity.type === "message" ? readMessage(activity) : readInvoke(activity);
  if (!parsed) return null;
  const { id, conversation } = activity;
  const delivery = sha256(`${conversation.id}\0${id ?? JSON.stringify(activity)}`);
  return {
    ...{ speaker: speakerOf(activity), delivery, ...readerOf(activity) },
    ...{ where: parsed.where, intent: parsed.data && toIntent(parsed.data, parsed.where, delivery) },
    ...(parsed.written && { written: parsed.written }),
    ...(parsed.data?.kind === "opened" && { onlyFor: parsed.data.author }),
    staysAbove: parsed.where === "card" && parsed.data?.kind === "pressed" && !parsed.data.inForm,
  };
}

/** Who installed the app or added the bot in person. */
export function readArrival(activity: Activity): Speaker | null {
  const { type, action = "", membersAdded } = activity;
  const isInstalled = type === "installationUpdate" && action.startsWith("add");
  const isArrival = isInstalled || (type === "conversationUpdate" && membersAdded !== undefined);
  return isArrival && isPersonal(activity) ? speakerOf(activity) : null;
}

type Typed = { kind: "typed"; text: string };
type Parsed = { data: CardData | Typed | null; where: Where; written?: Written };

function readMessage(activity: Activity): Parsed | null {
  if (activity.value !== undefined) return readSubmit(activity);
  const typed = Words.safeParse(activity.text ?? "");
  const mentions = mentionsIn(activity.entities);
  const isMentioned = mentions.some(({ mentioned }) => mentioned.id === activity.recipient.id);
  if (!typed.success) return null;
  if (!isPersonal(activity) && !isMentioned) return null;
  const words = typedText(typed.data, activity, byId);
  const said = { kind: "typed", text: words } as const;
  if (isPersonal(activity)) return { data: said, where: "chat" };
  return { data: said, where: "channel", written: { typed: words, shown: typedText(typed.data, activity, byName) } };
}

/** A button that an old client showed instead of Action.Execute. In a channel ours open dialogs only. */
function readSubmit(activity: Activity): Parsed | null {
  if (!isPersonal(activity) || activity.text) return null;
  return { data: readData(activity.value), where: "chat" };
}

function readInvoke({ name, value, conversation }: Activity): Parsed | null {
  switch (name) {
    case "adaptiveCard/action": {
      const { action } = Execute.safeParse(value).data ?? {};
      // A card that turns over in a channel could be seen by everybody: there ours open dialogs only.
      const isOurs = action?.verb === VERB && conversation.conversationType === "personal";
      return { data: isOurs ? readData(action.data) : null, where: "card" };
    }
    case "task/fetch":
    case "task/submit":
      return { data: readData(Task.safeParse(value).data?.data), where: "dialog" };
    case "composeExtension/fetchTask": {
      const { commandId = "" } = Compose.safeParse(value).data ?? {};
      return {
        data: COMPOSE_COMMANDS.includes(commandId) ? { kind: "typed", text: commandId } : null,
        where: "dialog",
      };
    }
    case "composeExtension/submitAction":
      return { data: readData(Compose.safeParse(value).data?.data), where: "dialog" };
    default:
      return null;
  }
}

function toIntent(data: CardData | Typed, where: Where, delivery: string): AnonymousIntent<Intent> {
  switch (data.kind) {
    case "submitted":
      return data;
    case "pressed": {
      const { inForm: _, ...pressed } = data;
      return { ...pressed, key: delivery };
    }
    case "opened":
      return { kind: "typed", text: data.typed, where: "command", key: delivery };
    case "typed": {
      // Only what is written in the personal chat may be a code, and what is written as a command is none.
      const isDirect = where === "chat" && !data.text.startsWith("/");
      return { kind: "typed", text: data.text, where: isDirect ? "direct" : "command", key: delivery };
    }
    default:
      return data satisfies never;
  }
}

/** What a person typed: without the bot's own name, and with other people in the way that `person` shows them. */
function typedText(sent: string, { entities, recipient }: Activity, person: (mention: Mention) => string): string {
  let typed = sent;
  for (const mention of mentionsIn(entities))
    typed = typed.replace(mention.text, () => (mention.mentioned.id === recipient.id ? "" : person(mention)));
  const plain = typed.replace(/&nbsp;|\u00a0/g, " ").trim();
  return plain.replace(/^team\b/i, "/team");
}

/** A mention's text is a name that anybody can take; only the id beside it tells who is meant. */
function byId({ mentioned, text }: Mention): string {
  return mentioned.aadObjectId ? `<@${mentioned.aadObjectId}>` : text;
}

/** For people to read. */
function byName({ text }: Mention): string {
  return `@${text.replace(/<\/?at[^>]*>/g, "")}`;
}

export function speakerOf(activity: Activity): Speaker {
  const { from, conversation, channelData } = activity;
  return {
    ...{ id: from.id, objectId: from.aadObjectId, isPersonal: isPersonal(activity) },
    // A channel has no roster of its own, its team has.
    roster: channelData.team?.id ?? conversation.id,
  };
}

function isPersonal({ conversation }: Activity): boolean {
  return conversation.conversationType === "personal";
}
