import type { Card } from "../../core/card.ts";
import { EMAIL_MAX_LENGTH } from "../../core/email-address.ts";
import type { Field, Form } from "../../core/form.ts";
import { sha256 } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { findByEmail } from "../access/actor-store.ts";
import { answer, type Greeting, type Outcome, type StrangerContext } from "../command.ts";
import { CODE_MINUTES, codeField, codeForm, isSentAgain, sendAgain } from "../verification/code-form.ts";
import { type Effects, spend } from "../verification/proof.ts";
import { codesSince, sendCode } from "../verification/send-code.ts";
import { findLive, findRecentCodes } from "../verification/store.ts";
import { findTaken, insertIdentity } from "./store.ts";

const CONFIRM = "identity.confirm";

// One linking at a time for a chat account: whatever address is tried, the attempts are those of this one subject. The
// digest tells addresses apart, a member's or not, so that another one can be tried at once.
const purpose = (organizationId: string, digest: string) => {
  return { command: CONFIRM, subject: organizationId, version: 1, digest };
};

const emailField: Field = {
  kind: "email",
  name: "email",
  label: text("field.label.work-email"),
  hint: text("link.hint", { max: EMAIL_MAX_LENGTH }),
};

/** Asks a stranger for the work e-mail. What is answered never tells whether it is a member's. */
export const linkIdentity: Greeting = {
  name: "identity.link",
  fields: [emailField],
  proof: false,
  async open({ organization, key, values }) {
    const form: Form = {
      title: text("link.title"),
      intro: [text("link.intro", { organization: organization.name })],
      fields: [emailField],
      submit: text("button.send-code"),
    };
    return answer({ kind: "form", command: "identity.link", form, key, values });
  },
  async submit(context) {
    const { tx, organization, values } = context;
    const member = await findByEmail(tx, organization.id, String(values.email));
    const memberId = member?.state === "active" ? member.id : null;
    // A stranger's address costs the same statements: a challenge that nobody can meet and a job that sends nothing.
    const digest = sha256(`identity.link ${values.email}`);
    return { reply: confirmForm(context), ...(await sendLinkCode(context, memberId, digest)) };
  },
};

/** Takes the code: the chat account is linked to the member whose address got it. */
export const confirmIdentity: Greeting = {
  name: CONFIRM,
  fields: [codeField],
  proof: true,
  async open(context) {
    const { tx, account, organization, now, values } = context;
    const live = await findLive(tx, organization.id, account, now);
    if (!live) return linkIdentity.open(context);
    const reply = confirmForm(context);
    return values.anew === "yes"
      ? { reply, ...(await sendLinkCode(context, live.memberId, live.digest)) }
      : answer(reply);
  },
  async submit(context) {
    const { organization, account, now } = context;
    // There is no content that could change between the code and this.
    const digest = context.proof?.digest ?? "";
    const { proof, writes } = spend(organization.id, { proof: context.proof, version: 1, digest, now });
    const { memberId } = proof;
    if (!memberId) throw new Refusal(text("code.wrong"), { field: "code" });
    await requireFree(context, memberId);
    const linked = insertIdentity({ organizationId: organization.id, memberId, account, now });
    return {
      reply: { kind: "card", card: linkedCard(organization) },
      events: [{ kind: "identity.linked", memberId, account }],
      writes: [...writes, linked],
    };
  },
};

function linkedCard({ name }: StrangerContext["organization"]): Card {
  return {
    title: text("linked.title"),
    tone: "good",
    body: [text("linked.body", { organization: name })],
    buttons: [{ label: text("button.help"), command: "team.help" }],
  };
}

async function sendLinkCode(context: StrangerContext, memberId: string | null, digest: string): Promise<Effects> {
  const { tx, organization, account, now } = context;
  const whose = { organizationId: organization.id, holder: { account }, memberId };
  const recent = await findRecentCodes(tx, whose, codesSince(now));
  return sendCode({ ...whose, purpose: purpose(organization.id, digest), now, again: true, secretly: true }, recent);
}

function confirmForm(context: StrangerContext): Outcome["reply"] {
  const { organization, key } = context;
  const ref = { id: organization.id, version: 1 };
  const form = codeForm({
    title: text("link.confirm-title"),
    intro: [
      ...(isSentAgain(context) ? [text("link.sent-again")] : []),
      text("link.confirm-intro", { minutes: CODE_MINUTES }),
    ],
    submit: text("button.confirm"),
    again: sendAgain(CONFIRM, ref),
    others: [{ label: text("button.other-address"), command: "identity.link" }],
  });
  return { kind: "form", command: CONFIRM, form, key, ref };
}

/** One chat account, one member; and no second account of the same workspace for a member. Nothing is moved silently. */
async function requireFree({ tx, organization, account }: StrangerContext, memberId: string): Promise<void> {
  const taken = await findTaken(tx, organization.id, memberId, account);
  if (taken) throw new Refusal(text(taken.user === account.user ? "refused.account-taken" : "refused.member-linked"));
}
