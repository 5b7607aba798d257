import type { AccountName } from "../account-name.ts";
import { command, count, list, time } from "./format.ts";
import { endOf, type GrantEnd, hoursFromActivation } from "./grant-end.ts";
import { accountList, accountNamed, platformName } from "./names.ts";
import { permissionName } from "./permissions.ts";

export const members = {
  "fact.state": () => "State",
  "fact.member": () => "Member",
  "fact.loses": () => "Loses",
  "fact.suspended-role": () => "Can't use",
  "fact.gets-back": () => "Gets back",
  "fact.takes": () => "Takes away",
  "fact.gives": () => "Gives",
  "fact.keeps": () => "Keeps",
  "fact.gains": () => "Can do then",
  "fact.no-more": () => "Can't do any more",
  "field.label.ends": () => "Until when?",
  "field.label.hours": () => "For how many hours?",
  "field.hint.hours": () => "24 is a day, 168 a week. They begin when it is approved.",
  "field.hint.hours-invited": () => "24 is a day, 168 a week. They begin when the invitation is accepted.",
  "field.label.day": () => "To the end of this day",
  "field.hours": (p: { most: number }) => `A whole number of hours, from 1 to ${p.most} (a year).`,
  "ends.never": () => "For good",
  "ends.hours": () => "For some hours",
  "ends.day": () => "Until a day",
  "member.new-grant": (p: { role: string; accounts: AccountName[] | null; end: GrantEnd }) =>
    `${p.role}, on ${placesOf(p.accounts)}${endOf(p.end)}`,
  "grants.request": (p: { who: string; gives: string[]; takes: string[] }) => {
    const same = p.gives.filter((role) => p.takes.includes(role));
    const [gives = [], takes = []] = [p.gives, p.takes].map((roles) => roles.filter((role) => !same.includes(role)));
    const [given, taken] = [list(gives), list(takes)];
    const others =
      given && taken
        ? `give ${p.who} ${given} instead of ${taken}`
        : given
          ? `give ${p.who} ${given}`
          : `take ${taken} from ${p.who}`;
    const changed = same.length > 0 ? `change ${list(same)} of ${p.who}` : "";
    return given || taken ? list([others, changed].filter(Boolean)) : changed;
  },
  "grants.gone": (p: { who: string; role: string; accounts: AccountName[] | null }) =>
    `${p.who} no longer holds ${p.role} on ${placesOf(p.accounts)}, as it was then.`,
  "grants.more": (p: { who: string; role: string }) =>
    `${p.who} has since got ${p.role} in a way that was not shown when this was asked for.`,
  "change.title": () => "Change roles",
  "change.intro": (p: { who: string }) =>
    `What ${p.who} has is filled in. Change it to what it is to be: only the difference is asked for.`,
  "change.intro-none": (p: { who: string }) => `${p.who} has no role.`,
  "change-grant.intro": (p: { who: string; role: string; until: string | null }) =>
    `On which merchant accounts, and until when, is ${p.who} to have the role ${p.role}? ${p.until ? `Now it ends ${time(p.until)}.` : "Now it has no end."}`,
  "take.title": () => "Take a role away",
  "take.intro": (p: { who: string; role: string }) => `${p.who} no longer has the role ${p.role}.`,
  "give.title": () => "Give a role",
  "give.intro": (p: { who: string }) => `Which roles should ${p.who} get, in addition to those they have?`,
  "ask.title": () => "Ask for a role",
  "ask.intro": () => "Which role do you need? Somebody who can give it has to approve it.",
  "button.change": () => "Change",
  "button.give": () => "Give a role",
  "button.take-away": () => "Take away",
  "refused.not-active-member": () =>
    "Roles are only given to active members; from suspended ones they can be taken away.",
  "refused.nothing-changes": () => "This is what they have already.",
  "refused.end-is-over": () => "This end is already over. Choose a later one.",
  "refused.end-is-far": () => "A role ends within a year, or is given for good.",
  "refused.unknown-account": (p: { typed: string }) => `There is no merchant account “${p.typed}”.`,
  "button.renew": () => "Renew",
  "notice.role-ends.title": (p: { who: string | null }) =>
    p.who ? `A role of ${p.who} ends soon` : "A role of yours ends soon",
  "notice.role-ends": (p: EndingRole) => `${endingRole(p)} ends ${time(p.until)}.`,
  "notice.role-ended.title": (p: { who: string | null }) =>
    p.who ? `A role of ${p.who} has ended` : "A role of yours has ended",
  "notice.role-ended": (p: EndingRole) => `${endingRole(p)} has ended.`,
  "notice.roles-changed.title": () => "Your roles were changed",
  "notice.roles-changed": (p: {
    organization: string;
    email: string;
    held: (HeldRole & { more?: number })[];
    more: number;
  }) => {
    if (p.held.length === 0) return `You have no role in ${p.organization} any more.`;
    const others = p.more > 0 ? [count(p.more, { one: "more role", other: "more roles" })] : [];
    const isAll = p.more === 0 && p.held.every(({ more = 0 }) => more === 0);
    const where = isAll ? "" : ` ${command(`member ${p.email}`)} shows all of it.`;
    return `You now have in ${p.organization}: ${[...p.held.map(heldRole), ...others].join("; ")}.${where}`;
  },
  "member.given": (p: { by: string | null; at: string | null; request: number | null }) =>
    [
      p.by === null ? "Given at the first start" : `Asked for by ${p.by}`,
      ...(p.request === null ? [] : [`request ${p.request}`]),
      ...(p.at === null ? [] : [`since ${time(p.at)}`]),
    ].join(", "),
  "member.last-seen": (p: { at: string | null }) => (p.at === null ? "not yet" : time(p.at)),
  "fact.last-seen": () => "Last seen",
  "fact.chat": () => "Chat",
  "refused.no-such-member": (p: { who: string }) => `No member was found for “${p.who}”. See ${command("members")}.`,
  "refused.not-a-member-name": (p: { who: string }) =>
    `“${p.who}” is neither an e-mail address nor a mention. Example: ${command("member name@example.com")}`,
  "member.list.title": () => "Members",
  "member.list.none": () => "No more members.",
  "member.item": (p: { state: string; roles: string[]; more: number }) =>
    `${p.state}, ${p.roles.length === 0 ? "no role" : listAndMore(p.roles, p.more, { one: "more role", other: "more roles" })}`,
  "member.found": (p: { names: string[]; roles: string[]; accounts: string[]; states: string[] }) => {
    const parts = [
      ...(p.names.length ? [`an address, a domain or a name that begins with ${list(p.names.map(quoted))}`] : []),
      ...p.roles.map((role) => `the role ${role}`),
      ...p.accounts.map((account) => `something to do on ${account}`),
      ...(p.states.length ? [list(p.states.map((state) => soughtStates[state] ?? state))] : []),
    ];
    return `Searched for members with: ${parts.join("; ")}.`;
  },
  "member.found.none": () =>
    "Nobody was found. You can search by how an address, its domain or any word of a name begins, by a role, by a merchant account, and for active, invited, suspended or expiring. Several words narrow it down.",
  "member.found.looked": () => "Not everybody has been looked at yet.",
  "button.dormant": () => "Dormant members",
  "button.search-on": () => "Search on",
  "refused.long-search": (p: { most: number }) => `Please search with fewer words: ${p.most} at most.`,
  "dormant.title": () => "Dormant members",
  "dormant.intro": () => "Active members who have not been here for 90 days, the longest first.",
  "dormant.none": () => "No active member has been away for 90 days.",
  "button.show-dormant": () => "Show them",
  "notice.dormant.title": () => "Members who have not been here for 90 days",
  "notice.dormant": (p: { count: number; isMore: boolean; people: string[] }) => {
    const many = p.isMore
      ? `More than ${p.count} members have`
      : count(p.count, { one: "member has", other: "members have" });
    const isAll = !p.isMore && p.count <= p.people.length;
    const who = isAll ? `: ${list(p.people)}.` : `. The longest away: ${list(p.people)}.`;
    return `${many} not been here for 90 days${who} Do they still need their roles? ${command("members dormant")} lists them.`;
  },
  "dormant.item": (p: { hasMore: boolean; at: string }) =>
    p.hasMore ? `last seen ${time(p.at)}` : `never seen, active since ${time(p.at)}`,
  "whocan.title": (p: { permission: string }) => `Who can ${permissionName(p.permission)}`,
  "whocan.choose": () => "Who can do what?",
  "whocan.permission": (p: { permission: string }) => permissionName(p.permission),
  "whocan.unknown": (p: { typed: string }) => `There is no permission “${p.typed}”. Choose one:`,
  "whocan.on": (p: { account: string }) => `On the merchant account ${p.account}.`,
  "whocan.none": () => "Nobody can.",
  "whocan.because": (p: { grants: (HeldRole & { more?: number })[]; more: number }) =>
    [...p.grants.map(heldRole), ...(p.more > 0 ? [count(p.more, { one: "more role", other: "more roles" })] : [])].join(
      "; ",
    ),
  "whocan.suspended": (p: { count: number; hasMore: boolean }) =>
    p.hasMore
      ? `More than ${p.count} suspended members would have it too.`
      : `${count(p.count, { one: "suspended member", other: "suspended members" })} would have it too.`,
  "button.who": () => "Who?",
  "member.grant": (p: HeldRole) => heldRole(p),
  "member.grant-in-short": (p: HeldRole & { more: number }) => heldRole(p),
  "button.remove": () => "Remove",
  "button.suspend": () => "Suspend",
  "button.reinstate": () => "Reinstate",
  "remove.title": () => "Remove a member",
  "remove.intro": (p: { who: string }) =>
    `${p.who} loses all roles, and their password and chat accounts are forgotten. What they did stays in the history.`,
  "remove.request": (p: { who: string }) => `remove ${p.who}`,
  "suspend.title": () => "Suspend a member",
  "suspend.intro": (p: { who: string }) =>
    `${p.who} can do nothing from the moment you type your code, until they are reinstated. Nobody has to approve it, except for a second administrator within a day.`,
  "suspend.reason-hint": () => "It stays with the request. If somebody has to approve it, they read it.",
  "suspend.request": (p: { who: string }) => `suspend ${p.who}`,
  "reinstate.title": () => "Reinstate a member",
  "reinstate.intro": (p: { who: string }) => `${p.who} gets all their roles back.`,
  "reinstate.request": (p: { who: string }) => `reinstate ${p.who}`,
  "refused.last-administrator": () =>
    "Then no active administrator would be left, and nobody could put that right. Give the role Admin to somebody else first, without an end.",
  "refused.member-changed": () =>
    `This member has changed since you saw them. Please open them again: ${command("members")}`,
  "refused.member-reaches-further": () =>
    "This member also works on merchant accounts for which you can't do that. Ask an administrator who can.",
  "refused.still-invited": () => `They have not joined yet. Revoke the invitation instead: ${command("invitations")}`,
  "refused.removed-already": () => "They are no longer a member.",
  "refused.not-suspendable": () => "Only an active member can be suspended.",
  "refused.not-suspended": () => "Only a suspended member can be reinstated.",
  "refused.second-administrator": () =>
    "Another administrator was suspended within a day, so this one has to be approved. Please ask again.",
  "notice.left-chat.title": (p: { who: string; platform: string }) =>
    `${p.who} is no longer active in ${platformName(p.platform)}`,
  "notice.left-chat": (p: { who: string; platform: string }) =>
    `${platformName(p.platform)} says that ${p.who} is no longer active there. In Countersign they are still an active member.`,
  "notice.member.removed.title": (p: { organization: string }) => `You are no longer a member of ${p.organization}`,
  "notice.member.removed": (p: { organization: string }) =>
    `You were removed from ${p.organization}. Your roles, your password and your connected chat accounts are gone.`,
  "notice.member.suspended.title": () => "You are suspended",
  "notice.member.suspended": (p: { organization: string }) =>
    `You can do nothing in ${p.organization} until an administrator reinstates you. What you had asked for was withdrawn.`,
  "notice.member.active.title": () => "You are reinstated",
  "notice.member.active": (p: { organization: string }) =>
    `You have your roles in ${p.organization} back. What was withdrawn meanwhile has to be asked for again.`,
  "member.no-role": () => "none",
  "member.state.invited": () => "invited, not active yet",
  "member.state.active": () => "active",
  "member.state.suspended": () => "suspended",
  "member.state.removed": () => "removed",
  "member.chats": (p: { platforms: string[] }) =>
    p.platforms.length === 0 ? "not connected" : list(p.platforms.map(platformName)),
};

