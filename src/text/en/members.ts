import { command, list } from "./format.ts";
import { platformName } from "./names.ts";

export const members = {
  "fact.state": () => "State",
  "fact.chat": () => "Chat",
  "refused.no-such-member": (p: { who: string }) => `No member was found for “${p.who}”. See ${command("members")}.`,
  "refused.not-a-member-name": (p: { who: string }) =>
    `“${p.who}” is neither an e-mail address nor a mention. Example: ${command("member name@example.com")}`,
  "member.list.title": () => "Members",
  "member.list.none": () => "No more members.",
  "member.item": (p: { state: string; roles: string[] }) =>
    `${p.state}, ${p.roles.length > 0 ? list(p.roles) : "no role"}`,
  "member.grant": (p: { role: string; accounts: string[] | null }) =>
    p.accounts === null ? `${p.role}, on all merchant accounts` : `${p.role}, on ${list(p.accounts)}`,
  "member.state.invited": () => "invited, not active yet",
  "member.state.active": () => "active",
  "member.state.suspended": () => "suspended",
  "member.state.removed": () => "removed",
  "member.chats": (p: { platforms: string[] }) =>
    p.platforms.length === 0 ? "not connected" : list(p.platforms.map(platformName)),
};
