export const teams = {
  "teams.below": () => "The form is below.",
  "teams.product": () => "Countersign",
  "teams.empty": () => "(empty)",
  "teams.tone": (p: { tone: "neutral" | "waiting" | "good" | "bad"; title: string }) =>
    `${{ neutral: "", waiting: "⏳ ", good: "✅ ", bad: "⛔ " }[p.tone]}${p.title}`,
  "teams.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "teams.error": (p: { error: string }) => `⚠ ${p.error}`,
  "teams.open": () => "Open",
  "teams.opener-title": () => "A private answer",
  "teams.opener-asked": (p: { words: string }) => `Asked: ${p.words}`,
  "teams.opener-intro": () =>
    "Only the person who asked can open the answer, in a window that nobody else sees. It also works in the personal chat with Countersign.",
  "teams.opener-others": () =>
    "Only the person who wrote this can open it. To ask for yourself, write to Countersign in your personal chat, or mention it here in a message of your own.",
  "teams.too-long-here": (p: { max: number }) =>
    `In a channel Countersign reads at most ${p.max} characters. Please write this in your personal chat with Countersign.`,
  "teams.write-there": () => "Please write that to Countersign in your personal chat. Codes never belong here.",
  "teams.outdated": () =>
    "This form or button is from an older version of Countersign. Please write help to start anew.",
  "teams.heard-already": () => "This has arrived already and is done once.",
  "teams.working": () => "Working… The answer comes in your personal chat in a moment.",
  "teams.outsider": () =>
    "Countersign answers members of this organization only: no guests, no people of other organizations, no apps.",
  "teams.unknown-person": () =>
    "Microsoft Teams could not say who you are just now, so nothing was done. Please try again in a minute.",
  "teams.cannot-show": (p: { reference: string }) =>
    `The answer can't be shown in Microsoft Teams. Please give this reference to whoever runs Countersign: ${p.reference}`,
  "teams.token-refused": (p: { reason: string }) =>
    `Microsoft does not accept TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_PASSWORD (${p.reason}). Copy the ids and a client secret from the bot's app registration.`,
  "teams.unreachable": (p: { reason: string }) => `Microsoft can't be reached to sign in the bot (${p.reason}).`,
};
