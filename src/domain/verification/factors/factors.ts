import { halfWidth } from "../../../text/half-width.ts";
import { email } from "./email.ts";
import type { Factor } from "./factor.ts";

const factors = { email };

type FactorKind = keyof typeof factors;

/** The factor that a challenge names. */
export function getFactor(kind: string): Factor {
  if (!Object.hasOwn(factors, kind)) throw new Error(`there is no factor ${kind}`);
  return factors[kind as FactorKind];
}

/** What a member is asked for. So far everybody has the same. */
export const usualFactor: Factor = email;

/** What was typed, if it could be a code: in ASCII, without the spaces and hyphens that people put into it. */
export function codeIn(typed: string): string | null {
  const digits = halfWidth(typed).replace(/[\s-]/g, "");
  return Object.values(factors).some(({ looksLike }) => looksLike(digits)) ? digits : null;
}
