import { z } from "zod";
import type { Ref } from "../../core/ref.ts";
import { VERSION } from "../shared/metadata.ts";
import { DATASET_LENGTH } from "./limits.ts";
import { About, Many } from "./metadata.ts";

const Dataset = z.strictObject({ ...About.shape, field: z.string().min(1).max(100), many: Many.optional() });

/** What a search is about: a field of a form, and the names of the form's fields with several answers. */
export type SearchMetadata = { command: string; ref?: Ref; field: string; many: string[] };

/** As a string, because Teams wants a name. Throws if it would be too long. */
export function writeDataset({ command, ref, field, many }: SearchMetadata): string {
  const about = { v: VERSION, command, ...(ref && { ref }), field, ...(many.length > 0 && { many }) };
  const name = JSON.stringify(about);
  if (name.length > DATASET_LENGTH) throw new Error(`field ${field} of ${command} has too long a name to search in`);
  return name;
}

/** Null if it is not ours: the client changed it, or it is from another version. */
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
