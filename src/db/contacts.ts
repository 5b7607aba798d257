import type { ChatAccount } from "../core/conversation.ts";
import type { Database } from "./open.ts";

/** Keeps by which address somebody can be written to in a chat. The newest one counts. */
export async function rememberContact(
  db: Pick<Database, "prisma">,
  { platform, tenant, user }: ChatAccount,
  address: string,
  now: Date,
): Promise<void> {
  const known = { email: address.toLowerCase(), seenAt: now };
  await db.prisma.chatContact.upsert({
    where: { platform_tenant_user: { platform, tenant, user } },
    create: { platform, tenant, user, ...known },
    update: known,
  });
}

/** Who has that address in a chat; of several, who was seen last. Good enough to send to, never to identify by. */
export async function findContact(
  db: Pick<Database, "prisma">,
  { platform, tenant }: Pick<ChatAccount, "platform" | "tenant">,
  address: string,
): Promise<ChatAccount | null> {
  const found = await db.prisma.chatContact.findFirst({
    where: { platform, tenant, email: address.toLowerCase() },
    orderBy: { seenAt: "desc" },
  });
  return found && { platform, tenant, user: found.user };
}
