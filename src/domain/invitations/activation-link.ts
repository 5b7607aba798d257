/** How a link reached the invitee: the one by chat also links the chat account it was sent to. */
export type Via = "email" | "chat" | "console";

export function activationUrl(publicUrl: string, token: string): string {
  return new URL(`/activate/${token}`, publicUrl).href;
}

type Opened = {
  usedAt: Date | null;
  replacedAt: Date | null;
  invitation: { state: string; expiresAt: Date };
};

/** A link opens while it is the newest of its kind, unused, and its invitation is pending and in time. */
export function isOpenLink(link: Opened, now: Date): boolean {
  const { invitation } = link;
  return !link.usedAt && !link.replacedAt && invitation.state === "pending" && invitation.expiresAt > now;
}
