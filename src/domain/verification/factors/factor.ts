import type { Field } from "../../../core/form.ts";
import type { Keys } from "../../../core/keys.ts";
import type { Attempt } from "../attempt-store.ts";

/**
 * A way to prove who one is. `strength` is how much it proves: 1 a code by mail, 2 a device of the member's, 3 a device
 * that can't be phished.
 */
export type Factor = {
  kind: string;
  strength: 1 | 2 | 3;
  /** where its code is typed; without it, nothing is typed */
  field?: Extract<Field, { kind: "code" }>;
  /** how long a challenge is good, in minutes */
  minutes: number;
  /** true for what could be one of its codes */
  looksLike(typed: string): boolean;
  /** makes the code that is sent; without it, the member has the code already */
  issue?(keys: Keys, challengeId: string): { code: string; codeHmac: string };
  /**
   * Is what was typed the code of this attempt? `used`: it is, and was accepted before. `step`: what must be noted when it
   * is accepted, so that it never is again.
   */
  check(keys: Keys, attempt: Attempt, typed: string): { step?: number } | "used" | "wrong";
};
