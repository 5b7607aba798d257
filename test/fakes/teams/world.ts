import { randomUUID } from "node:crypto";
import type { Json } from "./cards.ts";
import type { Typing } from "./screen.ts";

export type FakePerson = {
  /** the Entra object id */
  id: string;
  name: string;
  email?: string;
  /** Another tenant: somebody of a shared channel. */
  tenant?: string;
  isGuest?: boolean;
  /** Whether the app is there for them in person. */
  isInstalled?: boolean;
  locale?: string;
  /** IANA; Europe/Berlin if not said. */
  zone?: string;
  /** Whatever else the roster shall say; undefined leaves out. */
  profile?: Json;
};
type Kind = "personal" | "channel" | "groupChat";
export type Conversation = { id: string; kind: Kind; members: string[]; hasBot: boolean };

type Shown = { id: string; conversation: string; changed: number; typing: Map<string, Typing> };
/** `instead`: what somebody sees in its place, as the answer to what they did with it. */
export type Message = Shown & { kind: "message"; activity: Json; replyTo: string; instead: Map<string, Json> };
export type Line = Shown & { kind: "ephemeral"; user: string; text: string; of: string };
export type Dialog = Shown & {
  kind: "modal";
  user: string;
  title: string;
  card: Json | null;
  text: string;
  isClosed: boolean;
  /** the message-extension command that opened it */
  commandId: string | null;
};
export type Item = Message | Line | Dialog;
export type World = ReturnType<typeof createWorld>;

const FIRST_ID = 1_790_000_000_000;

/** What there is in the fake tenant: people, conversations, and what is on everybody's screen. */
export function createWorld(tenant: string, appId: string) {
  const people = new Map<string, FakePerson>();
  const conversations = new Map<string, Conversation>();
  const items: Item[] = [];
  const listeners = new Set<() => void>();
  let clock = 0;

  const world = {
    tenant,
    botId: `28:${appId}`,
    people,
    conversations,
    items,
    /** What the app sent that Teams would not take: a bug of the app. */
    refused: [] as { method: string; problem: string }[],
    version: () => clock,
    nextId: () => String(FIRST_ID + ++clock),
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** Somebody's id in Teams, which is another one than the object id. */
    teamsId: (id: string) => `29:1${Buffer.from(id).toString("base64url")}`,
    findPerson(id: string): FakePerson | undefined {
      return [...people.values()].find((one) => one.id === id || world.teamsId(one.id) === id);
    },

    zoneOf: (id: string): string => people.get(id)?.zone ?? "Europe/Berlin",

    personal(user: string): Conversation {
      const id = `a:1${Buffer.from(`personal ${user}`).toString("base64url")}`;
      const found = conversations.get(id) ?? { id, kind: "personal" as const, members: [user], hasBot: true };
      conversations.set(id, found);
      return found;
    },

    /** A reply in a channel names the thread too: `19:…@thread.tacv2;messageid=…`. */
    conversation: (id: string) => conversations.get(id.split(";")[0] ?? ""),

    show(item: Item): void {
      if (!items.includes(item)) items.push(item);
      item.changed = ++clock;
      for (const listener of listeners) listener();
    },

    post(conversation: string, activity: Json, replyTo = ""): Message {
      const shown = { id: world.nextId(), conversation, changed: 0, typing: new Map(), instead: new Map() };
      const message: Message = { kind: "message", ...shown, activity, replyTo };
      world.show(message);
      return message;
    },

    /** A message that was there before this tenant was made; those that come now are younger. */
    restore(id: string, conversation: string, activity: Json): Message {
      clock = Math.max(clock, Number(id) - FIRST_ID);
      const shown = { id, conversation, changed: 0, typing: new Map(), instead: new Map() };
      const message: Message = { kind: "message", ...shown, activity, replyTo: "" };
      world.show(message);
      return message;
    },

    say(user: string, conversation: string, text: string, of: string): Line {
      const line: Line = {
        kind: "ephemeral",
        id: world.nextId(),
        conversation,
        changed: 0,
        typing: new Map(),
        user,
        text,
        of,
      };
      world.show(line);
      return line;
    },

    open(user: string, conversation: string, commandId: string | null): Dialog {
      const id = `dialog-${randomUUID().slice(0, 8)}`;
      const dialog = { title: "", card: null, text: "", isClosed: false, commandId, typing: new Map(), changed: 0 };
      return { kind: "modal", id, conversation, user, ...dialog };
    },

    canSee(user: string, item: Item): boolean {
      if (item.kind === "message") return world.conversation(item.conversation)?.members.includes(user) === true;
      return item.user === user && !(item.kind === "modal" && item.isClosed);
    },

    /** As GET members says it: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context */
    profile(person: FakePerson): Json {
      const { id, name, email } = person;
      const [givenName = "", surname = ""] = name.split(" ");
      const upn = person.isGuest ? `${email?.replace("@", "_")}#EXT#@ours.onmicrosoft.com` : email;
      const known = { name, givenName, surname, email, userPrincipalName: upn };
      const where = { tenantId: person.tenant ?? tenant, userRole: person.isGuest ? "guest" : "user" };
      return { id: world.teamsId(id), aadObjectId: id, objectId: id, ...known, ...where, ...person.profile };
    },
  };
  return world;
}
