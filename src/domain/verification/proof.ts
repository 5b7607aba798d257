import type { DomainEvent } from "../../core/event.ts";
import type { Keys } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import type { Proof } from "../command.ts";
import { type Attempt, type AttemptDb, type Attempted, countAttempt, takeBack, useUp } from "./attempt-store.ts";
import { getFactor } from "./factors/factors.ts";

/**
 * The proof that a counted attempt with this code makes, or null: no live challenge, or the wrong code. `used`: the right
 * code, which was accepted before; that is no failure, and it opens nothing.
 */
function proofOf(keys: Keys, attempt: Attempt | null, code: string): Proof | "used" | null {
  if (!attempt) return null;
  const factor = getFactor(attempt.factor);
  const checked = factor.check(keys, attempt, code);
  if (checked === "wrong") return null;
  if (checked === "used") return "used";
  const { codeHmac: _, authenticator, now: __, ...proved } = attempt;
  const accepted = authenticator && checked.step ? { id: authenticator.id, step: checked.step } : null;
  return { ...proved, strength: factor.strength, accepted };
}

/**
 * Counts an attempt and compares it. Throws a Refusal at "code" where the code was right and was used before: that is no
 * failure, so it is taken back, and the next one is waited for.
 */
export async function prove(db: AttemptDb, keys: Keys, tried: Attempted, code: string): Promise<Proof | null> {
  const attempt = await countAttempt(db, tried);
  const proof = proofOf(keys, attempt, code);
  if (proof !== "used") return proof;
  if (attempt) await takeBack(db, attempt);
  throw new Refusal(text("code.used"), { field: "code" });
}

type Spent = { proof: Proof | null; version: number; digest: string; now: Date };

/**
 * Uses the proof up for exactly this content. Refuses if the content has changed since, or the code was used: then what
 * is returned is not written, and nothing else is.
 */
export function spend(organizationId: string, spent: Spent): { proof: Proof; writes: Write[] } {
  const { proof, version, digest, now } = spent;
  const wrong = () => new Refusal(text("code.wrong"), { field: "code" });
  if (proof === null || proof.version !== version || proof.digest !== digest) throw wrong();
  return { proof, writes: useUp(organizationId, proof, now, wrong) };
}

export type Effects = { events: DomainEvent[]; writes: Write[] };
