import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";

/** UTF-16 code units, as forms count them. */
const LONGEST = 80;

/**
 * The name that a person gives, without what nobody sees and in one line; null for none. Throws a Refusal at "name" for
 * one that is too long, or that could be taken for an address. It is only ever what they say: it identifies nobody, and
 * is shown beside the address.
 */
export function personName(said: string): string | null {
  const name = visible(said).replace(/\s+/g, " ").trim();
  if (name.length > LONGEST)
    throw new Refusal(text("field.too-long", { max: LONGEST, length: name.length }), { field: "name" });
  if (name.normalize("NFKC").includes("@")) throw new Refusal(text("name.holds-address"), { field: "name" });
  return name === "" ? null : name;
}

/** `Grace Hopper (grace@example.com)`, or the address alone: what a member is called wherever one is shown. */
export function nameOf({ name, email }: { name: string | null; email: string }): string {
  return name === null ? email : `${name} (${email})`;
}
