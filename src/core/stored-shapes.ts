import { z } from "zod";
import type { Address, ChatAccount, MessageRef } from "./conversation.ts";
import { platforms } from "./platform.ts";

// What of a conversation is stored as JSON, and read back strictly.
const platform = z.enum(platforms);
const tenant = z.string();

export const storedAccount: z.ZodType<ChatAccount> = z.object({ platform, tenant, user: z.string() });

/** Where a card goes. */
export const storedAddress: z.ZodType<Address> = z.object({
  platform,
  tenant,
  kind: z.enum(["person", "channel"]),
  id: z.string(),
});

/** What was posted. */
export const storedMessageRef: z.ZodType<MessageRef> = z.object({
  platform,
  tenant,
  channel: z.string(),
  message: z.string(),
});
