import type { Intent } from "../core/conversation.ts";
import { Refusal } from "../core/refusal.ts";
import { findWaiting } from "../domain/verification/attempt-store.ts";
import { codeIn } from "../domain/verification/factors/factors.ts";
import { text } from "../text/text.ts";
import { findCommand } from "./route-command.ts";
import type { Services } from "./services.ts";

/**
 * A code written to the bot submits the one form that waits for it. Which form that is must be beyond doubt: with two
 * codes open, a code meant for one could sign the other.
 */
export async function withTypedCode({ db, clock }: Services, said: Intent): Promise<Intent> {
  const code = said.kind === "typed" && said.where === "direct" && !said.file ? codeIn(said.text) : null;
  if (!code) return said;
  const [challenge, another] = await findWaiting(db.prisma, said.by, clock());
  if (!challenge) throw new Refusal(text("refused.no-open-code"));
  if (another) throw new Refusal(text("refused.many-open-codes"));
  const command = findCommand(challenge.command);
  const fields = command?.kind === "step" ? command.step.fields : [];
  if (fields.some(({ kind, optional }) => kind !== "code" && !optional))
    throw new Refusal(text("refused.code-in-form"));
  const ref = { id: challenge.subject, version: challenge.version };
  return { ...base(said), kind: "submitted", command: challenge.command, ref, values: { code } };
}

function base({ by, key, locale, zone }: Pick<Intent, "by" | "key" | "locale" | "zone">) {
  return { by, key, locale, ...(zone && { zone }) };
}
