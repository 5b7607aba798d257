import type { FactorKind } from "../../core/factor.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Mentioned } from "../access/choice-store.ts";
import { administrativeOf } from "../access/grant.ts";
import { administrative, type Permission } from "../access/permission.ts";
import type { Terms } from "../command.ts";
import { getFactor } from "../verification/factors/factors.ts";

/** A device of the member's: an authenticator app, or a passkey. A code by mail proves less. */
const STRONG = 2;

type Touched = { approverNeeds: readonly Permission[]; mentioned: Mentioned };

/** Does a change touch administrative permissions? Its approvers must hold one for it, or a role that it names has one. */
function isAdministrativeChange({ approverNeeds, mentioned }: Touched): boolean {
  return approverNeeds.some((one) => administrative.includes(one)) || administrativeOf(mentioned.roles).length > 0;
}

/** How strongly a change must be proved, in the terms that are kept with its request; nothing where any proof is enough. */
export function strengthFor(
  { strongForAdministrative }: { strongForAdministrative: boolean },
  about: Touched & { isBrake: boolean },
): Pick<Terms, "strength"> {
  return strongForAdministrative && !about.isBrake && isAdministrativeChange(about) ? { strength: STRONG } : {};
}

/** Refuses early who has nothing but mailed codes: such a code would only be typed in vain. */
export function requireStrongFactor({ strength = 1 }: Terms, factor: FactorKind): void {
  requireStrength({ strength }, getFactor(factor).strength);
}

/** Refuses a proof that is weaker than these terms ask for, before anything is done with it. */
export function requireStrength({ strength = 1 }: Pick<Terms, "strength">, proved: number): void {
  if (proved < strength) throw new Refusal(text("refused.weak-proof"));
}
