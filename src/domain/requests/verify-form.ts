import type { Reply } from "../../core/conversation.ts";
import { text } from "../../text/text.ts";
import type { Context } from "../command.ts";
import { codeAsked, codeForm, sendAgain } from "../verification/code-form.ts";
import type { Effects } from "../verification/proof.ts";
import { sendCode } from "../verification/send-code.ts";
import type { RecentCodes } from "../verification/store.ts";
import { refOf } from "./cards.ts";

export type Coded = { id: string; version: number; digest: string };

/** The requester's code for this request: bound to its version and to the digest of its content. */
export function requestCode(
  { organization, actor, factor, now }: Context,
  { id: subject, version, digest }: Coded,
  { recent, again }: { recent: RecentCodes; again: boolean },
): Effects {
  const purpose = { command: "request.verify", subject, version, digest };
  const holder = { member: actor.id };
  return sendCode({ organizationId: organization.id, holder, memberId: actor.id, purpose, factor, now, again }, recent);
}

export function verifyForm(
  context: Pick<Context, "actor" | "factor" | "key" | "values" | "reshow" | "pageFor">,
  request: Coded,
): Reply {
  const { key } = context;
  const ref = refOf(request);
  const form = codeForm({
    title: text("verify.title"),
    intro: [text("verify.intro"), codeAsked(context)],
    factor: context.factor,
    submit: text("button.confirm"),
    again: sendAgain("request.verify", ref),
    page: context.pageFor("request.verify", ref),
  });
  return { kind: "form", command: "request.verify", form, key, ref };
}
