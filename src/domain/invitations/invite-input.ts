import { z } from "zod";
import { isEmail } from "../../core/email-address.ts";
import type { Values } from "../../core/ref.ts";
import type { Scope } from "../access/account.ts";
import { readRoles, readScope } from "../access/grant-fields.ts";
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
export function parseInvite(values: Values): Invite {
  const { email: who = "", reason = "" } = values;
  return {
    emails: inviteesIn(String(who)),
    roles: readRoles(values),
    accounts: readScope(values),
    reason: String(reason),
  };
}
