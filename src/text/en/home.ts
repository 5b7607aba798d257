import { command, count } from "./format.ts";

export const home = {
  "home.title": (p: { who: string; organization: string }) => `${p.who} in ${p.organization}`,
  "home.organization": (p: { organization: string }) => `Countersign for ${p.organization}`,
  "home.not-connected": (p: { organization: string }) =>
    `You are not connected to ${p.organization}, so there is nothing to show here. If you are a member, connect with your work e-mail.`,
  "home.nobody": () => "You are not connected, so there is nothing to show here.",
  "button.connect": () => "Connect",
  "home.roles": () => "Your roles",
  "home.more-roles": (p: { count: number; email: string }) => `${p.count} more: ${command(`member ${p.email}`)}`,
  "home.waiting": (p: { count: number; mine: number }) =>
    [
      p.count === 0
        ? "Nothing waits for you."
        : `${count(p.count, { one: "request waits", other: "requests wait" })} for your approval.`,
      ...(p.mine === 0
        ? []
        : [`${count(p.mine, { one: "request", other: "requests" })} of your own ${p.mine === 1 ? "is" : "are"} open.`]),
    ].join(" "),
  "home.more": () => `There are more: ${command("requests")}`,
  "button.invite": () => "Invite",
  "button.members": () => "Members",
  "button.roles": () => "Roles",
  "button.ask": () => "Ask for a role",
  "button.history": () => "History",
};
