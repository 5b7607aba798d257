import { command, list, time } from "./format.ts";
import { platformName } from "./names.ts";

export const members = {
  "fact.state": () => "State",
  "fact.member": () => "Member",
  "fact.loses": () => "Loses",
  "fact.suspended-role": () => "Can't use",
  "fact.gets-back": () => "Gets back",
  "fact.chat": () => "Chat",
  "refused.no-such-member": (p: { who: string }) => `No member was found for “${p.who}”. See ${command("members")}.`,
  "refused.not-a-member-name": (p: { who: string }) =>
    `“${p.who}” is neither an e-mail address nor a mention. Example: ${command("member name@example.com")}`,
  "member.list.title": () => "Members",
  "member.list.none": () => "No more members.",
  "member.item": (p: { state: string; roles: string[] }) =>
    `${p.state}, ${p.roles.length > 0 ? list(p.roles) : "no role"}`,
  "member.grant": (p: { role: string; accounts: string[] | null; until?: string | null }) =>
    `${p.role}, on ${p.accounts === null ? "all merchant accounts" : list(p.accounts)}${p.until ? `, until ${time(p.until)}` : ""}`,
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
  "notice.member.removed.title": (p: { organization: string }) => `You are no longer a member of ${p.organization}`,
  "notice.member.removed": (p: { organization: string }) =>
    `You were removed from ${p.organization}. Your roles, your password and your connected chat accounts are gone.`,
  "notice.member.suspended.title": () => "You are suspended",
  "notice.member.suspended": (p: { organization: string }) =>
    `You can do nothing in ${p.organization} until an administrator reinstates you. What you had asked for was withdrawn.`,
  "notice.member.active.title": () => "You are reinstated",
  "notice.member.active": (p: { organization: string }) =>
    `You have your roles in ${p.organization} back. What was withdrawn meanwhile has to be asked for again.`,
  "member.state.invited": () => "invited, not active yet",
  "member.state.active": () => "active",
  "member.state.suspended": () => "suspended",
  "member.state.removed": () => "removed",
  "member.chats": (p: { platforms: string[] }) =>
    p.platforms.length === 0 ? "not connected" : list(p.platforms.map(platformName)),
};
