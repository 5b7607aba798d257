import type { DomainEvent } from "../../core/event.ts";
import type { Keys } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import type { Proof } from "../command.ts";
import { type Attempt, useUp } from "./attempt-store.ts";
import { getFactor } from "./factors/factors.ts";

/** The proof that a counted attempt with this code makes, or null: no live challenge, or the wrong code. */
export function proofOf(keys: Keys, attempt: Attempt | null, code: string): Proof | null {
  if (!attempt) return null;
  const factor = getFactor(attempt.factor);
  if (!factor.check(keys, attempt, code)) return null;
  const { codeHmac: _, ...proved } = attempt;
  return { ...proved, strength: factor.strength };
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
