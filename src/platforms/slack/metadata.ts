import { z } from "zod";
import type { Ref } from "../../core/conversation.ts";
import type { Values } from "../../core/form.ts";
import { LIMITS } from "./limits.ts";

// What travels through the client and comes back. It is untrusted: it names a command, a Ref and a key, nothing more,
// and every right is checked again. The version lets a later release refuse what it can no longer read.
const VERSION = 1;

const RefShape = z.object({ id: z.string().min(1).max(200), version: z.int() });
const ValuesShape = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const Command = z.string().min(1).max(100);

const View = z.object({
  v: z.literal(VERSION),
  command: Command,
  ref: RefShape.optional(),
  key: z.string().min(1).max(64),
});
const Button = z.object({
  v: z.literal(VERSION),
  command: Command,
  ref: RefShape.optional(),
  values: ValuesShape.optional(),
});

export type ViewMetadata = { command: string; ref?: Ref; key: string };
export type ButtonMetadata = { command: string; ref?: Ref; values?: Values };

export function writeView({ command, ref, key }: ViewMetadata): string {
  const written = JSON.stringify({ v: VERSION, command, ref, key });
  return within(written, LIMITS.viewMetadata, `the metadata of form ${command}`);
}

export function writeButton({ command, ref, values }: ButtonMetadata): string {
  const written = JSON.stringify({ v: VERSION, command, ref, values });
  return within(written, LIMITS.buttonValue, `the value of button ${command}`);
}

/** Null where it can't be read: changed by the client, or from another version. */
export function readView(written: unknown): ViewMetadata | null {
  const read = View.safeParse(json(written));
  if (!read.success) return null;
  const { command, ref, key } = read.data;
  return { command, key, ...(ref && { ref }) };
}

export function readButton(written: unknown): ButtonMetadata | null {
  const read = Button.safeParse(json(written));
  if (!read.success) return null;
  const { command, ref, values } = read.data;
  return { command, ...(ref && { ref }), ...(values && { values }) };
}

function json(written: unknown): unknown {
  if (typeof written !== "string") return undefined;
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

function within(written: string, max: number, what: string): string {
  if (written.length > max) throw new Error(`${what} has ${written.length} characters; Slack takes ${max}`);
  return written;
}
