import { z } from "zod";
import type { Address, MessageRef } from "../../core/conversation.ts";
import { platforms } from "../../core/platform.ts";

const platform = z.enum(platforms);
const address: z.ZodType<Address> = z.object({
  platform,
  tenant: z.string(),
  kind: z.enum(["person", "channel"]),
  id: z.string(),
});
const messageRef: z.ZodType<MessageRef> = z.object({
  platform,
  tenant: z.string(),
  channel: z.string(),
  message: z.string(),
});

/** Reads back where a card goes. */
export function readAddress(stored: unknown): Address {
  return address.parse(stored);
}

/** Reads back what was posted. */
export function readMessageRef(stored: unknown): MessageRef {
  return messageRef.parse(stored);
}
