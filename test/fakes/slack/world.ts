import { randomUUID } from "node:crypto";
import { type Json, list } from "./limits.ts";
import { type FilledIn, initialOptions, initialValue, isSearch, type Typed } from "./screen.ts";

export type FakePerson = {
  id: string;
  email?: string;
  name?: string;
  /** Another workspace: somebody who is here by Slack Connect, or is in a second workspace of the enterprise. */
  team?: string;
  /** On Enterprise Grid: the enterprise the profile names, and the workspaces of it. */
  enterprise?: { id: string; teams: string[] };
  locale?: string;
  zone?: string;
  isGuest?: boolean;
  isUltraRestricted?: boolean;
  isBot?: boolean;
  isDeleted?: boolean;
  isStranger?: boolean;
  /** Whatever else the profile shall say. */
  flags?: Json;
};

export type FakeChannel = { id: string; members: string[]; hasBot: boolean; isArchived: boolean; isDirect: boolean };

type Shown = { id: string; channel: string; changed: number };
export type Message = Shown & { kind: "message"; text: string; blocks: Json[]; args: Json };
type Ephemeral = Shown & { kind: "ephemeral"; user: string; text: string; blocks: Json[]; isGone: boolean };
export type Modal = Shown & {
  kind: "modal";
  user: string;
  view: Json;
  hash: string;
  typed: Typed;
  errors: Json;
  isClosed: boolean;
};
export type Item = Message | Ephemeral | Modal;

export type World = ReturnType<typeof createWorld>;

/** What there is in the fake workspace: people, channels, and what is on everybody's screen. */
export function createWorld(scopes: string[], enterprise?: string) {
  const people = new Map<string, FakePerson>();
  const channels = new Map<string, FakeChannel>();
  const items: Item[] = [];
  /** what the app has published in the Home of each person */
  const homes = new Map<string, Json>();
  const listeners = new Set<() => void>();
  let clock = 0;

  const world = {
    team: "T0OURS",
    enterprise,
    botUserId: "U0BOT",
    scopes,
    people,
    channels,
    items,
    homes,
    triggers: new Map<string, { user: string; madeAt: number; isUsed: boolean }>(),
    triggerLifetimeMs: 3_000,
    /** What the app sent that Slack would not take: a bug of the app. */
    refused: [] as { method: string; problem: string }[],
    version: () => clock,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    nextTs: () => `1790000000.${String(++clock).padStart(6, "0")}`,

    newTrigger(user: string): string {
      const id = `${randomUUID()}.trigger`;
      world.triggers.set(id, { user, madeAt: Date.now(), isUsed: false });
      return id;
    },

    refuse(method: string, error: string, problem: string): Json {
      world.refused.push({ method, problem });
      return { error, response_metadata: { messages: [`[ERROR] ${problem}`] } };
    },

    show(item: Omit<Message, "changed">) {
      const known = items.find((one) => one === item);
      const shown = Object.assign(item, { changed: ++clock }) as Item;
      if (!known) items.push(shown);
      for (const listener of listeners) listener();
    },

    /** The new content of somebody's Home; the hash of that. */
    showHome(user: string, view: Json): string {
      const hash = `${++clock}.home`;
      homes.set(user, { ...view, hash });
      for (const listener of listeners) listener();
      return hash;
    },

    /** A message that was there before this workspace was made; those that come now are younger. */
    restore({ id, channel, args }: Pick<Message, "id" | "channel" | "args">) {
      clock = Math.max(clock, Number(id.split(".")[1]));
      world.show({ kind: "message", id, channel, text: String(args.text ?? ""), blocks: list(args.blocks), args });
    },

    showEphemeral(user: string, channel: string, { text, blocks }: Json, replaced?: Item) {
      const said = { text: String(text ?? ""), blocks: list(blocks), changed: ++clock };
      if (replaced) Object.assign(replaced, said);
      else items.push({ kind: "ephemeral", id: world.nextTs(), channel, user, isGone: false, ...said });
      for (const listener of listeners) listener();
    },

    openModals: (user: string): Modal[] =>
      items.filter((item): item is Modal => item.kind === "modal" && item.user === user && !item.isClosed),

    openModal(user: string, view: Json): Modal {
      const modal: Modal = {
        ...{ kind: "modal", id: `V${randomUUID().slice(0, 8)}`, channel: "", user, view, hash: "", changed: 0 },
        ...{ typed: new Map(), errors: {}, isClosed: false },
      };
      items.push(modal);
      world.turnOver(modal, view);
      return modal;
    },

    /** Puts a new view in a modal's place. Slack keeps what was typed where block id and action id stay the same. */
    turnOver(modal: Modal, view: Json) {
      const inputs = list(view.blocks).filter((block) => block.type === "input");
      const kept: Typed = new Map();
      for (const input of inputs) {
        const [name, element] = [String(input.block_id), input.element as Json];
        const before = modal.typed.get(name);
        const isSame = before?.action === element.action_id;
        const fresh = { action: String(element.action_id), value: initialValue(element) };
        const typed: FilledIn = isSame && before ? before : fresh;
        // What was found before keeps its label as long as it is kept.
        const found = isSearch(element) ? { found: [...(typed.found ?? []), ...initialOptions(element)] } : {};
        kept.set(name, { ...typed, ...found });
      }
      Object.assign(modal, { view, typed: kept, errors: {}, hash: `${++clock}.hash`, changed: clock });
      for (const listener of listeners) listener();
    },

    touch(modal: Modal) {
      modal.changed = ++clock;
    },

    directChannel(user: string): string {
      const id = `D${user}`;
      if (!channels.has(id)) channels.set(id, { id, members: [user], hasBot: true, isArchived: false, isDirect: true });
      return id;
    },

    profile(person: FakePerson): Json {
      const flags = {
        is_admin: false,
        is_owner: false,
        is_primary_owner: false,
        is_restricted: person.isGuest === true || person.isUltraRestricted === true,
        is_ultra_restricted: person.isUltraRestricted === true,
        is_bot: person.isBot === true,
        is_app_user: false,
        is_email_confirmed: true,
        ...(person.isStranger && { is_stranger: true }),
        ...person.flags,
      };
      return {
        id: person.id,
        team_id: person.team ?? world.team,
        name: person.name ?? person.id.toLowerCase(),
        real_name: person.name ?? person.id,
        deleted: person.isDeleted === true,
        profile: { email: person.email, real_name: person.name ?? person.id },
        locale: person.locale ?? "en-US",
        tz: person.zone ?? "Europe/Amsterdam",
        ...(person.enterprise && {
          enterprise_user: { id: person.id, enterprise_id: person.enterprise.id, teams: person.enterprise.teams },
        }),
        // Slack leaves the flags out for somebody who is no longer there.
        ...(person.isDeleted ? {} : flags),
      };
    },

    canSee(user: string, item: Item): boolean {
      if (item.kind === "message") return channels.get(item.channel)?.members.includes(user) === true;
      if (item.kind === "ephemeral") return item.user === user && !item.isGone;
      return item.user === user && world.openModals(user).at(-1) === item;
    },
  };
  return world;
}
