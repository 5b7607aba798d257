import type { Intent } from "../../core/conversation.ts";
import { sha256 } from "../../core/keys.ts";
import type { Reader } from "../../core/reader.ts";
import type { Speaker } from "./admission.ts";
import { VERB } from "./elements.ts";
import { type CardData, readData } from "./metadata.ts";
import { type Activity, Compose, Execute, type File, filesIn, mentionsIn, Task, Words } from "./payloads.ts";
import { readerOf } from "./reader.ts";
import { readWords, type Written } from "./typed-words.ts";

type AnonymousIntent<I> = I extends unknown ? Omit<I, "by" | "locale" | "zone"> : never;

/** Where the answer goes: a message in the personal chat or in a channel, the place of a card, or a dialog. */
type Where = "chat" | "channel" | "card" | "dialog";

/** What an activity says; its sender is not checked yet. `intent` is null if it can't be read: it is from another version. */
export type Incoming = {
  speaker: Speaker;
  intent: AnonymousIntent<Intent> | null;
  where: Where;
  /** In a channel: the words that the opener repeats. */
  written?: Written;
  /** In the personal chat: the files of the message. */
  sent?: File[];
  /** The object id of the only person who may do it. */
  onlyFor?: string;
  /** The card that was pressed stays: a form is shown below it and not in its place. */
  staysAbove: boolean;
  /** The same form is asked for again, with fields that go with what was chosen. */
  isContinued: boolean;
  /** The same again if Teams delivers the activity again. */
  delivery: string;
} & Reader;

/** The commands in the compose box, as the manifest names them. */
export const COMPOSE_COMMANDS = ["invite", "requests"];

/** Null for everything that the bot does not answer. */
export function readActivity(activity: Activity): Incoming | null {
  const parsed = activity.type === "message" ? readMessage(activity) : readInvoke(activity);
  if (!parsed) return null;
  const { id, conversation } = activity;
  const delivery = sha256(`${conversation.id}\0${id ?? JSON.stringify(activity)}`);
  return {
    ...{ speaker: speakerOf(activity), delivery, ...readerOf(activity) },
    ...{ where: parsed.where, intent: parsed.data && toIntent(parsed.data, parsed.where, delivery) },
    ...(parsed.written && { written: parsed.written }),
    ...(parsed.sent && parsed.sent.length > 0 && { sent: parsed.sent }),
    ...(parsed.data?.kind === "opened" && { onlyFor: parsed.data.author }),
    isContinued: parsed.data?.kind === "continued",
    staysAbove: parsed.where === "card" && parsed.data?.kind === "pressed" && !parsed.data.inForm,
  };
}

/** Somebody who installed the app, or somebody it was installed for. */
export function readArrival(activity: Activity): Speaker | null {
  const { type, action = "", membersAdded } = activity;
  const isInstalled = type === "installationUpdate" && action.startsWith("add");
  const isArrival = isInstalled || (type === "conversationUpdate" && membersAdded !== undefined);
  return isArrival && isPersonal(activity) ? speakerOf(activity) : null;
}

type Typed = { kind: "typed"; text: string };
type Parsed = { data: CardData | Typed | null; where: Where; written?: Written; sent?: File[] };

function readMessage(activity: Activity): Parsed | null {
  if (activity.value !== undefined) return readSubmit(activity);
  const typed = Words.safeParse(activity.text ?? "");
  const mentions = mentionsIn(activity.entities);
  const isMentioned = mentions.some(({ mentioned }) => mentioned.id === activity.recipient.id);
  if (!typed.success) return null;
  if (!isPersonal(activity) && !isMentioned) return null;
  const written = readWords(typed.data, activity);
  const data: Typed = { kind: "typed", text: written.typed };
  return isPersonal(activity) ? { data, where: "chat", sent: filesIn(activity) } : { data, where: "channel", written };
}

/** The fallback that an old client shows in place of Action.Execute. Cards in channels have none, so there it is forged. */
function readSubmit(activity: Activity): Parsed | null {
  if (!isPersonal(activity) || activity.text) return null;
  return { data: readData(activity.value), where: "chat" };
}

function readInvoke({ name, value, conversation }: Activity): Parsed | null {
  switch (name) {
    case "adaptiveCard/action": {
      const { action } = Execute.safeParse(value).data ?? {};
      // Everybody could see the answer in a channel. Our cards there have no Action.Execute, so this one is forged.
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
      return { ...data, kind: "submitted" };
    case "continued":
      return { ...data, kind: "pressed" };
    case "pressed": {
      const { inForm: _, ...pressed } = data;
      return { ...pressed, key: delivery };
    }
    case "opened":
      return { kind: "typed", text: data.typed, where: "command", key: delivery };
    case "typed": {
      // Only words in the personal chat can be a code, and a command is none.
      const isDirect = where === "chat" && !data.text.startsWith("/");
      return { ...data, where: isDirect ? "direct" : "command", key: delivery };
    }
    default:
      return data satisfies never;
  }
}

export function speakerOf(activity: Activity): Speaker {
  const { from, conversation, channelData } = activity;
  return {
    ...{ id: from.id, objectId: from.aadObjectId, isPersonal: isPersonal(activity) },
    // A channel has no roster of its own; its team has one.
    roster: channelData.team?.id ?? conversation.id,
  };
}

function isPersonal({ conversation }: Activity): boolean {
  return conversation.conversationType === "personal";
}
