import { z } from "zod";
import type { Ref } from "../../core/conversation.ts";
import type { Values } from "../../core/form.ts";

// What travels through the client as a card's data and comes back with what was typed. It is untrusted: it names a
// command, a Ref and a key, nothing more, and every right is checked again. The version lets a later release refuse
// what it can no longer read.
const VERSION = 1;

const Command = z.string().min(1).max(100);
const RefShape = z.object({ id: z.string().min(1).max(200), version: z.int() });
const ValuesShape = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const About = z.object({ v: z.literal(VERSION), command: Command, ref: RefShape.optional() });
// Not `key`: that is a property of Microsoft's own renderer, which then fails when the form is sent.
const Form = About.extend({ once: z.string().min(1).max(64), many: z.array(z.string()).max(100).optional() });
const Button = About.extend({
  once: z.undefined().optional(),
  values: ValuesShape.optional(),
  inForm: z.literal(true).optional(),
});
const Typed = z.object({ v: z.literal(VERSION), typed: z.string().max(30_000) });

/** `inForm`: a button of the form itself, such as *Send a new code*: its answer takes the form's place. */
export type ButtonData = { command: string; ref?: Ref; values?: Values; inForm?: true };
export type FormData = { command: string; ref?: Ref; key: string };
export type Said =
  | ({ kind: "pressed" } & ButtonData)
  | ({ kind: "submitted"; values: Values } & FormData)
  | { kind: "typed"; text: string };

/** Names that no field may have: what is typed stands beside them. */
const RESERVED = new Set([
  "v",
  "command",
  "ref",
  "once",
  "key",
  "many",
  "values",
  "inForm",
  "typed",
  "msteams",
  "verb",
]);

/** `many` are the fields with several answers: Teams sends them as one string, "a,b". */
export function writeForm({ command, ref, key }: FormData, names: string[], many: string[]): Record<string, unknown> {
  const reserved = names.find((name) => RESERVED.has(name));
  if (reserved) throw new Error(`a field of form ${command} is called ${reserved}`);
  return { v: VERSION, command, ...(ref && { ref }), once: key, ...(many.length > 0 && { many }) };
}

export function writeButton({ command, ref, values, inForm }: ButtonData): Record<string, unknown> {
  return { v: VERSION, command, ...(ref && { ref }), ...(values && { values }), ...(inForm && { inForm }) };
}

/** A button that says again what was typed, for whoever presses it. */
export function writeTyped(typed: string): Record<string, unknown> {
  return { v: VERSION, typed };
}

/** Null where it can't be read: changed by the client, or from another version. */
export function readData(data: unknown): Said | null {
  const form = Form.safeParse(data);
  if (form.success) {
    const { command, ref, once: key, many = [] } = form.data;
    return { kind: "submitted", command, key, ...(ref && { ref }), values: typedIn(data, many) };
  }
  const button = Button.safeParse(data);
  if (button.success) {
    const { command, ref, values, inForm } = button.data;
    return { kind: "pressed", command, ...(ref && { ref }), ...(values && { values }), ...(inForm && { inForm }) };
  }
  const typed = Typed.safeParse(data);
  return typed.success ? { kind: "typed", text: typed.data.typed } : null;
}

function typedIn(data: unknown, many: string[]): Values {
  const given = Object.entries(z.record(z.string(), z.unknown()).parse(data));
  const typed = given.flatMap(([name, value]): [string, string | string[]][] => {
    if (RESERVED.has(name) || typeof value !== "string") return [];
    return [[name, many.includes(name) ? value.split(",").filter(Boolean) : value]];
  });
  return Object.fromEntries(typed);
}
