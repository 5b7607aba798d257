import { command } from "./format.ts";

export const help = {
  "help.title": () => "What you can do here",
  "help.intro": (p: { email: string; organization: string }) => `You are ${p.email} in ${p.organization}.`,
  "help.words": (p: { words: string; usage: string }) => command([p.words, p.usage].filter(Boolean).join(" ")),
  "help.help": () => "What you can do here.",
  "help.home": () => "Your roles, what waits for you, and what you have asked for.",
  "help.invite": () => "Invite somebody: a form, your code, and a second person's approval.",
  "help.invitations": () => "Who was invited and has not accepted: send it again, or revoke it.",
  "help.members": () => "Everybody in the organization, with their roles.",
  "help.member": () => "One member, with roles and accounts; without a name, those you can open.",
  "help.change": () => "Change what a member may do: roles and merchant accounts.",
  "help.give": () => "Give a member a role, for good or for a time.",
  "help.ask": () => "Ask for a role for yourself, for good or for a time.",
  "help.remove": () => "Remove a member for good.",
  "help.suspend": () => "Stop a member at once: your code is enough.",
  "help.reinstate": () => "Give a suspended member everything back.",
  "help.roles": () => "The roles and what they permit.",
  "help.role": () => "One role: what it permits and who holds it. Without a name, all of them.",
  "help.requests": () => "The open requests: yours, and those that you can approve.",
  "help.withdraw": () => "Take back a request of yours.",
  "help.history": () => "What was changed, and who did it.",
};
