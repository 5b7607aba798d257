import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { readerOf } from "../access/actor.ts";
import type { JobContext, Task } from "../job.ts";
import { email } from "./factors/email.ts";
import { setCode } from "./store.ts";

const purposes: Record<string, Text> = {
  "request.verify": text("code.what.request.verify"),
  "request.approve": text("code.what.request.approve"),
  "request.deny": text("code.what.request.deny"),
  "identity.confirm": text("code.what.identity.confirm"),
  "invitation.accept": text("code.what.invitation.accept"),
};

/**
 * Makes the code when it is sent, so that it is never in the queue. A mail that has to be tried again holds a new
 * one; the older one is dead then. A decoy comes to nothing.
 */
export async function prepareCode(
  { tx, organization, keys, time }: JobContext,
  { challengeId }: { challengeId: string },
): Promise<Task> {
  const { code, codeHmac } = email.issue(keys, challengeId);
  const sent = await setCode(tx, organization.id, { id: challengeId, codeHmac }, time);
  if (!sent) return nothing;
  const what = purposes[sent.command] ?? text("code.what.other");
  return {
    kind: "mail",
    mail: {
      to: sent.email,
      reader: readerOf(sent),
      subject: text("mail.code-subject", { organization: organization.name }),
      body: [text("mail.code-body", { what, minutes: email.minutes }), text("mail.code-warning")],
      code,
      organization: organization.name,
    },
  };
}
