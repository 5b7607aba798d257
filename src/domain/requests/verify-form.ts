import type { Reply } from "../../core/conversation.ts";
import { text } from "../../text/text.ts";
import type { Context } from "../command.ts";
import { codeAsked, codeForm, passkeyCard, sendAgain } from "../verification/code-form.ts";
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
  if (factor === "passkey") return { events: [], writes: [] };
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
  const page = context.pageFor("request.verify", ref);
  const title = text("verify.title");
  if (context.factor === "passkey")
    return passkeyCard({ title, intro: [text("verify.intro-passkey"), codeAsked(context)] }, page);
  const form = codeForm({
    title,
    intro: [text("verify.intro"), codeAsked(context)],
    factor: context.factor,
    submit: text("button.confirm"),
    again: sendAgain("request.verify", ref),
    page,
  });
  return { kind: "form", command: "request.verify", form, key, ref };
}
