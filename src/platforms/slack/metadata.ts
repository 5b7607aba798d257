import { z } from "zod";
import {
  type ButtonMetadata,
  CommandName,
  FormKey,
  type FormMetadata,
  RefShape,
  ValuesShape,
  VERSION,
} from "../shared/metadata.ts";
import { LIMITS } from "./limits.ts";

const View = z.object({
  v: z.literal(VERSION),
  command: CommandName,
  ref: RefShape.optional(),
  key: FormKey,
});
const Button = z.object({
  v: z.literal(VERSION),
  command: CommandName,
  ref: RefShape.optional(),
  values: ValuesShape.optional(),
});

export function writeView({ command, ref, key }: FormMetadata): string {
  const written = JSON.stringify({ v: VERSION, command, ref, key });
  return within(written, LIMITS.viewMetadata, `the metadata of form ${command}`);
}

export function writeButton({ command, ref, values }: ButtonMetadata): string {
  const written = JSON.stringify({ v: VERSION, command, ref, values });
  return within(written, LIMITS.buttonValue, `the value of button ${command}`);
}

/** Null where it can't be read: changed by the client, or from another version. */
export function readView(written: unknown): FormMetadata | null {
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
