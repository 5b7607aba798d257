import type { CloudAdapter, TurnContext } from "botbuilder";
import { type MessageRef, type Sender, Throttled, Undeliverable } from "../../core/conversation.ts";
import { CallFailed } from "./call.ts";
import type { Connector } from "./connector.ts";
import type { Place } from "./elements.ts";
import { type IsThere, isNobody } from "./is-there.ts";
import { cardMessage, type Message } from "./render.ts";

/** Writes first: messages that answer nothing. */
export type Messenger = {
  /** The id of the personal chat with somebody. */
  open(user: string): Promise<string>;
  /** Asks the Bot Connector something about a conversation that no activity came from. */
  speak<T>(conversation: string, words: (connector: Connector) => Promise<T>): Promise<T>;
  /** The id of the message. */
  post(conversation: string, message: Message): Promise<string>;
  update(conversation: string, id: string, message: Message): Promise<void>;
  /** What the roster of a conversation says of somebody. */
  member(conversation: string, user: string): Promise<unknown>;
};

type MessengerParts = { adapter: CloudAdapter; appId: string; tenantId: string; serviceUrl: string };
type SenderParts = {
  messenger: Messenger;
  tenantId: string;
  /** The object id of the person with that address, or null. */
  findContact: (email: string) => Promise<string | null>;
  isThere: IsThere;
  /** Called when somebody can't be written to because they are not there any more. */
  gone: (user: string) => Promise<void>;
  /** Tells who looks at their tab that it has changed. False where nobody looks. */
  tabChanged: (user: string) => boolean;
};

const MOST_SECONDS = 60;

/** The SDK gives its client only within a turn. */
export function connectorOf(context: TurnContext): Connector {
  const connector = context.turnState.get<Connector>(context.adapter.ConnectorClientKey);
  if (!connector) throw new Error("the SDK's turn has no connector");
  return connector;
}

export function createMessenger({ adapter, appId, tenantId, serviceUrl }: MessengerParts): Messenger {
  const bot = { id: `28:${appId}`, name: "Countersign" };

  // An error is thrown out of the turn, and success is the result from inside it. With an error handler on the adapter,
  // every failure would look like a success.
  async function speak<T>(conversation: string, words: (connector: Connector) => Promise<T>): Promise<T> {
    let spoken: { result: T } | undefined;
    const place = { id: conversation, isGroup: false, conversationType: "personal", name: "", tenantId };
    const reference = { channelId: "msteams", serviceUrl, conversation: place, bot };
    await adapter.continueConversationAsync(appId, reference, async (context) => {
      spoken = { result: await words(connectorOf(context)) };
    });
    if (!spoken) throw new Error("the SDK did not run the turn");
    return spoken.result;
  }

  const opened = new Map<string, string>();
  return {
    speak,
    async open(user) {
      const known = opened.get(user);
      if (known) return known;
      const channelData = { tenant: { id: tenantId } };
      const wanted = { isGroup: false, bot, members: [{ id: user }], tenantId, channelData };
      const id = idOf(await speak(user, ({ conversations }) => conversations.createConversation(wanted)));
      opened.set(user, id);
      return id;
    },
    post: async (conversation, message) =>
      idOf(await speak(conversation, ({ conversations }) => conversations.sendToConversation(conversation, message))),
    update: async (conversation, id, message) =>
      void (await speak(conversation, ({ conversations }) =>
        conversations.updateActivity(conversation, id, { ...message, id }),
      )),
    member: (conversation, user) =>
      speak(conversation, ({ conversations }) => conversations.getConversationMember(conversation, user)),
  };
}

export function createSender({ messenger, tenantId, findContact, isThere, gone, tabChanged }: SenderParts): Sender {
  const delivered = createDelivered();
  const requireOurs = (place: { tenant: string }) => {
    if (place.tenant !== tenantId) throw new Undeliverable("other_tenant");
  };

  async function openChat(user: string): Promise<string> {
    return messenger.open(user).catch(async (error: unknown) => {
      if (isNobody(error)) await gone(user);
      throw error;
    });
  }

  // A refusal alone may mean that the app was taken off, so the roster is asked. Whatever it says, the message is lost.
  async function lookUp(user: string): Promise<void> {
    if ((await isThere(user).catch(() => null)) === false) await gone(user);
  }

  return {
    tenant: () => tenantId,
    async post(to, card, locale): Promise<MessageRef> {
      requireOurs(to);
      const shown = cardMessage(card, to.kind === "person" ? "chat" : "channel", locale);
      return delivered(async () => {
        const channel = to.kind === "person" ? await openChat(to.id) : to.id;
        const message = await messenger.post(channel, shown).catch(async (error: unknown) => {
          if (to.kind === "person" && isRefused(error)) await lookUp(to.id);
          throw error;
        });
        return { platform: "teams", tenant: tenantId, channel, message };
      });
    },
    isThere: (user) => delivered(() => isThere(user)),
    async update(ref, card, locale) {
      requireOurs(ref);
      const shown = cardMessage(card, placeOf(ref.channel), locale);
      await delivered(() => messenger.update(ref.channel, ref.message, shown));
    },
    // The tab asks for the card itself. Who does not look at it gets a new one when they do.
    async home({ account, version }) {
      requireOurs(account);
      return tabChanged(account.user) ? { kind: "shown", version } : { kind: "gone" };
    },
    async find(email) {
      const user = await findContact(email.toLowerCase());
      return user === null ? null : { platform: "teams", tenant: tenantId, user };
    },
  };
}

function isRefused(error: unknown): boolean {
  return error instanceof CallFailed && (error.status === 403 || error.status === 404);
}

// Ids of channels and group chats begin with 19:, those of personal chats with a:
function placeOf(conversation: string): Place {
  return conversation.startsWith("19:") ? "channel" : "chat";
}

/** Tells the queue what a failure means: wait, give up, or try again later. Without a Retry-After, waits get longer. */
function createDelivered() {
  let wait = 1;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      wait = 1;
      return result;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const { status, reason, retryAfterSeconds } = error;
      if (status === 429) {
        const seconds = retryAfterSeconds ?? wait;
        wait = Math.min(wait * 2, MOST_SECONDS);
        throw new Throttled(seconds);
      }
      // The app is not installed there, the place does not exist, or Teams will never take the card.
      if (status && [400, 403, 404, 413].includes(status)) throw new Undeliverable(reason);
      throw new Error(`Teams did not take the message: ${reason}`);
    }
  };
}

function idOf({ id }: { id?: string }): string {
  if (!id) throw new Error("Teams created something and returned no id");
  return id;
}
