import { z } from "zod";
import type { Ref } from "../../core/conversation.ts";
import type { Values } from "../../core/form.ts";
import {
  type ButtonMetadata,
  CommandName,
  FormKey,
  type FormMetadata,
  RefShape,
  ValuesShape,
  VERSION,
} from "../shared/metadata.ts";
import { DATASET_LENGTH, OPENER_LENGTH } from "./limits.ts";
import { ObjectId } from "./payloads.ts";

const About = z.object({ v: z.literal(VERSION), command: CommandName, ref: RefShape.optional() });
// Not `key`: that is a property of Microsoft's own renderer, which then fails when the form is sent.
const Many = z.array(z.string().max(100)).max(100);
const Form = About.extend({ once: FormKey, many: Many.optional() });
const Button = About.extend({
  once: z.undefined().optional(),
  values: ValuesShape.optional(),
  inForm: z.literal(true).optional(),
});
const Opener = z.object({ v: z.literal(VERSION), typed: z.string().max(OPENER_LENGTH), author: ObjectId });

const Dataset = z.strictObject({ ...About.shape, field: z.string().min(1).max(100), many: Many.optional() });

/** `inForm`: a button of the form itself, such as *Send a new code*: its answer takes the form's place. */
export type ButtonData = ButtonMetadata & { inForm?: true };
/** What its author wrote in a channel, and their object id: the button is for nobody else. */
export type OpenerData = { typed: string; author: string };
export type CardData =
  | ({ kind: "pressed" } & ButtonData)
  | ({ kind: "submitted"; values: Values } & FormMetadata)
  | ({ kind: "opened" } & OpenerData);

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
  "author",
  "msteams",
  "verb",
]);

/** `many` are the fields with several answers: Teams sends them as one string, "a,b". */
export function writeForm(
  { command, ref, key }: FormMetadata,
  names: string[],
  many: string[],
): Record<string, unknown> {
  const reserved = names.find((name) => RESERVED.has(name));
  if (reserved) throw new Error(`a field of form ${command} is called ${reserved}`);
  return { v: VERSION, command, ...(ref && { ref }), once: key, ...(many.length > 0 && { many }) };
}

export function writeButton({ command, ref, values, inForm }: ButtonData): Record<string, unknown> {
  return { v: VERSION, command, ...(ref && { ref }), ...(values && { values }), ...(inForm && { inForm }) };
}

export function writeOpener({ typed, author }: OpenerData): Record<string, unknown> {
  return { v: VERSION, typed, author };
}

/** Null where it can't be read: changed by the client, or from another version. */
export function readData(data: unknown): CardData | null {
  const form = Form.safeParse(data);
  if (form.success) {
    const { command, ref, once: key, many = [] } = form.data;
    return { kind: "submitted", command, key, ...(ref && { ref }), values: readInputs(data, many) };
  }
  const button = Button.safeParse(data);
  if (button.success) {
    const { command, ref, values, inForm } = button.data;
    return { kind: "pressed", command, ...(ref && { ref }), ...(values && { values }), ...(inForm && { inForm }) };
  }
  const opener = Opener.safeParse(data);
  return opener.success ? { kind: "opened", typed: opener.data.typed, author: opener.data.author } : null;
}

/** What a search says it is about: the field of a form, and that form's fields with several answers. */
export type SearchMetadata = { command: string; ref?: Ref; field: string; many: string[] };

/** As text, because Teams takes a name there. */
export function writeDataset({ command, ref, field, many }: SearchMetadata): string {
  const about = { v: VERSION, command, ...(ref && { ref }), field, ...(many.length > 0 && { many }) };
  const name = JSON.stringify(about);
  if (name.length > DATASET_LENGTH) throw new Error(`field ${field} of ${command} has too long a name to search in`);
  return name;
}

/** Null where it is none of ours: changed by the client, or from another version. */
export function readDataset(name: string): SearchMetadata | null {
  const about = Dataset.safeParse(parsed(name));
  if (!about.success) return null;
  const { command, ref, field, many = [] } = about.data;
  return { command, field, many, ...(ref && { ref }) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What is filled in, of the data that came with it. */
export function readInputs(data: unknown, many: string[]): Values {
  const given = Object.entries(z.record(z.string(), z.unknown()).safeParse(data).data ?? {});
  const typed = given.flatMap(([name, value]): [string, string | string[]][] => {
    if (RESERVED.has(name) || typeof value !== "string") return [];
    return [[name, many.includes(name) ? value.split(",").filter(Boolean) : value]];
  });
  return Object.fromEntries(typed);
}