/** What is searched for beside names, as it is told back. */
const soughtStates: Record<string, string> = {
  active: "an active membership",
  invited: "an invitation not accepted yet",
  suspended: "a suspended membership",
  expiring: "a role that ends within 7 days",
};

function quoted(words: string): string {
  return `“${words}”`;
}

function listAndMore(words: string[], more: number, forms: { one: string; other: string }): string {
  return list(more > 0 ? [...words, count(more, forms)] : words);
}

/** `hours`: they begin when an invitation is accepted. */
type HeldRole = {
  role: string;
  accounts: AccountName[] | null;
  until?: string | null;
  hours?: number | null;
};

/** `more`: so many accounts beside those that are named. */
function heldRole({ role, accounts, until, hours, more = 0 }: HeldRole & { more?: number }): string {
  const places =
    accounts !== null && more > 0
      ? listAndMore(accounts.map(accountNamed), more, { one: "more merchant account", other: "more merchant accounts" })
      : placesOf(accounts);
  return `${role}, on ${places}${until ? `, until ${time(until)}` : ""}${hours ? `, for ${hoursFromActivation(hours)}` : ""}`;
}

type EndingRole = { who: string | null; role: string; accounts: AccountName[] | null; until: string };

function endingRole({ who, role, accounts }: EndingRole): string {
  return `${who ? `The role ${role} of ${who}` : `Your role ${role}`} on ${placesOf(accounts)}`;
}

function placesOf(accounts: AccountName[] | null): string {
  return accounts === null ? "all merchant accounts" : accountList(accounts);
}
