import type { Command } from "../commands.ts";
import type { Intent } from "../core/conversation.ts";
import type { Proof } from "../domain/command.ts";
import { forgiveFailures } from "../domain/verification/attempt-store.ts";
import { codeIn } from "../domain/verification/factors/factors.ts";
import { prove } from "../domain/verification/proof.ts";
import { findCommand } from "./route-command.ts";
import type { Services } from "./services.ts";

/** Counts the attempt that a submitted code is, and compares it. Null: no code was asked for, or it is wrong. */
export async function stepUp({ db, keys, clock }: Services, intent: Intent): Promise<Proof | null> {
  if (intent.kind !== "submitted" || !intent.ref || !isProved(findCommand(intent.command))) return null;
  const code = codeIn(String(intent.values.code ?? ""));
  if (!code) return null;
  const tried = { by: { account: intent.by }, command: intent.command, subject: intent.ref.id, time: clock() };
  return prove(db.prisma, keys, tried, code);
}

/** The right code for something that is refused was counted as a failure before it was known to be right. */
export async function forgive({ db }: Services, proof: Proof | null): Promise<void> {
  if (proof?.memberId) await forgiveFailures(db.prisma, { ...proof, memberId: proof.memberId });
}

function isProved(command: Command | null): boolean {
  if (command?.kind === "step") return command.step.proof;
  return command?.kind === "greeting" && command.greeting.proof;
}
