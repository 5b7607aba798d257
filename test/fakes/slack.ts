import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Chosen, createFileStore } from "./files.ts";
import { type Json, list, messageProblem, suggestionProblem, viewProblem } from "./slack/limits.ts";
import {
  buttonsOf,
  chosenOptions,
  type FilledIn,
  isSearch,
  optionsOf,
  type Seen,
  screen,
  words,
} from "./slack/screen.ts";
import { acceptSockets } from "./slack/socket.ts";
import { callMethod, scopesOf } from "./slack/web-api.ts";
import { createWorld, type FakePerson, type Item, type Modal } from "./slack/world.ts";

export type { Seen } from "./slack/screen.ts";
export type { FakePerson } from "./slack/world.ts";

/** How a method fails the next `times` times (once, if not said). `delayMs` alone only makes it slow. */
export type Failing = { error?: string; status?: number; retryAfter?: number; delayMs?: number; times?: number };
export type Signing = { timestamp?: number | string; secret?: string; headers?: Record<string, string | undefined> };
export type SignedRequest = { headers: Record<string, string>; body: string | Buffer };
/** `enterprise`: the id of the Enterprise Grid that the workspace belongs to. */
export type FakeSlack = Awaited<ReturnType<typeof startFakeSlack>>;
export type FakeSlackOptions = { scopes?: string[]; enterprise?: string | undefined };

/**
 * A Slack workspace on a loopback port. It enforces what Slack documents: lengths and counts, triggers of 3 s that work
 * once, five uses of a response_url, scopes, an answer within 3 s. What people do in it is sent to the app, signed; what
 * comes back is on their screens.
 */
