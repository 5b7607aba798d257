export const slack = {
  "slack.modal-title": () => "Countersign",
  "slack.close": () => "Close",
  "slack.cancel": () => "Cancel",
  "slack.open-form": () => "Open the form",
  "slack.open-form-intro": () => "The form opens when you press the button.",
  "slack.working": () => "Working… The answer appears here in a moment.",
  "slack.outdated": () =>
    "This form or button is from an older version of Countersign. Please type /team to start anew.",
  "slack.outsider": () =>
    "Countersign answers members of this Slack workspace only: no guests, no people of other workspaces, no apps.",
  "slack.unknown-person": () =>
    "Slack could not say who you are just now, so nothing was done. Please try again in a minute.",
  "slack.cannot-show": (p: { reference: string }) =>
    `The answer can't be shown in Slack. Please give this reference to whoever runs Countersign: ${p.reference}`,
  "slack.tone": (p: { tone: "neutral" | "waiting" | "good" | "bad"; title: string }) =>
    `${{ neutral: "", waiting: "⏳ ", good: "✅ ", bad: "⛔ " }[p.tone]}${p.title}`,
  "slack.empty": () => "(empty)",
  "slack.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "slack.error": (p: { error: string }) => `⚠ ${p.error}`,
  "slack.shortened": (p: { start: string }) => `${p.start}…`,
  "slack.option-range": (p: { first: number; last: number }) => `${p.first} to ${p.last}`,
  "slack.token-refused": (p: { reason: string }) =>
    `Slack does not accept SLACK_BOT_TOKEN (${p.reason}). Copy the bot token from "OAuth & Permissions" of your Slack app.`,
  "slack.unreachable": (p: { reason: string }) => `Slack can't be reached to check SLACK_BOT_TOKEN (${p.reason}).`,
  "slack.socket-refused": (p: { reason: string }) =>
    `Slack does not open a Socket Mode connection (${p.reason}). SLACK_APP_TOKEN needs the scope connections:write.`,
};
