export const mail = {
  "notice.subject": (p: { organization: string }) => `News from ${p.organization}`,
  "notice.title": () => "News for you",
  "mail.code-label": () => "Your code",
  "mail.link-fallback": () => "If the button does not work, open this address:",
  "mail.footer": (p: { organization: string }) =>
    `Sent by Countersign for ${p.organization}. If you did not expect this message, ignore it; nothing happens without you. Nobody at ${p.organization} will ever ask you for a code.`,
};
