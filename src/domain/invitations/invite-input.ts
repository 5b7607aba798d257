import { z } from "zod";
import { isEmail } from "../../core/email-address.ts";
import type { Values } from "../../core/ref.ts";
import type { Scope } from "../access/account.ts";
import { readEndFields } from "../access/end-fields.ts";
import { type End, storedEnd } from "../access/grant-end.ts";
import { readRoles, readScope } from "../access/grant-fields.ts";
import { INVITEES_MOST, inviteesIn } from "./invitees.ts";

/** Who is invited, and the same roles on the same accounts, with the same end, for each of them. */
export type Invite = { emails: string[]; roles: string[]; accounts: Scope; end: End; reason: string };

const email = z.string().refine(isEmail);

const terms = {
  roles: z.array(z.uuid()).min(1),
  accounts: z.union([z.literal("all"), z.array(z.uuid()).min(1)]),
  reason: z.string(),
  // Older versions knew no end here.
  end: storedEnd.default(null),
};

/** Older versions invited one person with each request: `email`. What was signed is read, and not rewritten. */
const ofOne = z.strictObject({ email, ...terms }).transform(({ email: one, ...rest }) => ({ emails: [one], ...rest }));

export const inviteInput: z.ZodType<Invite> = z.union([
  z.strictObject({ emails: z.array(email).min(1).max(INVITEES_MOST), ...terms }),
  ofOne,
]);

/** Reads the form; what it can't read is refused at its field. */
export function parseInvite(values: Values, zone: string | null): Invite {
  const { email: who = "", reason = "" } = values;
  return {
    emails: inviteesIn(String(who)),
    roles: readRoles(values),
    accounts: readScope(values),
    end: readEndFields(values, zone),
    reason: String(reason),
  };
}
