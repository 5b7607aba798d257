import { command } from "./format.ts";

export const slack = {
  "slack.modal-title": () => "Countersign",
  "slack.close": () => "Close",
  "slack.cancel": () => "Cancel",
  "slack.open-form": () => "Open the form",
  "slack.open-form-intro": () => "Press the button to open the form.",
  "slack.working": () => "Working… The answer will appear here in a moment.",
  "slack.outdated": () =>
    `This form or button is from an older version of Countersign. Please start again with ${command("")}.`,
  "slack.outsider": () =>
    "Countersign is for members of this Slack workspace only. It does not answer guests, people from other workspaces or apps.",
  "slack.unknown-person": () =>
    "Slack could not say who you are right now, so nothing was done. Please try again in a minute.",
  "slack.cannot-show": (p: { reference: string }) =>
    `Slack can't show this answer. Please give this reference to the person who runs Countersign: ${p.reference}`,
  "slack.tone": (p: { tone: "neutral" | "waiting" | "good" | "bad"; title: string }) =>
    `${{ neutral: "", waiting: "⏳ ", good: "✅ ", bad: "⛔ " }[p.tone]}${p.title}`,
  "slack.empty": () => "(empty)",
  "slack.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "slack.error": (p: { error: string }) => `⚠ ${p.error}`,
  "slack.shortened": (p: { start: string }) => `${p.start}…`,
  "slack.option-range": (p: { first: number; last: number }) => `${p.first} to ${p.last}`,
  "slack.search": () => "Type to search",
  // Slack fills in the braces: https://docs.slack.dev/reference/block-kit/block-elements/date-element
  "slack.time-format": () => "{date_short_pretty} at {time}",
  "slack.token-refused": (p: { reason: string }) =>
    `Slack does not accept SLACK_BOT_TOKEN (${p.reason}). Copy the bot token from "OAuth & Permissions" of your Slack app.`,
  "slack.unreachable": (p: { reason: string }) => `Slack can't be reached to check SLACK_BOT_TOKEN (${p.reason}).`,
  "slack.socket-refused": (p: { reason: string }) =>
    `Slack does not open a Socket Mode connection (${p.reason}). SLACK_APP_TOKEN needs the scope connections:write.`,
};
