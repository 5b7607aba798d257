export const mail = {
  "notice.subject": (p: { organization: string; title: string }) => `${p.organization}: ${p.title}`,
  "mail.code-label": () => "Your code",
  "mail.link-fallback": () => "If the button does not work, open this address:",
  "mail.footer": (p: { organization: string }) =>
    `Sent by Countersign for ${p.organization}. If you did not expect this message, you can ignore it: nothing happens without you. Nobody at ${p.organization} will ever ask you for a code.`,
};
