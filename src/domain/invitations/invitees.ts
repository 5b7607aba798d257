import { hasUnicodeLocalPart } from "../../core/email-address.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { type People, readPeople } from "../../text/read-people.ts";
import { text } from "../../text/text.ts";

/** So many people can be invited at once: what an approver can read. */
export const INVITEES_MOST = 20;

/** Why what was typed does not say whom to invite, if it does not. */
export function wrongPeople({ emails, wrong, mentions, words }: People): Text | undefined {
  const unicode = wrong.find(hasUnicodeLocalPart);
  if (unicode) return text("field.email-unicode", { address: unicode });
  const noAddress = [...wrong, ...words];
  if (noAddress.length > 0) return text("invite.no-address", { typed: noAddress.join(", "), count: noAddress.length });
  if (mentions.length > 0) return text("invite.type-address");
  if (emails.length > INVITEES_MOST) return text("invite.too-many", { most: INVITEES_MOST, count: emails.length });
  return undefined;
}

/** The addresses in the field for them, each once; refused at that field. */
export function inviteesIn(typed: string): string[] {
  const people = readPeople(typed);
  const wrong = people.emails.length > 0 ? wrongPeople(people) : (wrongPeople(people) ?? text("field.required"));
  if (wrong) throw new Refusal(wrong, { field: "email" });
  return people.emails;
}
