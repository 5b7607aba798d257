export const mail = {
  "notice.subject": (p: { organization: string; title: string }) => `${p.organization}: ${p.title}`,
  "mail.code-label": () => "Your code",
  "mail.link-fallback": () => "If the button does not work, open this address:",
  "mail.greeting": (p: { name: string }) => `Hello ${p.name},`,
  "mail.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "mail.footer.code": (p: { organization: string }) =>
    `Sent by Countersign for ${p.organization}. Nobody at ${p.organization} will ever ask you for a code.`,
  "mail.footer.invitation": (p: { organization: string }) =>
    `Sent by Countersign for ${p.organization}. If you did not expect this invitation, you can ignore it: nothing happens without you.`,
  "mail.footer.notice": (p: { organization: string }) =>
    `Sent by Countersign for ${p.organization}, because you are a member there.`,
  "mail.footer.security": (p: { organization: string }) =>
    `Sent by Countersign for ${p.organization}, so that nothing about your membership changes without your knowing.`,
};
