import type { Intent } from "../../core/conversation.ts";
import { sha256 } from "../../core/keys.ts";
import type { Speaker } from "./admission.ts";
import { VERB } from "./elements.ts";
import { readData, type Said } from "./metadata.ts";
import { type Activity, Compose, Execute, mentionsIn, Task, Words } from "./payloads.ts";

type Unsaid<I> = I extends unknown ? Omit<I, "by" | "locale"> : never;

/** Where the answer goes: a message in the personal chat or a channel, in place of a card, or a dialog. */
type Where = "chat" | "channel" | "card" | "dialog";

/** What an activity says, before anybody has checked who says it. `says` is null where it is of another version. */
export type Heard = {
  speaker: Speaker;
  says: Unsaid<Intent> | null;
  where: Where;
  /** A button of a card that stays: a form that it opens is shown below the card and not in its place. */
  staysAbove: boolean;
  /** The same for a delivery that comes again. */
  delivery: string;
  locale: string;
};

/** The commands that can be opened from the compose box, as the manifest names them. */
export const COMPOSE_COMMANDS = ["invite", "requests"];

/** Null for everything that is not for the bot to answer. */
export function readActivity(activity: Activity): Heard | null {
  const said = activity.type === "message" ? readMessage(activity) : readInvoke(activity);
  if (!said) return null;
  const { id, conversation, locale = "en" } = activity;
  const delivery = sha256(`${conversation.id}\0${id ?? JSON.stringify(activity)}`);
  return {
    ...{ speaker: speakerOf(activity), delivery, locale },
    ...{ where: said.where, says: said.says && unsaid(said.says, said.where, delivery) },
    staysAbove: said.where === "card" && said.says?.kind === "pressed" && !said.says.inForm,
  };
}

/** Who installed the app or added the bot in person. */
export function readArrival(activity: Activity): Speaker | null {
  const { type, action = "", membersAdded } = activity;
  const isInstalled = type === "installationUpdate" && action.startsWith("add");
  const isArrival = isInstalled || (type === "conversationUpdate" && membersAdded !== undefined);
  return isArrival && isPersonal(activity) ? speakerOf(activity) : null;
}

type Told = { says: Said | null; where: Where };

function readMessage(activity: Activity): Told | null {
  const typed = Words.safeParse(activity.text ?? "");
  const mentions = mentionsIn(activity.entities);
  const isMentioned = mentions.some(({ mentioned }) => mentioned.id === activity.recipient.id);
  // What a card's own submit says: none of our cards does it.
  if (!typed.success || activity.value !== undefined) return null;
  if (!isPersonal(activity) && !isMentioned) return null;
  const words = typedText(typed.data, activity);
  return { says: { kind: "typed", text: words }, where: isPersonal(activity) ? "chat" : "channel" };
}

function readInvoke({ name, value, conversation }: Activity): Told | null {
  switch (name) {
    case "adaptiveCard/action": {
      const { action } = Execute.safeParse(value).data ?? {};
      // A card that turns over in a channel could be seen by everybody: there ours open dialogs only.
      const isOurs = action?.verb === VERB && conversation.conversationType === "personal";
      return { says: isOurs ? readData(action.data) : null, where: "card" };
    }
    case "task/fetch":
    case "task/submit":
      return { says: readData(Task.safeParse(value).data?.data), where: "dialog" };
    case "composeExtension/fetchTask": {
      const { commandId = "" } = Compose.safeParse(value).data ?? {};
      return {
        says: COMPOSE_COMMANDS.includes(commandId) ? { kind: "typed", text: commandId } : null,
        where: "dialog",
      };
    }
    case "composeExtension/submitAction":
      return { says: readData(Compose.safeParse(value).data?.data), where: "dialog" };
    default:
      return null;
  }
}

function unsaid(said: Said, where: Where, delivery: string): Unsaid<Intent> {
  if (said.kind === "submitted") return said;
  if (said.kind === "pressed") {
    const { inForm: _, ...pressed } = said;
    return { ...pressed, key: delivery };
  }
  // Only what is written in the personal chat may be a code, and what is written as a command is none.
  const isDirect = where === "chat" && !said.text.startsWith("/");
  return { kind: "typed", text: said.text, where: isDirect ? "direct" : "command", key: delivery };
}

/**
 * What a person typed: without the bot's own name, with other people as `<@object-id>`. A mention's text is a name that
 * anybody can take; who is meant stands beside it.
 */
function typedText(sent: string, { entities, recipient }: Activity): string {
  let typed = sent;
  for (const { text, mentioned } of mentionsIn(entities)) {
    const person = mentioned.aadObjectId ? `<@${mentioned.aadObjectId}>` : text;
    typed = typed.replace(text, () => (mentioned.id === recipient.id ? "" : person));
  }
  const plain = typed.replace(/&nbsp;|\u00a0/g, " ").trim();
  return plain.replace(/^team\b/i, "/team");
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
