import type { FactorKind } from "../../../core/factor.ts";
import { halfWidth } from "../../../text/half-width.ts";
import { authenticator } from "./authenticator.ts";
import { email } from "./email.ts";
import type { Factor } from "./factor.ts";
import { passkey } from "./passkey.ts";

const factors = { email, authenticator, passkey } satisfies Record<FactorKind, Factor>;

/** The factor that a challenge names. */
export function getFactor(kind: string): Factor {
  if (!Object.hasOwn(factors, kind)) throw new Error(`there is no factor ${kind}`);
  return factors[kind as FactorKind];
}

/** What everybody has, and what is asked for where nobody must learn what somebody has. */
export const mailedCode: Factor & typeof email = email;

/** What was typed, if it could be a code: in ASCII, without the spaces and hyphens that people put into it. */
export function codeIn(typed: string): string | null {
  const digits = halfWidth(typed).replace(/[\s-]/g, "");
  return Object.values(factors).some(({ looksLike }) => looksLike(digits)) ? digits : null;
}
