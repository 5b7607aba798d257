import type { Content, Entry, Store } from "./state.ts";

/** Where something is said: a person's direct messages with the bot, or a channel. */
export type Place = `person:${string}` | `channel:${string}`;

export type Messages = {
  add(place: Place, content: Content, only?: string): Entry;
  /** Replaces the content of a message. False if there is no such message. */
  replace(id: number, place: string, content: Content): boolean;
  /** What this person sees there, oldest first. */
  seenBy(person: string, place: Place): Entry[];
  channels(): string[];
  unread(person: string, place: Place): number;
  markRead(person: string, place: Place): void;
};

/** The channel in which approvals are asked for, if that is how it is set up. */
export const APPROVALS = "approvals";
const MOST_ENTRIES = 2_000;

export function createMessages({ state, changed }: Store, hasApprovals: boolean): Messages {
  const isVisible = (entry: Entry, person: string) => entry.only === undefined || entry.only === person;
  const seenBy = (person: string, place: Place) =>
    state.entries.filter((entry) => entry.place === place && isVisible(entry, person));
  const key = (person: string, place: Place) => `${person} ${place}`;
  return {
    seenBy,
    add(place, content, only) {
      state.count += 1;
      const entry: Entry = { id: state.count, place, at: new Date().toISOString(), ...(only && { only }), content };
      state.entries.push(entry);
      if (state.entries.length > MOST_ENTRIES) state.entries.shift();
      changed();
      return entry;
    },
    replace(id, place, content) {
      const entry = state.entries.find((one) => one.id === id && one.place === place);
      if (!entry) return false;
      entry.content = content;
      changed();
      return true;
    },
    channels() {
      const used = state.entries.flatMap(({ place }) => (place.startsWith("channel:") ? place.slice(8) : []));
      return [...new Set([...(hasApprovals ? [APPROVALS] : []), ...used])];
    },
    // What only this person sees is an answer to what they just did, so it never counts as unread.
    unread: (person, place) =>
      seenBy(person, place).filter(
        ({ id, only, content }) =>
          id > (state.seen[key(person, place)] ?? 0) &&
          only === undefined &&
          !(content.kind === "said" && content.by === person),
      ).length,
    markRead(person, place) {
      if (state.seen[key(person, place)] === state.count) return;
      state.seen[key(person, place)] = state.count;
      changed();
    },
  };
}
