import { readFileSync } from "node:fs";
import { areBlocksTooLong, type Json, list, messageProblem, viewProblem } from "./limits.ts";
import type { Modal, World } from "./world.ts";

// What a method needs, by its reference page: https://docs.slack.dev/reference/methods
const SCOPES: Record<string, string | undefined> = {
  "auth.test": undefined,
  "chat.postMessage": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.update": "chat:write",
  "conversations.open": "im:write",
  "users.info": "users:read",
  "users.lookupByEmail": "users:read.email",
  "views.open": undefined,
  "views.push": undefined,
  "views.publish": undefined,
  "views.update": undefined,
};

/** The bot scopes of the app, as its manifest asks for them. */
export function scopesOf(manifest = new URL("../../../manifests/slack.yaml", import.meta.url)): string[] {
  const bot = /\n {4}bot:\n((?: {6}.*\n)+)/.exec(readFileSync(manifest, "utf8"))?.[1] ?? "";
  return [...bot.matchAll(/^ {6}- (\S+)$/gm)].map((match) => match[1] ?? "");
}

export function callMethod(world: World, method: string, args: Json): Json {
  if (!(method in SCOPES)) return { ok: false, error: "unknown_method" };
  const needed = SCOPES[method];
  if (needed && !world.scopes.includes(needed)) return { ok: false, error: "missing_scope", needed };
  const answer = METHODS[method]?.(world, args) ?? { ok: false, error: "unknown_method" };
  return { ok: answer.error === undefined, ...answer };
}

const METHODS: Record<string, (world: World, args: Json) => Json> = {
  "auth.test": ({ team, enterprise, botUserId }) => ({
    team_id: team,
    ...(enterprise && { enterprise_id: enterprise }),
    user_id: botUserId,
    bot_id: "B0BOT",
    url: "https://x.slack.com/",
  }),

  "users.info"({ people, profile }, { user, include_locale }) {
    const person = people.get(String(user));
    if (!person) return { error: "user_not_found" };
    const { locale, ...rest } = profile(person);
    return { user: { ...rest, ...(String(include_locale) === "true" && { locale }) } };
  },

  "users.lookupByEmail"({ people, profile }, { email }) {
    const person = [...people.values()].find((one) => one.email?.toLowerCase() === String(email).toLowerCase());
    return person ? { user: profile(person) } : { error: "users_not_found" };
  },

  "conversations.open"(world, { users }) {
    const person = world.people.get(String(users));
    if (!person) return { error: "user_not_found" };
    if (person.isBot) return { error: "cannot_dm_bot" };
    if (person.isDeleted) return { error: "user_disabled" };
    return { channel: { id: world.directChannel(person.id) } };
  },

  "chat.postMessage"(world, args) {
    const channel = world.channels.get(String(args.channel));
    if (!channel) return { error: "channel_not_found" };
    if (channel.isArchived) return { error: "is_archived" };
    if (!channel.hasBot) return { error: "not_in_channel" };
    const problem = messageProblem(args);
    if (problem) return world.refuse("chat.postMessage", "invalid_blocks", problem);
    if (areBlocksTooLong(args))
      return world.refuse("chat.postMessage", "msg_blocks_too_long", "the blocks are too long");
    const id = world.nextTs();
    world.show({
      kind: "message",
      id,
      channel: channel.id,
      text: String(args.text ?? ""),
      blocks: list(args.blocks),
      args,
    });
    return { channel: channel.id, ts: id };
  },

  "chat.update"(world, args) {
    const item = world.items.find(
      (one) => one.kind === "message" && one.id === args.ts && one.channel === args.channel,
    );
    if (!world.channels.has(String(args.channel))) return { error: "channel_not_found" };
    if (item?.kind !== "message") return { error: "message_not_found" };
    const problem = messageProblem(args, 4_000);
    if (problem) return world.refuse("chat.update", "invalid_blocks", problem);
    if (areBlocksTooLong(args)) return world.refuse("chat.update", "msg_blocks_too_long", "the blocks are too long");
    world.show(Object.assign(item, { text: String(args.text ?? ""), blocks: list(args.blocks), args }));
    return { channel: item.channel, ts: item.id };
  },

  "chat.postEphemeral"(world, args) {
    const channel = world.channels.get(String(args.channel));
    if (!channel) return { error: "channel_not_found" };
    if (!channel.members.includes(String(args.user))) return { error: "user_not_in_channel" };
    const problem = messageProblem(args);
    if (problem) return world.refuse("chat.postEphemeral", "invalid_blocks", problem);
    world.showEphemeral(String(args.user), channel.id, args);
    return { message_ts: world.nextTs() };
  },

  "views.open": (world, args) => openView(world, args, "views.open", 0),
  "views.push": (world, args) => openView(world, args, "views.push", 2),
  "views.publish": (world, { user_id, hash, view }) => {
    const user = String(user_id);
    if (!world.people.has(user)) return { error: "user_not_found" };
    if (hash !== undefined && hash !== world.homes.get(user)?.hash) return { error: "hash_conflict" };
    const problem = viewProblem({ ...(view as Json), title: { type: "plain_text", text: "Home" } });
    if (problem) return world.refuse("views.publish", "invalid_arguments", problem);
    return { view: { id: "VHOME", hash: world.showHome(user, view as Json) } };
  },

  "views.update"(world, { view_id, hash, view }) {
    const modal = world.items.find((one): one is Modal => one.kind === "modal" && one.id === view_id && !one.isClosed);
    if (!modal) return { error: "not_found" };
    if (hash !== undefined && hash !== modal.hash) return { error: "hash_conflict" };
    const problem = viewProblem(view as Json);
    if (problem) return world.refuse("views.update", "invalid_arguments", problem);
    world.turnOver(modal, view as Json);
    return { view: { id: modal.id, hash: modal.hash } };
  },
};

function openView(world: World, { trigger_id, view }: Json, method: string, onTopOfAtMost: number): Json {
  const trigger = world.triggers.get(String(trigger_id));
  if (!trigger) return { error: "invalid_trigger_id" };
  if (trigger.isUsed) return { error: "exchanged_trigger_id" };
  if (Date.now() - trigger.madeAt > world.triggerLifetimeMs) return { error: "expired_trigger_id" };
  const problem = viewProblem(view as Json);
  if (problem) return world.refuse(method, "invalid_arguments", problem);
  trigger.isUsed = true;
  const under = world.openModals(trigger.user);
  if (onTopOfAtMost > 0 && under.length > onTopOfAtMost) return { error: "push_limit_reached" };
  if (onTopOfAtMost === 0) for (const modal of under) modal.isClosed = true;
  const modal = world.openModal(trigger.user, view as Json);
  return { view: { id: modal.id, hash: modal.hash } };
}
