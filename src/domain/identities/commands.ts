import { randomUUID } from "node:crypto";
import type { Card } from "../../core/card.ts";
import { EMAIL_MAX_LENGTH, type Field, type Form } from "../../core/form.ts";
import { sha256 } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Greeting, Outcome, StrangerAsked } from "../command.ts";
import { findByEmail } from "../members/store.ts";
import { codeField, codeForm, sendAgain } from "../requests/cards.ts";
import { CODE_MINUTES } from "../verification/challenge.ts";
import { ensureChallenge, spend } from "../verification/proof.ts";
import { findLive } from "../verification/store.ts";
import { findTaken, insertIdentity } from "./store.ts";

const CONFIRM = "identity.confirm";

// One linking at a time for a chat account: whatever address is tried, the attempts are those of this one subject.
const digest = sha256("identity.link");
const purpose = (organizationId: string) => ({ command: CONFIRM, subject: organizationId, version: 1, digest });

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
    return { reply: { kind: "form", command: "identity.link", form, key, values }, events: [] };
  },
  async submit(asked) {
    const { tx, organization, values } = asked;
    const member = await findByEmail(tx, organization.id, String(values.email));
    const memberId = member?.state === "active" ? member.id : null;
    // A stranger's address costs the same statements: a challenge that nobody can meet and a job that sends nothing.
    return { reply: confirmForm(asked), events: await sendLinkCode(asked, memberId, true) };
  },
};

/** Takes the code: the chat account is linked to the member whose address got it. */
export const confirmIdentity: Greeting = {
  name: CONFIRM,
  fields: [codeField],
  proof: true,
  async open(asked) {
    const { tx, account, organization, now } = asked;
    const [live] = await findLive(tx, organization.id, [{ account }], now);
    if (!live) return linkIdentity.open(asked);
    const anew = asked.values.anew === "yes";
    return { reply: confirmForm(asked), events: anew ? await sendLinkCode(asked, live.memberId, true) : [] };
  },
  async submit(asked) {
    const { tx, organization, account, proof, now } = asked;
    await spend(tx, organization.id, { proof, version: 1, digest, now });
    const memberId = proof?.memberId;
    if (!memberId) throw new Refusal(text("code.wrong"), { field: "code" });
    await requireFree(asked, memberId);
    await insertIdentity(tx, { id: randomUUID(), organizationId: organization.id, memberId, account, now });
    return {
      reply: { kind: "card", card: linkedCard(organization) },
      events: [{ kind: "identity.linked", memberId, account }],
    };
  },
};

function linkedCard({ name }: StrangerAsked["organization"]): Card {
  return {
    title: text("linked.title"),
    tone: "good",
    body: [text("linked.body", { organization: name })],
    buttons: [{ label: text("button.help"), command: "team.help" }],
  };
}

async function sendLinkCode({ tx, organization, account, now }: StrangerAsked, memberId: string | null, anew: boolean) {
  const wanted = {
    organizationId: organization.id,
    holder: { account },
    memberId,
    purpose: purpose(organization.id),
    now,
  };
  const secretly = true;
  return ensureChallenge(tx, { ...wanted, secretly }, anew);
}

function confirmForm({ organization, key }: StrangerAsked): Outcome["reply"] {
  const ref = { id: organization.id, version: 1 };
  const form = codeForm({
    title: text("link.confirm-title"),
    intro: [text("link.confirm-intro", { minutes: CODE_MINUTES })],
    submit: text("button.confirm"),
    again: sendAgain(CONFIRM, ref),
  });
  return { kind: "form", command: CONFIRM, form, key, ref };
}

/** One chat account, one member; and no second account of the same workspace for a member. Nothing is moved silently. */
async function requireFree({ tx, organization, account }: StrangerAsked, memberId: string): Promise<void> {
  const taken = await findTaken(tx, organization.id, memberId, account);
  if (taken) throw new Refusal(text(taken.user === account.user ? "refused.account-taken" : "refused.member-linked"));
}
