import { z } from "zod";
import { FILE_MOST_BYTES, type SentFile } from "../../core/file.ts";
import { readFile } from "../../text/read-file.ts";
import { CommandName, FormKey, RefShape, ValuesShape } from "../shared/metadata.ts";
import type { Place } from "./messages.ts";

// Everything that comes from the browser is untrusted: it names a person, a command, a Ref and a key, and every right
// is checked again behind `handle`.
/** For what is typed into a search field, in characters. */
export const TYPED_MAX_LENGTH = 200;

const FieldName = z.string().min(1).max(100);
const PersonId = z.string().min(1).max(64);
const Where = z.union([z.literal("dm"), z.templateLiteral(["channel:", z.string().min(1).max(100)])]);

/** What a button carries. It went out as JSON in an attribute and comes back the same. */
const Button = written(
  z.object({ command: CommandName, ref: RefShape.exactOptional(), values: ValuesShape.exactOptional() }),
);
const About = written(z.object({ command: CommandName, ref: RefShape.exactOptional(), key: FormKey }));

const FileName = z.string().max(1_000);
const BASE64_MAX_LENGTH = Math.ceil(FILE_MOST_BYTES / 3) * 4;

/** A file as the browser has read it: its bytes in base64, or why it did not send them. */
const Attached = z.union([
  z.object({ name: FileName, content: z.base64().max(BASE64_MAX_LENGTH) }),
  z.object({ name: FileName, problem: z.enum(["too-large", "not-reached", "several"]) }),
]);

/** Words, a file, or both. */
export const Said = z
  .object({ as: PersonId, in: Where, text: z.string().trim().max(4_000), file: Attached.exactOptional() })
  .refine(({ text, file }) => text !== "" || file !== undefined);
export const Pressed = z.object({
  as: PersonId,
  in: z.union([z.literal("home"), Where]),
  button: Button,
  /** The message that has the button; none for a button of the dialog. */
  message: z.int().exactOptional(),
});
/** The labels of what is chosen in search fields. */
export const Labels = z.array(z.object({ field: FieldName, value: z.string(), label: z.string().max(1_000) })).max(200);
export const Submitted = z.object({
  as: PersonId,
  about: About,
  values: ValuesShape,
  labels: Labels.default([]),
  files: z
    .array(z.object({ field: FieldName, file: Attached }))
    .max(10)
    .default([]),
});
export const Searched = z.object({
  as: PersonId,
  about: About,
  field: FieldName,
  typed: z.string().trim().max(TYPED_MAX_LENGTH),
  values: ValuesShape,
});
export const Added = z.object({ values: ValuesShape });
export const Read = z.object({ as: PersonId, in: z.union([z.literal("mail"), Where]) });
export const Guided = z.object({ open: z.boolean() });

/** Which page is wanted. An address that can't be read leads to the start page. */
export const View = z.object({
  as: PersonId.optional().catch(undefined),
  in: z.union([z.literal(["home", "mail"]), Where]).catch("dm"),
  all: z.literal("1").optional().catch(undefined),
});

export function fileOf(attached: z.infer<typeof Attached>): SentFile {
  const { name } = attached;
  return readFile(name, "problem" in attached ? attached.problem : Buffer.from(attached.content, "base64"));
}

/** Home is no place to answer at: what is pressed there is answered in a dialog, or in the direct messages. */
export function placeOf(person: string, where: z.infer<typeof Pressed>["in"]): Place {
  return where === "dm" || where === "home" ? `person:${person}` : (where as Place);
}

/** JSON in a string, of that shape. */
function written<Shape extends z.ZodType>(shape: Shape) {
  return z
    .string()
    .transform((value, context) => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        context.addIssue("not JSON");
        return z.NEVER;
      }
    })
    .pipe(shape);
}
