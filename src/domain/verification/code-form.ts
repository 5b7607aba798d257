import type { Button, Fact } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import type { FactorKind } from "../../core/factor.ts";
import type { Field, Form } from "../../core/form.ts";
import type { Ref } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import type { Context, StrangerContext } from "../command.ts";
import { authenticator } from "./factors/authenticator.ts";
import { getFactor, mailedCode } from "./factors/factors.ts";

/** What a submitted form must hold: a code of either sort. Which one it is, the attempt knows. */
export const codeField: Field = { ...mailedCode.field, orLength: authenticator.field.length };

/** How long a code is good, in minutes. */
export const CODE_MINUTES = mailedCode.minutes;

type Parts = {
  title: Text;
  intro: Text[];
  facts?: Fact[];
  fields?: Field[];
  submit: Text;
  /** what is asked for; else a mailed code */
  factor?: FactorKind;
  again: Button;
  others?: Button[];
  /** a page on which a passkey can be used instead */
  page?: string | null;
};

/**
 * A form with a code, and the button that sends another. What may be left out comes last: on a phone, what has to be
 * filled in is then right below what was read.
 */
export function codeForm({
  title,
  intro,
  facts,
  fields = [],
  submit,
  factor = "email",
  again,
  others = [],
  page = null,
}: Parts): Form {
  const { field, issue } = getFactor(factor);
  const asked = field ? [field] : [];
  const ordered = [
    ...fields.filter(({ optional }) => !optional),
    ...asked,
    ...fields.filter(({ optional }) => optional),
  ];
  return {
    title,
    intro,
    ...(facts ? { facts } : {}),
    fields: ordered,
    submit,
    extras: [...(issue ? [again] : []), ...others],
    ...(page !== null && { links: [{ label: text("button.passkey"), url: page }] }),
  };
}

/** The same for who has only a passkey: it is used on a page, and there is nothing to fill in here. */
export function passkeyCard(
  { title, intro, facts }: Pick<Parts, "title" | "intro" | "facts">,
  page: string | null,
): Reply {
  const links = page ? [{ label: text("button.passkey"), url: page }] : [];
  const body = page ? intro : [...intro, text("web.passkey-impossible")];
  return { kind: "card", card: { title, body, ...(facts && { facts }), links } };
}

/** "Send a new code" for the same command and ref. */
export function sendAgain(command: string, ref: Ref): Button {
  return { label: text("button.send-again"), command, ref, values: { anew: "yes" } };
}

/** The sentence that says which code the actor is asked for. */
export function codeAsked(context: Pick<Context, "actor" | "factor" | "values" | "reshow">): Text {
  if (context.factor === "passkey") return text("code.on-page");
  if (context.factor === "authenticator") return text("code.from-app");
  return codeSentTo(mailedTo(context.actor), isSentAgain(context));
}

/** Where a member's codes are mailed to. */
function mailedTo({ email, alternate }: Pick<Actor, "email" | "alternate">): string {
  return alternate ?? email;
}

/** The sentence that says where a code went, without telling the whole address. */
export function codeSentTo(email: string, isAgain: boolean): Text {
  const sent = { address: maskEmail(email), minutes: CODE_MINUTES };
  return isAgain ? text("code.sent-again", sent) : text("code.sent-to", sent);
}

/** Was "Send a new code" pressed, and one sent? A form that is only shown once more, with an error, has sent none. */
export function isSentAgain({ values, reshow }: Pick<StrangerContext, "values" | "reshow">): boolean {
  return values.anew === "yes" && !reshow;
}

/** `n***@e***.com`: enough to recognise one's own address, too little to learn somebody else's. */
export function maskEmail(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  const ending = domain.slice(domain.lastIndexOf("."));
  return `${local.slice(0, 1)}***@${domain.slice(0, 1)}***${ending}`;
}
