import type { Chosen } from "./files.ts";
import { createActivities, fileWith } from "./teams/activities.ts";
import { attachedCard, CARD_TYPE, cardProblem, type Json } from "./teams/cards.ts";
import { actionIn, asOldClient, collect, fill, resultsIn, searchIn, type Values } from "./teams/client.ts";
import { createIdentity, createTokenEndpoint, type Signing } from "./teams/identity.ts";
import { type Seen, screen, type Typing } from "./teams/screen.ts";
import { startServer } from "./teams/server.ts";
import { askTab } from "./teams/tab.ts";
import {
  type Conversation,
  createWorld,
  type Dialog,
  type FakePerson,
  type Item,
  type Message,
} from "./teams/world.ts";

export type { Signing } from "./teams/identity.ts";
export type { Seen } from "./teams/screen.ts";
export type { FakePerson } from "./teams/world.ts";
export type FakeTeams = Awaited<ReturnType<typeof startFakeTeams>>;
/** `isOld`: with a client from before Action.Execute. */
export type Client = { isOld?: boolean };
export type Answered = { status: number; text: string; json: Json };

const TENANT = "5fb1a4d7-32d5-4d1f-9a52-7a1e6f2c0a01";
const APP = { id: "c0a8a1de-9d6b-4f0e-8c1b-3a2f5d7e9b11", password: "fake-app-password", tenant: TENANT };

/**
 * Microsoft Teams on a loopback port: one tenant with people in it, personal chats, channels, dialogs. It refuses cards
 * that Teams would not show and calls without a token, and waits 3 s for an answer. What people do in it is sent to the
 * app with the Bot Framework's signature; what comes back is on their screens.
 */
