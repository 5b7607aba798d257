import { z } from "zod";
import type { When } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import {
  type ButtonMetadata,
  CommandName,
  FormKey,
  type FormMetadata,
  RefShape,
  ValuesShape,
  VERSION,
} from "../shared/metadata.ts";
import { OPENER_LENGTH } from "./limits.ts";
import { ObjectId } from "./payloads.ts";

/** What everything of ours says that comes back from a client. */
export const About = z.object({ v: z.literal(VERSION), command: CommandName, ref: RefShape.optional() });
// Not `key`: Microsoft's renderer has a property of that name and then fails when the form is sent.
/** Names of the fields with several answers. */
export const Many = z.array(z.string().max(100)).max(100);
const Later: z.ZodType<When[]> = z.array(z.object({ field: z.string().max(100), is: z.string().max(200) })).max(100);
const Form = About.extend({ once: FormKey, many: Many.optional(), later: Later.optional() });
const Button = About.extend({
  once: z.undefined().optional(),
  values: ValuesShape.optional(),
  inForm: z.literal(true).optional(),
});
const Opener = z.object({ v: z.literal(VERSION), typed: z.string().max(OPENER_LENGTH), author: ObjectId });

/** `inForm`: a button of the form itself, such as *Send a new code*. Its answer takes the place of the form. */
export type ButtonData = ButtonMetadata & { inForm?: true };
/** What somebody wrote in a channel, and their object id: the button works for nobody else. */
export type OpenerData = { typed: string; author: string };
/** `continued`: with what was chosen, there is more to fill in than the card had. */
export type CardData =
  | ({ kind: "pressed" } & ButtonData)
  | ({ kind: "submitted" | "continued"; values: Values } & FormMetadata)
  | ({ kind: "opened" } & OpenerData);

/** Names that no field may have, because Teams puts the fields of a form beside them. */
const RESERVED = new Set([
  "v",
  "command",
  "ref",
  "once",
  "key",
  "many",
  "later",
  "values",
  "inForm",
  "typed",
  "author",
  "msteams",
  "verb",
]);

type FormData = FormMetadata & {
  /** the names of all fields */
  names: string[];
  /** the fields with several answers: Teams sends them as one string, "a,b" */
  many: string[];
  /** the choices with which there are fields that the card doesn't have */
  later: When[];
};

export function writeForm({ command, ref, key, names, many, later }: FormData): Record<string, unknown> {
  const reserved = names.find((name) => RESERVED.has(name));
  if (reserved) throw new Error(`a field of form ${command} is called ${reserved}`);
  const fields = { ...(many.length > 0 && { many }), ...(later.length > 0 && { later }) };
  return { v: VERSION, command, ...(ref && { ref }), once: key, ...fields };
}

export function writeButton({ command, ref, values, inForm }: ButtonData): Record<string, unknown> {
  return { v: VERSION, command, ...(ref && { ref }), ...(values && { values }), ...(inForm && { inForm }) };
}

export function writeOpener({ typed, author }: OpenerData): Record<string, unknown> {
  return { v: VERSION, typed, author };
}

/** Null if it can't be read: the client changed it, or it is from another version. */
export function readData(data: unknown): CardData | null {
  const form = Form.safeParse(data);
  if (form.success) {
    const { command, ref, once: key, many = [], later = [] } = form.data;
    const values = readInputs(data, many);
    const kind = later.some(({ field, is }) => values[field] === is) ? "continued" : "submitted";
    return { kind, command, key, ...(ref && { ref }), values };
  }
  const button = Button.safeParse(data);
  if (button.success) {
    const { command, ref, values, inForm } = button.data;
    return { kind: "pressed", command, ...(ref && { ref }), ...(values && { values }), ...(inForm && { inForm }) };
  }
  const opener = Opener.safeParse(data);
  return opener.success ? { kind: "opened", typed: opener.data.typed, author: opener.data.author } : null;
}

/** The fields that are filled in, without our own data beside them. */
export function readInputs(data: unknown, many: string[]): Values {
  const given = Object.entries(z.record(z.string(), z.unknown()).safeParse(data).data ?? {});
  const typed = given.flatMap(([name, value]): [string, string | string[]][] => {
    if (RESERVED.has(name) || typeof value !== "string") return [];
    return [[name, many.includes(name) ? value.split(",").filter(Boolean) : value]];
  });
  return Object.fromEntries(typed);
}
