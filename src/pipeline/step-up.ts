import type { Command } from "../commands.ts";
import type { Intent } from "../core/conversation.ts";
import { Refusal } from "../core/refusal.ts";
import { inTransaction } from "../db/transaction.ts";
import { findActor } from "../domain/identities/store.ts";
import { isCodeShaped } from "../domain/verification/challenge.ts";
import { type Proof, proofOf } from "../domain/verification/proof.ts";
import { countAttempt, findLive, forgiveFailures } from "../domain/verification/store.ts";
import { text } from "../text/text.ts";
import type { House } from "./handle.ts";
import { codeIn, findCommand } from "./route-command.ts";

/** Counts the attempt that a submitted code is, and compares it. Null: no code was asked for, or it is wrong. */
export async function prove(house: House, intent: Intent): Promise<Proof | null> {
  if (intent.kind !== "submitted" || !intent.ref || !isProved(findCommand(intent.command))) return null;
  const code = String(intent.values.code ?? "").replace(/[\s-]/g, "");
  if (!isCodeShaped(code)) return null;
  const { db, organization, keys, now } = house;
  const tried = {
    organizationId: organization.id,
    by: { account: intent.by },
    command: intent.command,
    subject: intent.ref.id,
  };
  return proofOf(keys, await countAttempt(db.prisma, { ...tried, now: now() }), code);
}

/** The right code for something that is refused was counted as a failure before it was known to be right. */
export async function pardon({ db, organization }: House, proof: Proof | null): Promise<void> {
  if (proof?.memberId) await forgiveFailures(db.prisma, organization.id, proof.memberId);
}

function isProved(command: Command | null): boolean {
  if (command?.kind === "step") return command.step.proof;
  return command?.kind === "greeting" && command.greeting.proof;
}

/**
 * A code written to the bot submits the one form that waits for it. Which form that is must be beyond doubt: with two
 * codes open, a code meant for one could sign the other.
 */
export async function withTypedCode(house: House, said: Intent): Promise<Intent> {
  const code = codeIn(said);
  if (!code) return said;
  const [challenge, another] = await findWaiting(house, said);
  if (!challenge) throw new Refusal(text("refused.no-open-code"));
  if (another) throw new Refusal(text("refused.many-open-codes"));
  const command = findCommand(challenge.command);
  const fields = command?.kind === "step" ? command.step.fields : [];
  if (fields.some(({ kind, optional }) => kind !== "code" && !optional))
    throw new Refusal(text("refused.code-in-form"));
  const { by, key, locale } = said;
  const ref = { id: challenge.subject, version: challenge.version };
  return { kind: "submitted", command: challenge.command, ref, values: { code }, by, key, locale };
}

function findWaiting({ db, organization, now }: House, { by }: Intent) {
  return inTransaction(db, async (tx) => {
    const actor = await findActor(tx, organization.id, by);
    const holders = actor ? [{ member: actor.id }] : [{ account: by }];
    return findLive(tx, organization.id, holders, now());
  });
}
