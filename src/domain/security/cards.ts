import type { Card, Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { AlternateChange } from "../alternates/alternate.ts";
import { codesGoTo, standing, stopButton } from "../alternates/cards.ts";
import { fitting, memberItem, moreOf, rolesInShort } from "../members/found-cards.ts";
import { LINK_MINUTES } from "../sessions/session.ts";
import { maskEmail } from "../verification/code-form.ts";
import type { Lacking } from "./store.ts";

type Own = {
  activeAt: Date | null;
  recoveryCodes: number;
  passkeys: number;
  payment: { setAt: Date; isDisabled: boolean } | null;
  sessions: number;
  now: Date;
  /** the address of a page, by its name; without one, of the first page */
  urlOf(page?: string): string;
} & Codes;
/** where codes go, and what is to be instead */
type Codes = { alternate: string | null; change: AlternateChange | null };

/** How a member proves who they are, and where they are signed in, with a way to each page: whichever is used first. */
export function securityCard({
  activeAt,
  recoveryCodes,
  passkeys,
  payment,
  sessions,
  now,
  urlOf,
  ...codes
}: Own): Card {
  return {
    title: text("security.title"),
    body: [text("security.intro", { minutes: LINK_MINUTES["sign-in"] })],
    facts: [
      ...appFacts({ activeAt, recoveryCodes, now }),
      { label: text("fact.passkeys"), value: text("security.passkeys", { count: passkeys }) },
      { label: text("fact.payment"), value: paymentNow(payment) },
      ...codesFacts(codes, now),
      { label: text("fact.sessions"), value: text("security.sessions", { count: sessions }) },
    ],
    buttons: codes.change ? [stopButton(codes.change)] : [],
    links: [
      { label: text("security.link"), url: urlOf() },
      { label: text("security.link-authenticator"), url: urlOf("authenticator") },
      { label: text("security.link-passkeys"), url: urlOf("passkeys") },
      { label: text("security.link-password"), url: urlOf("change-password") },
      { label: text("button.alternate"), url: urlOf("email") },
      { label: text("security.link-payment"), url: urlOf("payment-password") },
    ],
  };
}

function paymentNow(payment: Own["payment"]): Text {
  if (!payment) return text("security.payment-none");
  return text(payment.isDisabled ? "security.payment-off" : "security.payment-set", {
    at: payment.setAt.toISOString(),
  });
}

function appFacts({ activeAt, recoveryCodes, now }: Pick<Own, "activeAt" | "recoveryCodes" | "now">): Fact[] {
  const label = text("fact.app");
  if (!activeAt) return [{ label, value: text("security.app-none") }];
  const at = activeAt.toISOString();
  return [
    { label, value: activeAt > now ? text("security.app-waits", { at }) : text("security.app-on", { at }) },
    { label: text("fact.recovery-codes"), value: text("security.recovery-codes", { count: recoveryCodes }) },
  ];
}

/** Masked: a card may be read over a shoulder, or by who looks after the chat. The page shows the whole address. */
function codesFacts({ alternate, change }: Codes, now: Date): Fact[] {
  return [
    { label: text("fact.alternate"), value: codesGoTo(alternate) },
    ...(change ? [{ label: text("alternate.title"), value: standing(change, now) }] : []),
  ];
}

/** A page of those who have no app, with what it would protect. */
export function lackingCard(page: Lacking): Card {
  const items = page.found.map(({ member, activeAt }) =>
    memberItem(
      member,
      text("security.lacks", {
        ...{ at: activeAt?.toISOString() ?? null, codesTo: member.alternate && maskEmail(member.alternate) },
        ...rolesInShort(member),
      }),
    ),
  );
  const shown = fitting(items);
  const more = moreOf(page, shown.length, { command: "security.who", values: {} });
  const isNobody = shown.length === 0 && !page.looked;
  return {
    title: text("security.who-title"),
    body: [text(isNobody ? "security.who-none" : "security.who-intro"), ...more.body],
    items: shown,
    buttons: more.buttons,
  };
}
