import { z } from "zod";
import { isEmail } from "../../core/email-address.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import { INVITEES_MOST, inviteesIn } from "./invitees.ts";

/** Who is invited, and the same roles on the same accounts for each of them. */
export type Invite = { emails: string[]; roles: string[]; accounts: Scope; reason: string };

const email = z.string().refine(isEmail);

const terms = {
  roles: z.array(z.uuid()).min(1),
  accounts: z.union([z.literal("all"), z.array(z.uuid()).min(1)]),
  reason: z.string(),
};

/** Older versions invited one person with each request: `email`. What was signed is read, and not rewritten. */
const ofOne = z.strictObject({ email, ...terms }).transform(({ email: one, ...rest }) => ({ emails: [one], ...rest }));

export const inviteInput: z.ZodType<Invite> = z.union([
  z.strictObject({ emails: z.array(email).min(1).max(INVITEES_MOST), ...terms }),
  ofOne,
]);

/** Reads the form; what it can't read is refused at its field. */
export function parseInvite({ email: who = "", roles = [], access, accounts = [], reason = "" }: Values): Invite {
  return {
    emails: inviteesIn(String(who)),
    roles: z
      .array(z.uuid())
      .catch(unknownChoice("roles"))
      .parse([...roles]),
    accounts: scopeFrom(access, [...accounts]),
    reason: String(reason),
  };
}

// Accounts ticked under "all" would be ambiguous, and "only these" without any would mean none: neither is guessed at.
function scopeFrom(access: Values[string] | undefined, accounts: string[]): Scope {
  if (access === "all" && accounts.length === 0) return "all";
  return z.array(z.uuid()).min(1).catch(unknownChoice("accounts")).parse(accounts);
}

function unknownChoice(field: string): () => never {
  return () => {
    throw new Refusal(text("field.unknown-choice"), { field });
  };
}
