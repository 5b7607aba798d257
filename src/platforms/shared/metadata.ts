import { z } from "zod";
import type { Ref, Values } from "../../core/ref.ts";

// What travels through a client and comes back with a button or a form. It is untrusted: it names a command, a Ref and a
// key, nothing more, and every right is checked again on the server.

/** A later release refuses what it can no longer read. */
export const VERSION = 1;

export const CommandName = z.string().min(1).max(100);
export const RefShape: z.ZodType<Ref> = z.object({ id: z.string().min(1).max(200), version: z.int() });
export const ValuesShape: z.ZodType<Values> = z.record(z.string().max(100), z.union([z.string(), z.array(z.string())]));
export const FormKey = z.string().min(1).max(64);

/** What a button carries. */
export type ButtonMetadata = { command: string; ref?: Ref; values?: Values };
/** What a form carries. */
export type FormMetadata = { command: string; ref?: Ref; key: string };