export async function startFakeSlack({ scopes = scopesOf(), enterprise }: FakeSlackOptions = {}) {
  const world = createWorld(scopes, enterprise);
  const failing = new Map<string, Failing>();
  const calls: { method: string; args: Json }[] = [];
  const responses = new Map<string, { user: string; channel: string; original: Item | undefined; uses: number }>();
  const [botToken, appToken, signingSecret] = ["xoxb-fake-bot-token", "xapp-fake-app-token", "fake-signing-secret"];
  const files = createFileStore();
  let appUrl = "";

  const server: Server = createServer((request, response) => void answer(request, response));
  const socket = acceptSockets(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  // ---- what the app calls

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isBot = request.headers.authorization === `Bearer ${botToken}`;
    if (await files.answer(request, response, isBot && scopes.includes("files:read"))) return;
    const sent = Buffer.concat(chunks).toString();
    const [, kind, name = ""] = (request.url ?? "").split("/");
    if (kind === "response") return reply(response, useResponseUrl(name, JSON.parse(sent)));
    const fails = failing.get(name);
    if (fails) await sleep(fails.delayMs ?? 0);
    if (fails && --(fails.times as number) <= 0) failing.delete(name);
    const wait = fails?.retryAfter === undefined ? {} : { "Retry-After": String(fails.retryAfter) };
    const args = argsOf(sent);
    calls.push({ method: name, args });
    if (fails?.status) return reply(response, { status: fails.status, body: { ok: false, error: fails.error } }, wait);
    if (fails?.error) return reply(response, { status: 200, body: { ok: false, error: fails.error } });
    reply(response, { status: 200, body: call(name, args, request.headers.authorization) });
  }

  function call(method: string, args: Json, authorization: string | undefined): Json {
    if (method === "apps.connections.open" && authorization === `Bearer ${appToken}`)
      return { ok: true, url: `${origin.replace("http", "ws")}/socket` };
    if (authorization !== `Bearer ${botToken}`) return { ok: false, error: "invalid_auth" };
    return callMethod(world, method, args);
  }

  function useResponseUrl(id: string, said: Json): { status: number; body: unknown } {
    const kept = responses.get(id);
    if (!kept || kept.uses <= 0) return { status: 404, body: { ok: false, error: "expired_url" } };
    kept.uses -= 1;
    if (said.delete_original === true && kept.original?.kind === "ephemeral") kept.original.isGone = true;
    if (said.delete_original === true) return { status: 200, body: "ok" };
    const problem = messageProblem(said);
    if (problem) {
      world.refuse("response_url", "invalid_blocks", problem);
      return { status: 400, body: "invalid_blocks" };
    }
    world.showEphemeral(kept.user, kept.channel, said, said.replace_original === true ? kept.original : undefined);
    return { status: 200, body: "ok" };
  }

  // ---- what people do

  function sign(
    body: string | Buffer,
    contentType: string,
    { timestamp, secret, headers = {} }: Signing = {},
  ): SignedRequest {
    const time = String(timestamp ?? Math.floor(Date.now() / 1000));
    const hash = createHmac("sha256", secret ?? signingSecret)
      .update(`v0:${time}:`)
      .update(body)
      .digest("hex");
    const all: Record<string, string | undefined> = {
      "Content-Type": contentType,
      "X-Slack-Request-Timestamp": time,
      "X-Slack-Signature": `v0=${hash}`,
      ...headers,
    };
    const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { headers: Object.fromEntries(present), body };
  }

  const signed = {
    raw: sign,
    event: (event: Json, how?: Signing) => sign(JSON.stringify(event), "application/json", how),
    form: (form: Record<string, string>, how?: Signing) =>
      sign(new URLSearchParams(form).toString(), "application/x-www-form-urlencoded", how),
    payload: (payload: Json, how?: Signing) => signed.form({ payload: JSON.stringify(payload) }, how),
  };

  async function send({ headers, body }: SignedRequest): Promise<{ status: number; text: string; json: Json }> {
    const began = Date.now();
    const response = await fetch(`${appUrl}/slack/events`, { method: "POST", headers, body });
    const text = await response.text();
    if (Date.now() - began > 3_000) throw new Error("operation_timeout: the app did not answer within 3 seconds");
    return { status: response.status, text, json: text.startsWith("{") ? JSON.parse(text) : {} };
  }

  async function deliver(request: SignedRequest): Promise<Json> {
    const { status, json } = await send(request);
    if (status !== 200) throw new Error(`the app answered ${status}`);
    return json;
  }

  function newResponseUrl(user: string, channel: string, original?: Item): string {
    const id = randomUUID();
    responses.set(id, { user, channel, original, uses: 5 });
    return `${origin}/response/${id}`;
  }

  const bodies = {
    command(user: string, command: string, text: string, channel = world.directChannel(user)): Record<string, string> {
      const [response_url, trigger_id] = [newResponseUrl(user, channel), world.newTrigger(user)];
      const who = { team_id: teamOf(user), user_id: user, user_name: user.toLowerCase(), channel_id: channel };
      return { token: "unused", api_app_id: "A0APP", ...who, command, text, response_url, trigger_id };
    },
    /** https://docs.slack.dev/reference/events/app_home_opened */
    homeOpened(user: string, tab = "home"): Json {
      const event = {
        type: "app_home_opened",
        user,
        channel: world.directChannel(user),
        tab,
        event_ts: world.nextTs(),
      };
      return { type: "event_callback", team_id: world.team, api_app_id: "A0APP", event_id: `Ev${randomUUID()}`, event };
    },
    /** A press on Home brings a view, and neither a channel nor a response_url. */
    pressHome(user: string, label: string): Json {
      const view = { ...world.homes.get(user), id: "VHOME", type: "home" };
      const button = buttonsOf(list((view as Json).blocks)).find((one) => words(one.text as Json) === label);
      if (!button) throw new Error(`no button "${label}" in the Home of ${user}`);
      const { action_id, value } = button;
      const actions = [{ type: "button", action_id, value }];
      const trigger_id = world.newTrigger(user);
      return { type: "block_actions", ...whoIs(user), trigger_id, actions, container: { type: "view" }, view };
    },
    message(user: string, text: string, more: Json = {}): Json {
      const channel = world.directChannel(user);
      const ts = world.nextTs();
      const event = { type: "message", channel, channel_type: "im", user, text, ts, team: teamOf(user), ...more };
      return { type: "event_callback", team_id: world.team, api_app_id: "A0APP", event_id: `Ev${randomUUID()}`, event };
    },
    press(user: string, item: Item, action: Json): Json {
      const trigger_id = world.newTrigger(user);
      const base = { type: "block_actions", ...whoIs(user), trigger_id, actions: [{ type: "button", ...action }] };
      if (item.kind === "modal") return { ...base, container: { type: "view", view_id: item.id }, view: viewOf(item) };
      const isEphemeral = item.kind === "ephemeral";
      const container = { type: "message", message_ts: item.id, channel_id: item.channel, is_ephemeral: isEphemeral };
      const response_url = newResponseUrl(user, item.channel, item);
      return { ...base, container, channel: { id: item.channel }, response_url };
    },
    /** https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
    search: (user: string, modal: Modal, { block_id, element }: Json, value: string): Json => ({
      ...{ type: "block_suggestion", ...whoIs(user), container: { type: "view", view_id: modal.id } },
      ...{ block_id, action_id: (element as Json).action_id, value, view: viewOf(modal) },
    }),
    /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload, for an input with dispatch_action */
    choose(user: string, modal: Modal, { block_id, element }: Json): Json {
      const { type, action_id } = element as Json;
      const view = viewOf(modal);
      const chosen = ((view.state as Json).values as Record<string, Record<string, Json>>)[String(block_id)];
      const action = { type, block_id, action_id, ...chosen?.[String(action_id)], action_ts: world.nextTs() };
      const base = { type: "block_actions", ...whoIs(user), trigger_id: world.newTrigger(user) };
      return { ...base, container: { type: "view", view_id: modal.id }, view, actions: [action] };
    },
    submit: (user: string, modal: Modal): Json => ({
      ...{ type: "view_submission", ...whoIs(user), trigger_id: world.newTrigger(user), view: viewOf(modal) },
    }),
  };

  function teamOf(user: string): string {
    return world.people.get(user)?.team ?? world.team;
  }

  function whoIs(user: string): Json {
    const person = { id: user, username: user.toLowerCase(), team_id: teamOf(user) };
    const grid = world.enterprise && { enterprise_id: world.enterprise };
    const enterprise = world.enterprise ? { id: world.enterprise, name: "Ours" } : null;
    return {
      user: person,
      team: { id: world.team, domain: "ours", ...grid },
      enterprise,
      api_app_id: "A0APP",
      token: "unused",
    };
  }

  function viewOf({ id, hash, view, typed }: Modal): Json {
    const values: Json = {};
    for (const block of inputsOf(view))
      values[String(block.block_id)] = stateOf(block.element as Json, typed.get(String(block.block_id)));
    return { ...view, id, hash, team_id: world.team, state: { values }, root_view_id: id, previous_view_id: null };
  }

  // ---- what people see

  function seen(item: Item): Seen {
    const { kind, id, channel } = item;
    if (item.kind !== "modal") return { kind, id, channel, ...screen({ text: item.text, blocks: item.blocks }) };
    const { view, typed, errors } = item;
    const submit = view.submit ? { submit: view.submit as Json } : {};
    return {
      kind,
      id,
      channel,
      ...screen({ title: view.title as Json, blocks: list(view.blocks), typed, errors, ...submit }),
    };
  }

  const sees = (user: string): Seen[] => world.items.filter((item) => world.canSee(user, item)).map(seen);

  function newest(user: string, since: number, kinds: Seen["kind"][]): Seen | undefined {
    const changed = world.items.filter(
      (item) => item.changed > since && kinds.includes(item.kind) && world.canSee(user, item),
    );
    const item = changed.sort((a, b) => b.changed - a.changed)[0];
    return item && seen(item);
  }

  /** The next new thing on the person's screen; rejects where nothing happens. */
  async function next(
    user: string,
    since: number,
    kinds: Seen["kind"][] = ["message", "ephemeral", "modal"],
  ): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = newest(user, since, kinds);
        if (found) finish(() => resolve(found));
      };
      const finish = (then: () => void) => {
        clearTimeout(timer);
        stop();
        then();
      };
      const nothing = () => reject(new Error(`${user} waited for ${kinds.join(" or ")} and saw nothing new`));
      const timer = setTimeout(() => finish(nothing), fake.patienceMs);
      const stop = world.onChange(look);
      look();
    });
  }

  function itemOf(what: Seen): Item {
    const item = world.items.find((one) => one.id === what.id && one.kind === what.kind);
    if (!item) throw new Error(`there is no ${what.kind} ${what.id}`);
    return item;
  }

  function modalOf(what: Seen): Modal {
    const item = itemOf(what);
    if (item.kind !== "modal" || item.isClosed) throw new Error(`${what.kind} ${what.id} is not open`);
    return item;
  }

  async function press(user: string, what: Seen, label: string): Promise<Seen> {
    if (what.kind === "home") {
      const before = world.version();
      await deliver(signed.payload(bodies.pressHome(user, label)));
      return next(user, before, ["modal"]);
    }
    const item = itemOf(what);
    const blocks = item.kind === "modal" ? list(item.view.blocks) : item.blocks;
    const button = buttonsOf(blocks).find((one) => words(one.text as Json) === label);
    if (!button) throw new Error(`no button "${label}" among ${seen(item).buttons.join(", ")}`);
    const since = world.version();
    const { action_id, value } = button;
    await deliver(signed.payload(bodies.press(user, item, { action_id, value, block_id: "b", text: button.text })));
    return next(user, since, item.kind === "modal" ? ["modal", "message"] : ["ephemeral", "modal"]);
  }

  function inputOf(modal: Modal, field: string): Json {
    const input = inputsOf(modal.view).find((one) => isInput(one, field));
    if (!input) throw new Error(`no field "${field}" in ${seen(modal).text}`);
    return input;
  }

  /**
   * Fills in the fields as a person does: what other fields depend on comes first, and the app is told of it at once.
   * The view that the app then shows is waited for.
   */
  async function fillIn(user: string, modal: Modal, values: Record<string, string | string[]>): Promise<void> {
    const isTold = (key: string) =>
      inputsOf(modal.view).some((one) => isInput(one, key) && one.dispatch_action === true);
    const first = Object.keys(values).filter(isTold);
    for (const key of first) {
      fill(modal, { [key]: values[key] ?? "" });
      const since = world.version();
      await deliver(signed.payload(bodies.choose(user, modal, inputOf(modal, key))));
      await next(user, since, ["modal"]);
    }
    fill(modal, Object.fromEntries(Object.entries(values).filter(([key]) => !first.includes(key))));
  }

  /** https://docs.slack.dev/reference/objects/file-object, as far as a file that was just sent has it. */
  function fileOf(user: string, file: Chosen): Json {
    const [filetype = ""] = file.name.split(".").slice(-1);
    const [id, url] = [`F${randomUUID().slice(0, 8).toUpperCase()}`, `${origin}${files.keep(file)}`];
    const size = Buffer.byteLength(file.content);
    return {
      ...{
        id,
        created: 1_790_000_000,
        timestamp: 1_790_000_000,
        name: file.name,
        title: file.name,
        filetype,
        user,
        size,
      },
      ...{ mode: "hosted", is_external: false, is_public: false, file_access: "visible", editable: false },
      ...{
        url_private: url,
        url_private_download: `${url}?download=1`,
        permalink: `https://ours.slack.com/files/${id}`,
      },
    };
  }

  /** Chooses a file in a field for files, by its name or label. */
  function attach(user: string, modal: Modal, field: string, file: Chosen): void {
    const { block_id, element } = inputOf(modal, field) as { block_id: string; element: Json };
    if (element.type !== "file_input") throw new Error(`${element.type} "${field}" takes no file`);
    const types = element.filetypes as string[] | undefined;
    if (types && !types.some((type) => file.name.toLowerCase().endsWith(`.${type}`)))
      throw new Error(`Slack lets only ${types} be chosen`);
    modal.typed.set(block_id, { action: String(element.action_id), value: file.name, files: [fileOf(user, file)] });
    world.touch(modal);
  }

  /** Fills in the fields (by name or label; options by text or value), as far as Slack itself lets one go on. */
  function fill(modal: Modal, values: Record<string, string | string[]>): void {
    for (const [key, value] of Object.entries(values)) {
      const input = inputOf(modal, key);
      const [name, element] = [String(input.block_id), input.element as Json];
      const found = modal.typed.get(name)?.found;
      const options = isSearch(element) ? (found ?? []) : optionsOf(element);
      const filled = options.length > 0 || isSearch(element) ? chosen(element, options, value) : value;
      modal.typed.set(name, { action: String(element.action_id), value: filled, ...(found && { found }) });
    }
  }

  /** Types into a field that searches (by name or label) and resolves with the labels of what Slack then offers. */
  async function search(user: string, what: Seen, field: string, typed: string): Promise<string[]> {
    const modal = modalOf(what);
    const input = inputOf(modal, field);
    const [name, element] = [String(input.block_id), input.element as Json];
    if (!isSearch(element)) throw new Error(`nothing can be searched in ${element.type} "${field}"`);
    if (typed.length < Number(element.min_query_length ?? 3)) return [];
    const answer = await deliver(signed.payload(bodies.search(user, modal, input, typed)));
    const problem = suggestionProblem(answer);
    if (problem) {
      world.refuse("block_suggestion", "invalid_options", problem);
      throw new Error(`Slack drops the options: ${problem}`);
    }
    const groups = list(answer.option_groups).flatMap((group) => list(group.options));
    const options = [...list(answer.options), ...groups];
    const before = modal.typed.get(name) ?? { action: String(element.action_id), value: "" };
    modal.typed.set(name, { ...before, found: [...options, ...(before.found ?? [])] });
    return options.map((option) => words(option.text as Json));
  }

  async function submitView(
    user: string,
    view: Seen,
    values: Record<string, string | string[]> = {},
  ): Promise<Seen | undefined> {
    const modal = modalOf(view);
    await fillIn(user, modal, values);
    modal.errors = complaints(modal);
    world.touch(modal);
    if (Object.keys(modal.errors).length > 0) return seen(modal);
    const ack = await deliver(signed.payload(bodies.submit(user, modal)));
    return acknowledge(modal, ack);
  }

  function acknowledge(modal: Modal, { response_action: action, errors, view }: Json): Seen | undefined {
    if (action === "errors") {
      const names = inputsOf(modal.view).map((block) => block.block_id);
      const unknown = Object.keys(errors as Json).find((name) => !names.includes(name));
      if (unknown) throw new Error(`Slack drops the answer: "${unknown}" is no input of the view`);
      modal.errors = errors as Json;
      world.touch(modal);
      return seen(modal);
    }
    if (action === "update") {
      const problem = viewProblem(view as Json);
      if (problem) throw new Error(`Slack drops the answer: ${problem}`);
      world.turnOver(modal, view as Json);
      return seen(modal);
    }
    if (action !== undefined && action !== "clear") throw new Error(`unknown response_action ${action}`);
    modal.isClosed = true;
    return undefined;
  }

  const fake = {
    ...{ apiUrl: `${origin}/api/`, botToken, appToken, signingSecret, team: world.team, botUserId: world.botUserId },
    /** How long somebody waits for something to happen before a test fails. */
    patienceMs: 5_000,
    calls,
    refused: world.refused,
    homes: world.homes,
    bodies,
    signed,
    send,
    socket,
    next,
    sees,
    press,
    search,
    submitView,
    async fill(user: string, what: Seen, values: Record<string, string | string[]>): Promise<Seen> {
      const modal = modalOf(what);
      await fillIn(user, modal, values);
      return seen(modal);
    },
    /** Chooses a file, and sends nothing. */
    attach(user: string, what: Seen, field: string, file: Chosen): Seen {
      const modal = modalOf(what);
      attach(user, modal, field, file);
      return seen(modal);
    },
    files,
    fileOf,
    /** Where the app listens: "http://127.0.0.1:3000". */
    connect: (url: string) => {
      appUrl = url;
    },
    appUrl: () => appUrl,
    /** Looks at the app's Home, and waits until it has been drawn. */
    async opensHome(user: string): Promise<Seen> {
      const since = world.version();
      const hash = world.homes.get(user)?.hash;
      await deliver(signed.event(bodies.homeOpened(user)));
      for (const until = Date.now() + fake.patienceMs; world.homes.get(user)?.hash === hash; ) {
        if (Date.now() > until) throw new Error(`the Home of ${user} was not drawn since ${since}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return fake.home(user);
    },
    /** What Home shows, without being opened again. */
    home(user: string): Seen {
      const view = world.homes.get(user);
      if (!view) throw new Error(`${user} has never opened their Home`);
      return { kind: "home", id: "VHOME", channel: "", ...screen({ blocks: list(view.blocks) }) };
    },
    person(person: FakePerson) {
      world.people.set(person.id, person);
      world.directChannel(person.id);
    },
    channel({
      id,
      members,
      hasBot = true,
      isArchived = false,
    }: {
      id: string;
      members: string[];
      hasBot?: boolean;
      isArchived?: boolean;
    }) {
      world.channels.set(id, { id, members, hasBot, isArchived, isDirect: false });
    },
    version: world.version,
    /** Slack's is 3 s; a negative one has expired before it arrives. */
    setTriggerLifetime: (milliseconds: number) => {
      world.triggerLifetimeMs = milliseconds;
    },
    fail: (method: string, how: Failing) => void failing.set(method, { times: 1, ...how }),
    async command(user: string, command: string, text = "", channel?: string): Promise<Seen> {
      const since = world.version();
      await deliver(signed.form(bodies.command(user, command, text, channel)));
      return next(user, since, ["ephemeral", "modal"]);
    },
    /** With files, where there are any. */
    async directMessage(user: string, text: string, ...sent: Chosen[]): Promise<Seen> {
      const since = world.version();
      const all = sent.map((file) => fileOf(user, file));
      const more = all.length === 0 ? {} : { subtype: "file_share", files: all, upload: false };
      await deliver(signed.event(bodies.message(user, text, more)));
      return next(user, since, ["message"]);
    },
    /** Puts a message into its channel, or a form on somebody's screen, that an older version left there. */
    restoreMessage: (id: string, args: Json) => world.restore({ id, channel: String(args.channel), args }),
    restoreView: (user: string, view: Json): Seen => seen(world.openModal(user, view)),
    closeModal(what: Seen) {
      modalOf(what).isClosed = true;
    },
    /** The payload of a press, a search or a submit, for a test that tampers with it. */
    pressBody: (user: string, what: Seen, action: Json) => bodies.press(user, itemOf(what), action),
    searchBody: (user: string, what: Seen, field: string, typed: string): Json =>
      bodies.search(user, modalOf(what), inputOf(modalOf(what), field), typed),
    chooseBody(user: string, what: Seen, values: Record<string, string>): Json {
      const modal = modalOf(what);
      fill(modal, values);
      return bodies.choose(user, modal, inputOf(modal, Object.keys(values)[0] ?? ""));
    },
    submitBody(user: string, what: Seen, values: Record<string, string | string[]> = {}): Json {
      const modal = modalOf(what);
      fill(modal, values);
      return bodies.submit(user, modal);
    },
    /** The arguments with which a message was posted or last updated. */
    argsOf: (what: Seen): Json => {
      const item = itemOf(what);
      return item.kind === "message" ? item.args : {};
    },
    viewOf: (what: Seen): Json => modalOf(what).view,
    async close(): Promise<void> {
      socket.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

function reply(
  response: ServerResponse,
  { status, body }: { status: number; body: unknown },
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

// The Web API takes form fields, with JSON in those that are no strings.
function argsOf(sent: string): Json {
  const fields = [...new URLSearchParams(sent)];
  return Object.fromEntries(
    fields.map(([name, value]) => [name, /^(blocks|view)$/.test(name) ? JSON.parse(value) : value]),
  );
}

function inputsOf(view: Json): Json[] {
  return list(view.blocks).filter((block) => block.type === "input");
}

function isInput({ block_id, label }: Json, key: string): boolean {
  return block_id === key || words(label as Json) === key;
}

function stateOf(element: Json, filled: FilledIn | undefined): Json {
  // https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
  if (element.type === "file_input")
    return { [String(element.action_id)]: { type: "file_input", files: filled?.files ?? [] } };
  const [type, value] = [String(element.type), filled?.value ?? ""];
  const options = isSearch(element)
    ? chosenOptions(element, value, filled?.found)
    : optionsOf(element).filter((option) => [value].flat().includes(String(option.value)));
  const state = /^(checkboxes|multi_)/.test(type)
    ? { selected_options: options }
    : /^(radio_buttons|static_select|external_select)/.test(type)
      ? { selected_option: options[0] ?? null }
      : type === "datepicker"
        ? { selected_date: value || null }
        : { value: value || null };
  return { [String(element.action_id)]: { type, ...state } };
}

function chosen(element: Json, options: Json[], wanted: string | string[]): string | string[] {
  const values = [wanted]
    .flat()
    .filter(Boolean)
    .map((one) => {
      const option = options.find(({ value, text }) => value === one || words(text as Json) === one);
      if (!option) throw new Error(`no option "${one}"`);
      return String(option.value);
    });
  const most = Number(element.max_selected_items ?? Number.POSITIVE_INFINITY);
  if (values.length > most) throw new Error(`Slack lets at most ${most} be chosen`);
  return Array.isArray(wanted) ? values : (values[0] ?? "");
}

// What Slack's client says before it sends anything.
function complaints({ view, typed }: Modal): Json {
  const inputs = inputsOf(view);
  const complaint = (block: Json) => {
    const [element, value] = [block.element as Json, typed.get(String(block.block_id))?.value ?? ""];
    if (value.length === 0) return block.optional === true ? undefined : "Please complete this required field.";
    if (element.type === "email_text_input" && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(String(value)))
      return "Please enter a valid email address.";
    const max = Number(element.max_length ?? 3_000);
    return typeof value === "string" && value.length > max ? `Please enter at most ${max} characters.` : undefined;
  };
  return Object.fromEntries(inputs.map((block) => [block.block_id, complaint(block)]).filter(([, said]) => said));
}