export async function startFakeTeams() {
  let appUrl = "";
  const server = await startServer((origin) => ({
    world: createWorld(TENANT, APP.id),
    identity: createIdentity(APP.id, origin),
    tokens: createTokenEndpoint(APP),
  }));
  const { world, identity, origin } = server;
  const serviceUrl = `${origin}/teams/`;
  const bodies = createActivities(world, () => serviceUrl);

  // ---- what the app is sent

  async function send(activity: Json, how: Signing = {}): Promise<Answered> {
    const authorization = identity.authorization(String(activity.serviceUrl ?? serviceUrl), how);
    const headers = {
      "Content-Type": "application/json",
      ...(authorization !== null && { Authorization: authorization }),
    };
    const body = JSON.stringify(activity);
    const response = await fetch(`${appUrl}/api/messages`, { method: "POST", headers, body });
    const text = await response.text();
    return { status: response.status, text, json: text.startsWith("{") ? JSON.parse(text) : {} };
  }

  async function deliver(activity: Json): Promise<Json> {
    const began = Date.now();
    const { status, json, text } = await send(activity);
    if (status < 200 || status > 202) throw new Error(`the app answered ${status} ${text}`);
    if (activity.type === "invoke" && Date.now() - began > 3_000)
      throw new Error("the app did not answer within 3 seconds");
    return json;
  }

  const tabs = new Map<string, string>();
  const looking = new AbortController();
  async function tab(user: string, press?: unknown): Promise<string> {
    const answer = await askTab({ appUrl, authorization: `Bearer ${identity.tabToken(TENANT, user)}`, press });
    if (!answer.ok) throw new Error(`the tab was answered ${answer.status}`);
    return answer.text();
  }

  // ---- what people see

  const cardFor = (user: string, item: Item): Json | null => {
    if (item.kind === "message") return item.instead.get(user) ?? attachedCard(item.activity);
    return item.kind === "modal" ? item.card : null;
  };

  function seen(user: string, item: Item): Seen {
    const text = item.kind === "message" ? String(item.activity.text ?? "") : item.text;
    const title = item.kind === "modal" ? { title: item.title } : {};
    const shown = screen({
      ...title,
      text,
      card: cardFor(user, item),
      typing: item.typing.get(user),
      zone: world.zoneOf(user),
    });
    return { kind: item.kind, id: item.id, conversation: item.conversation, ...shown };
  }

  const sees = (user: string): Seen[] =>
    world.items.filter((item) => world.canSee(user, item)).map((item) => seen(user, item));

  /** The next thing on somebody's screen that fits; rejects where nothing happens. */
  async function next(user: string, since: number, fits: (item: Item) => boolean = () => true): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const fresh = world.items.filter((item) => item.changed > since && world.canSee(user, item) && fits(item));
        const newest = fresh.sort((a, b) => b.changed - a.changed)[0];
        if (newest) finish(() => resolve(seen(user, newest)));
      };
      const finish = (then: () => void) => {
        clearTimeout(timer);
        stop();
        then();
      };
      const nothing = () => reject(new Error(`${user} waited and saw nothing new`));
      const timer = setTimeout(() => finish(nothing), fake.patienceMs);
      const stop = world.onChange(look);
      look();
    });
  }

  function itemOf({ id }: { id: string }): Item {
    const item = world.items.find((one) => one.id === id);
    if (!item) throw new Error(`there is no ${id}`);
    return item;
  }

  // ---- what people do

  async function says(user: string, text: string, conversation?: Conversation): Promise<Seen> {
    return sends(user, bodies.message({ user, conversation }, text));
  }

  async function sendsFile(user: string, file: Chosen, text = ""): Promise<Seen> {
    return sendsFileAt(user, file.name, `${origin}${server.files.keep(file)}`, text);
  }

  async function sendsFileAt(user: string, name: string, url: string, text = ""): Promise<Seen> {
    return sends(user, bodies.message({ user }, text, { attachments: fileWith(name, url, text) }));
  }

  async function sends(user: string, activity: Json): Promise<Seen> {
    const since = world.version();
    await deliver(activity);
    return next(user, since, (item) => item.kind === "message" && item.replyTo === activity.id);
  }

  async function act(user: string, item: Item, action: Json): Promise<Seen | undefined> {
    const card = cardFor(user, item);
    const typing = item.typing.get(user) ?? { values: {}, complaints: {} };
    item.typing.set(user, typing);
    const data = card && collect(card, action, typing);
    if (!data) return seen(user, item);
    if (item.kind === "modal") return submitDialog(user, item, data);
    if (item.kind === "ephemeral") throw new Error("there is nothing to press in a line of text");
    if (action.type === "Action.Execute") return execute(user, item, { ...action, data });
    return submit(user, item, data);
  }

  async function execute(user: string, item: Message, action: Json): Promise<Seen> {
    const since = world.version();
    const { type, title, verb, data, id } = action;
    const from = { user, conversation: world.conversation(item.conversation) };
    const activity = bodies.execute(from, item.id, { type, title, verb, data, ...(id ? { id } : {}) });
    const answer = await deliver(activity);
    if (Object.keys(answer).length === 0) return next(user, since);
    if (answer.statusCode !== 200) throw new Error(`Teams shows "something went wrong": ${JSON.stringify(answer)}`);
    if (answer.type === "application/vnd.microsoft.activity.message") {
      const line = world.say(user, item.conversation, String(answer.value), item.id);
      // What the app wrote to them meanwhile is what they look at.
      const written = world.items.findLast((one) => one.kind === "message" && one.replyTo === activity.id);
      return seen(user, written ?? line);
    }
    if (answer.type !== CARD_TYPE) throw new Error(`Teams drops an answer of type ${answer.type}`);
    mustFit(answer.value, "message");
    item.instead.set(user, answer.value as Json);
    item.typing.delete(user);
    world.show(item);
    return seen(user, item);
  }

  async function submit(user: string, item: Message, data: Json): Promise<Seen | undefined> {
    const from = { user, conversation: world.conversation(item.conversation) };
    const isFetch = (data.msteams as Json | undefined)?.type === "task/fetch";
    if (isFetch)
      return turn(world.open(user, item.conversation, null), await deliver(bodies.task(from, "fetch", data)));
    const since = world.version();
    await deliver(bodies.message(from, "", { text: undefined, value: data, replyToId: item.id }));
    return next(user, since);
  }

  async function submitDialog(user: string, dialog: Dialog, data: Json): Promise<Seen | undefined> {
    const from = { user, conversation: world.conversation(dialog.conversation) };
    const { commandId } = dialog;
    const said = commandId ? bodies.compose(from, "submitAction", commandId, data) : bodies.task(from, "submit", data);
    return turn(dialog, await deliver(said));
  }

  /** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/invoking-task-modules */
  function turn(dialog: Dialog, { task }: Json): Seen | undefined {
    const { type, value } = (task ?? {}) as { type?: string; value?: unknown };
    dialog.typing.clear();
    if (type === undefined) dialog.isClosed = true;
    else if (type === "message") Object.assign(dialog, { card: null, text: String(value) });
    else if (type === "continue") {
      const { title, card } = value as { title: string; card: Json };
      if (card.contentType !== CARD_TYPE) throw new Error(`Teams opens no dialog of type ${card.contentType}`);
      mustFit(card.content, "dialog");
      Object.assign(dialog, { title, card: card.content as Json, text: "" });
    } else throw new Error(`Teams drops the answer: ${type}`);
    world.show(dialog);
    return dialog.isClosed ? undefined : seen(dialog.user, dialog);
  }

  function mustFit(card: unknown, where: "message" | "dialog"): void {
    const problem = cardProblem(card, where);
    if (!problem) return;
    world.refused.push({ method: where, problem });
    throw new Error(`Teams does not show the card: ${problem}`);
  }

  const fake = {
    ...{ tenant: TENANT, appId: APP.id, appPassword: APP.password, serviceUrl, origin, botId: world.botId },
    ...{ calls: server.calls, refused: world.refused, fail: server.fail, tokens: server.tokens, identity },
    ...{ bodies, send, deliver, sees, next, says, sendsFile, sendsFileAt, files: server.files, teamsId: world.teamsId },
    /** What an app is configured with to live in this Teams. */
    environment: {
      ...{ TEAMS_APP_ID: APP.id, TEAMS_TENANT_ID: TENANT, TEAMS_APP_PASSWORD: APP.password },
      ...{ TEAMS_SERVICE_URL: serviceUrl, TEAMS_LOGIN_URL: origin },
      TEAMS_OPENID_URL: `${origin}/v1/.well-known/openidconfiguration`,
    },
    tab,
    /** Opens the tab, which from then on asks again whenever it is told that something has changed. */
    async opensTab(user: string): Promise<string> {
      tabs.set(user, await tab(user));
      const headers = { Authorization: `Bearer ${identity.tabToken(TENANT, user)}` };
      const stream = await fetch(`${appUrl}/teams/home/changes`, { method: "POST", headers, signal: looking.signal });
      void (async () => {
        for await (const part of stream.body ?? [])
          if (Buffer.from(part as Uint8Array).includes("event: changed")) tabs.set(user, await tab(user));
      })().catch(() => undefined);
      return tabs.get(user) ?? "";
    },
    seesTab: (user: string): string => tabs.get(user) ?? "",
    publicPem: identity.publicPem,
    tabToken: (user: string, how: Signing = {}) => identity.tabToken(TENANT, user, how),
    /** How long somebody waits for something to happen before a test fails. */
    patienceMs: 5_000,
    connect: (url: string) => {
      appUrl = url;
    },
    appUrl: () => appUrl,
    version: world.version,
    person: (person: FakePerson) => void world.people.set(person.id, person),
    /** The app is added for somebody in person, as an administrator of the tenant does it for everybody. */
    async install(user: string): Promise<void> {
      world.personal(user);
      await deliver(bodies.conversationUpdate(user));
      await deliver(bodies.installation(user));
    },
    /** Somebody is deleted from the tenant: their chats stay, and nobody is in them. */
    leaves: (user: string) => void world.people.delete(user),
    personal: world.personal,
    channel({
      id,
      members,
      hasBot = true,
      kind = "channel",
    }: Omit<Conversation, "hasBot" | "kind"> & Partial<Conversation>) {
      const conversation: Conversation = { id, kind, members, hasBot };
      world.conversations.set(id, conversation);
      return conversation;
    },
    /** With the bot's name before it, as it has to be outside of the personal chat. */
    mentions: (user: string, conversation: Conversation, words: string) =>
      says(user, `<at>Countersign</at> ${words}`, conversation),
    async press(user: string, what: Seen, label: string, client: Client = {}): Promise<Seen | undefined> {
      const item = itemOf(what);
      const action = actionIn(cardFor(user, item) ?? {}, label);
      return act(user, item, client.isOld ? asOldClient(action) : action);
    },
    /** Fills in the fields and sends nothing. */
    fill(user: string, what: Seen, values: Values): Seen {
      const item = itemOf(what);
      const typing: Typing = item.typing.get(user) ?? { values: {}, complaints: {} };
      item.typing.set(user, typing);
      fill(cardFor(user, item) ?? {}, typing, values);
      return seen(user, item);
    },
    async submit(user: string, what: Seen, values: Values = {}, client: Client = {}): Promise<Seen | undefined> {
      const item = itemOf(what);
      const card = cardFor(user, item) ?? {};
      const typing: Typing = item.typing.get(user) ?? { values: {}, complaints: {} };
      item.typing.set(user, typing);
      fill(card, typing, values);
      const action = actionIn(card);
      return act(user, item, client.isOld ? asOldClient(action) : action);
    },
    /** Types in a field that is searched, and sees the options by their words; `submit` takes them then. */
    async search(user: string, what: Seen, field: string, typed: string): Promise<string[]> {
      const item = itemOf(what);
      const typing: Typing = item.typing.get(user) ?? { values: {}, complaints: {} };
      item.typing.set(user, typing);
      const { id, asked } = searchIn(cardFor(user, item) ?? {}, field, typed, typing);
      const from = { user, conversation: world.conversation(item.conversation) };
      const results = resultsIn(await deliver(bodies.search(from, asked)));
      typing.found = { ...typing.found, [id]: [...(typing.found?.[id] ?? []), ...results] };
      return results.map(({ title }) => String(title));
    },
    /** Puts a card into a conversation that an older version left there. */
    restore: (user: string, card: Json, { id = world.nextId(), conversation = world.personal(user) } = {}): Seen => {
      const activity = { type: "message", attachments: [{ contentType: CARD_TYPE, content: card }] };
      return seen(user, world.restore(id, conversation.id, activity));
    },
    /** Opens a message-extension command from the compose box. */
    async compose(user: string, commandId: string, conversation = world.personal(user)): Promise<Seen | undefined> {
      const dialog = world.open(user, conversation.id, commandId);
      return turn(dialog, await deliver(bodies.compose({ user, conversation }, "fetchTask", commandId)));
    },
    /** The card behind something on the screen, for a test that tampers with it. */
    cardOf: (user: string, what: Seen): Json => cardFor(user, itemOf(what)) ?? {},
    /** Everything the app has put into a conversation, as it was sent. */
    transcript: (conversation: string): string =>
      JSON.stringify(world.items.filter((item) => item.kind === "message" && item.conversation === conversation)),
    async close() {
      looking.abort();
      await server.close();
    },
  };
  return fake;
}
