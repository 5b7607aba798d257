import { nothing, type Premises, type Task } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { CODE_MINUTES, codeHmac, newCode } from "./challenge.ts";
import { findUnsent, setCode } from "./store.ts";

const purposes: Record<string, Text> = {
  "request.verify": text("code.what.request.verify"),
  "request.approve": text("code.what.request.approve"),
  "request.deny": text("code.what.request.deny"),
  "identity.confirm": text("code.what.identity.confirm"),
  "invitation.accept": text("code.what.invitation.accept"),
};

/**
 * Makes the code when it is sent, so that it never lies in the queue. A mail that has to be tried again holds a new
 * one; the older one is dead then. A decoy comes to nothing.
 */
export async function prepareCode(
  tx: Tx,
  { organization, keys }: Premises,
  challengeId: string,
  now: Date,
): Promise<Task<Tx>> {
  const challenge = await findUnsent(tx, organization.id, challengeId, now);
  if (!challenge) return nothing;
  const code = newCode();
  await setCode(tx, organization.id, challenge.id, codeHmac(keys, challenge.id, code));
  const what = purposes[challenge.command] ?? text("code.what.other");
  return {
    kind: "mail",
    mail: {
      to: challenge.email,
      subject: text("mail.code-subject", { organization: organization.name }),
      body: [text("mail.code-body", { what, minutes: CODE_MINUTES }), text("mail.code-warning")],
      code,
      organization: organization.name,
    },
  };
}
