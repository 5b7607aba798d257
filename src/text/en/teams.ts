import { command } from "./format.ts";

export const teams = {
  "teams.tab-title": () => "Home in Countersign",
  "teams.tab-home": () => "Back to Home",
  "teams.tab-chat": () => "Open the chat",
  "teams.tab-form": () => "The form for this is now the newest message in your chat with Countersign.",
  "teams.tab-no-form": () =>
    "The form for this could not be written into your chat. Please open the chat and try it there.",
  "teams.tab-sign-in": () =>
    `Teams could not sign you in here. Please open this page in Teams; if it is open there, write ${command("home")} in the chat instead, and tell the person who runs Countersign.`,
  "teams.tab-failed": () => "Countersign doesn't answer. Please try again in a minute.",
  "teams.tab-no-script": () => "This page needs JavaScript.",
  "teams.below": () => "The form is below.",
  "teams.product": () => "Countersign",
  "teams.empty": () => "(empty)",
  "teams.tone": (p: { tone: "neutral" | "waiting" | "good" | "bad"; title: string }) =>
    `${{ neutral: "", waiting: "⏳ ", good: "✅ ", bad: "⛔ " }[p.tone]}${p.title}`,
  "teams.command": (p: { words: string }) => `“${p.words}”`,
  "teams.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "teams.error": (p: { error: string }) => `⚠ ${p.error}`,
  "teams.asked-next": (p: { choice: string; label: string }) =>
    `With “${p.choice}”, the next step asks for “${p.label}”.`,
  "teams.send-file": (p: { label: string }) =>
    `${p.label}: send the file as a message in your personal chat with Countersign (the paper clip below the place where you write).`,
  "teams.fill-in": (p: { label: string }) => `One more thing to fill in: ${p.label}.`,
  "teams.open": () => "Open",
  "teams.opener-title": () => "A private answer",
  "teams.opener-asked": (p: { words: string }) => `Asked: ${p.words}`,
  "teams.opener-intro": () =>
    "Only the person who asked can open the answer, in a window that nobody else sees. It also works in the personal chat with Countersign.",
  "teams.opener-others": () =>
    "Only the person who wrote this can open it. To ask for yourself, write to Countersign in your personal chat, or mention it here in a message of your own.",
  "teams.too-long-here": (p: { max: number }) =>
    `In a channel Countersign reads at most ${p.max} characters. Please write this in your personal chat with Countersign.`,
  "teams.write-there": () =>
    "Please write that in your personal chat with Countersign. Never write a code in a channel.",
  "teams.outdated": () =>
    `This form or button is from an older version of Countersign. Please start again with ${command("")}.`,
  "teams.heard-already": () => "Countersign has received this already and does it only once.",
  "teams.working": () => "Working… You get the answer in your personal chat in a moment.",
  "teams.outsider": () =>
    "Countersign only answers people of this organization: no guests, no people from other organizations, no apps.",
  "teams.unknown-person": () =>
    "Countersign could not look you up in Microsoft Teams, so nothing was done. Please try again in a minute.",
  "teams.cannot-show": (p: { reference: string }) =>
    `The answer can't be shown in Microsoft Teams. Please give this reference to the people who run Countersign: ${p.reference}`,
  "teams.token-refused": (p: { reason: string }) =>
    `Microsoft does not accept TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_PASSWORD (${p.reason}). Copy both ids and a client secret from the bot's app registration.`,
  "teams.unreachable": (p: { reason: string }) =>
    `The bot can't sign in because Microsoft can't be reached (${p.reason}).`,
};
