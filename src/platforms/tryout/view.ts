import type { Reply } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { TRYOUT } from "../../core/platform.ts";
import type { Homes } from "./homes.ts";
import { APPROVALS, type Messages, type Place } from "./messages.ts";
import type { People, Person } from "./people.ts";
import type { IntentReader } from "./reader.ts";
import type { Mail } from "./sent-mail.ts";
import type { Entry, Store } from "./state.ts";
import type { Step, Tour } from "./tour.ts";
import type { WaitingCodes } from "./waiting-codes.ts";

/** Everything that one page shows. `at` names the place that is open: "home", "dm", "mail" or "channel:approvals". */
export type View = {
  organization: string;
  me: Person;
  people: { person: Person; unread: number }[];
  at: string;
  places: { at: string; unread: number }[];
  entries: Entry[];
  /** what Home shows, where that is open */
  home: Reply | null;
  mail: { shown: Mail[]; isAll: boolean; isBroken: boolean; unread: number; newestCode: Mail | undefined };
  commands: string[];
  /** Where approvals are asked for. */
  approvalsAt: string;
  /** The steps of the guide that are done; null while it is closed. */
  guide: readonly Step[] | null;
};

export type ViewParts = {
  organization: string;
  approvals: "channel" | "direct";
  mailbox: () => Promise<Mail[]>;
  commands?: () => string[];
  log: Log;
  store: Store;
  messages: Messages;
  people: People;
  homes: Homes;
  tour: Tour;
  codes: WaitingCodes;
};
type Wanted = { as?: string | undefined; in: string; all?: string | undefined };

const MOST_SHOWN = 200;

/** Where somebody begins: at their Home, if they have one by now. */
export async function firstPlace({ homes }: ViewParts, me: Person, reader: IntentReader): Promise<"home" | "dm"> {
  return (await homes.of(me.id, reader)).kind === "card" ? "home" : "dm";
}

export async function viewFor(parts: ViewParts, wanted: Wanted, reader: IntentReader): Promise<View> {
  const { store, messages, people, tour, codes } = parts;
  const me = people.find(wanted.as ?? "") ?? people.first();
  const { mails, isBroken } = await readMails(parts);
  const isUnread = ({ id, to }: Mail, person: Person) => isTo(to, person) && !store.state.readMail.includes(id);
  const unreadMail = (person: Person) => mails.filter((mail) => isUnread(mail, person)).length;
  const places = (person: Person) => [
    { at: "home", unread: 0 },
    { at: "dm", unread: messages.unread(person.id, `person:${person.id}`) },
    ...messages.channels().map((name) => ({
      at: `channel:${name}`,
      unread: messages.unread(person.id, `channel:${name}`),
    })),
  ];
  const isAll = wanted.all === "1";
  const place = placeAt(me, wanted.in);
  return {
    organization: parts.organization,
    me,
    people: people.all().map((person) => ({
      person,
      unread: places(person).reduce((sum, { unread }) => sum + unread, unreadMail(person)),
    })),
    at: wanted.in,
    places: places(me),
    home: wanted.in === "home" ? await parts.homes.of(me.id, reader) : null,
    entries: place ? messages.seenBy(me.id, place).slice(-MOST_SHOWN) : [],
    mail: {
      shown: mails.filter(({ to }) => isAll || isTo(to, me)),
      isAll,
      isBroken,
      unread: unreadMail(me),
      newestCode: mails.find(({ code, to }) => code !== undefined && isTo(to, me) && !codes.isSpent(code)),
    },
    commands: parts.commands?.() ?? [],
    approvalsAt: parts.approvals === "channel" ? `channel:${APPROVALS}` : "dm",
    guide: store.state.guide.open ? await tour.done() : null,
  };
}

export async function readMails({
  mailbox,
  log,
}: Pick<ViewParts, "mailbox" | "log">): Promise<{ mails: Mail[]; isBroken: boolean }> {
  try {
    const mails = await mailbox();
    return { mails: [...mails].sort((a, b) => b.at.localeCompare(a.at)), isBroken: false };
  } catch (error) {
    log.warn({ platform: TRYOUT, error }, "the mailbox could not be read");
    return { mails: [], isBroken: true };
  }
}

export function isTo(address: string, { email }: Person): boolean {
  return address.toLowerCase() === email.toLowerCase();
}

function placeAt(me: Person, at: string): Place | null {
  if (at === "dm") return `person:${me.id}`;
  return at.startsWith("channel:") ? `channel:${at.slice(8)}` : null;
}
