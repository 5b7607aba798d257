import type { Card, Fact } from "../../core/card.ts";
import { text } from "../../text/text.ts";
import { fitting, memberItem, moreOf, rolesInShort } from "../members/found-cards.ts";
import { LINK_MINUTES } from "../sessions/session.ts";
import type { Lacking } from "./store.ts";

type Own = { activeAt: Date | null; recoveryCodes: number; sessions: number; now: Date; url: string };

/** How a member proves who they are, and where they are signed in. */
export function securityCard({ activeAt, recoveryCodes, sessions, now, url }: Own): Card {
  return {
    title: text("security.title"),
    body: [text("security.intro", { minutes: LINK_MINUTES["sign-in"] })],
    facts: [
      ...appFacts({ activeAt, recoveryCodes, now }),
      { label: text("fact.sessions"), value: text("security.sessions", { count: sessions }) },
    ],
    link: { label: text("security.link"), url },
  };
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

/** A page of those who have no app, with what it would protect. */
export function lackingCard(page: Lacking): Card {
  const items = page.found.map(({ member, activeAt }) =>
    memberItem(member, text("security.lacks", { at: activeAt?.toISOString() ?? null, ...rolesInShort(member) })),
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
