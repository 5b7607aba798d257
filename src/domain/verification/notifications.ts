import { nothing } from "../../core/task.ts";
import { text } from "../../text/text.ts";
import { readerOf } from "../access/actor.ts";
import type { JobContext, Task } from "../job.ts";
import { email } from "./factors/email.ts";
import type { CodePurposes } from "./purpose.ts";
import { setCode } from "./store.ts";

/**
 * Makes the code when it is sent, so that it is never in the queue. A mail that has to be tried again holds a new
 * one; the older one is dead then. A decoy comes to nothing.
 */
export async function prepareCode(
  context: JobContext & { purposes: CodePurposes },
  { challengeId }: { challengeId: string },
): Promise<Task> {
  const { tx, organization, keys, time, purposes } = context;
  const { code, codeHmac } = email.issue(keys, challengeId);
  const sent = await setCode(tx, organization.id, { id: challengeId, codeHmac }, time);
  if (!sent) return nothing;
  const reader = readerOf(sent);
  const about = await purposes[sent.command]?.({ ...context, locale: reader.locale }, sent.subject);
  const { what, facts = [] } = about ?? { what: text("code.what.other") };
  return {
    kind: "mail",
    mail: {
      ...{ kind: "code", to: sent.email, reader, name: sent.name, facts, code, organization: organization.name },
      subject: text("mail.code-subject", { what }),
      body: [text("mail.code-body", { what, minutes: email.minutes }), text("mail.code-warning")],
    },
  };
}
