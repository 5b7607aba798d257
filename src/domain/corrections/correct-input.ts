import { z } from "zod";
import { isEmail } from "../../core/email-address.ts";
import { type AboutMember, aboutGrants } from "../members/member-input.ts";

type FromTo<Value> = { from: Value; to: Value };

/** A member's name and address as they are and as they are to be, and the roles of then, whose holder would be another. */
export type Correction = AboutMember & { name: FromTo<string | null>; email: FromTo<string> };

const email = z.string().refine(isEmail);

export const correctionInput: z.ZodType<Correction> = z.strictObject({
  ...{ memberId: z.uuid(), grants: aboutGrants, reason: z.string() },
  name: z.strictObject({ from: z.string().nullable(), to: z.string().nullable() }),
  email: z.strictObject({ from: email, to: email }),
});

export function hasNewName({ name }: Pick<Correction, "name">): boolean {
  return name.from !== name.to;
}

export function hasNewAddress({ email }: Pick<Correction, "email">): boolean {
  return email.from !== email.to;
}
