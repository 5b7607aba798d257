import { describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Scope } from "../../src/domain/access/account.ts";
import type { Actor } from "../../src/domain/access/actor.ts";
import type { ConflictRule } from "../../src/domain/access/conflict.ts";
import { permissions } from "../../src/domain/access/permission.ts";
import { cardOfHome } from "../../src/domain/home/cards.ts";
import { memberCard } from "../../src/domain/members/cards.ts";
import { listCard } from "../../src/domain/members/found-cards.ts";
import type { MemberDetails } from "../../src/domain/members/store.ts";
import { holdersCard, permissionsCard } from "../../src/domain/members/whocan-cards.ts";
import { replyView, replyMessage as slackMessage } from "../../src/platforms/slack/render.ts";
import { replyMessage as teamsMessage } from "../../src/platforms/teams/render.ts";
import { text } from "../../src/text/text.ts";
import { say } from "../../src/text/translate.ts";
import { areBlocksTooLong, messageProblem, viewProblem } from "../fakes/slack/limits.ts";
import { attachedCard, cardProblem } from "../fakes/teams/cards.ts";
import { activityProblem } from "../fakes/teams/connector.ts";

const uuid = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
const NOW = new Date("2026-11-24T10:00:00.000Z");
const GRANTS = 60;

const on = (scope: Scope) => ({ named: scope, scope });

/** With 60 grants that end, every second one on 50 accounts, each asked for by somebody with a long name. */
function longest(letter: string): MemberDetails {
  const named = (at: number, length: number) => `${at} `.padEnd(length, letter);
  const accounts = Array.from({ length: 50 }, (_, at) => ({ id: uuid(at), name: named(at, 75), closed: false }));
  const email = `${"x".repeat(60)}@${"y".repeat(60)}.example`;
  const grants = Array.from({ length: GRANTS }, (_, at) => ({
    ...{ id: uuid(100 + at), until: NOW, untilZone: "Europe/Berlin" },
    role: { id: uuid(200 + at), name: named(at, 75), purpose: "", predefined: false, permissions: [...permissions] },
    ...on(at % 2 === 0 ? accounts.map(({ id }) => id) : "all"),
  }));
  const member: Actor = {
    ...{
      id: uuid(900),
      email,
      alternate: null,
      name: named(0, 80),
      state: "active",
      locale: null,
      zone: null,
      seenAt: NOW,
      grants,
    },
  };
  const by = `${named(1, 80)} (${email})`;
  const given = grants.map(({ id }) => ({ id, at: NOW, by, request: 123_456, hours: null }));
  const conflicts = Array.from({ length: 6 }, (_, at): ConflictRule => {
    const [first, second] = [grants[2 * at], grants[2 * at + 1]].map((grant) => ({
      ...{ roleId: grant?.role.id ?? "", name: grant?.role.name ?? "", isDeleted: false },
    }));
    if (!first || !second) throw new Error("too few grants");
    return { id: uuid(300 + at), sides: [first, second], reason: "", createdAt: NOW };
  });
  return {
    ...{ member, accounts, given, conflicts },
    platforms: ["slack", "teams"],
    address: { id: uuid(901), email, isConfirmed: true, at: NOW },
    hasApp: true,
  };
}

function problems(card: Card): unknown[] {
  const reply: Reply = { kind: "card", card };
  const message = JSON.parse(JSON.stringify(slackMessage(reply, "en")));
  const onTeams = (["chat", "channel"] as const).flatMap((place) => {
    const sent = JSON.parse(JSON.stringify(teamsMessage(reply, place, "en")));
    return [cardProblem(attachedCard(sent) ?? {}, "message"), activityProblem(sent)];
  });
  return [
    messageProblem(message, 4_000),
    viewProblem(JSON.parse(JSON.stringify(replyView(reply, "en")))),
    areBlocksTooLong(message) ? "too long for a message" : null,
    ...onTeams,
  ].filter((problem) => problem !== undefined && problem !== null);
}

describe.each([
  ["plain", "x"],
  ["Cyrillic", "ж"],
  ["Japanese", "株"],
  ["astral", "😀"],
  ["marked up", "&"],
  ["quoted", '"'],
])("a member with 60 grants, in %s names", (_, letter) => {
  const details = longest(letter);
  const { member, accounts } = details;
  const found = Array.from({ length: 11 }, () => ({ at: "", email: member.email, member }));

  it("is told in pages that fit into every message and modal, with every grant once", () => {
    const pages: Card[] = [];
    for (let page: number | undefined = 1; page !== undefined; ) {
      const card = memberCard(details, page, { withRules: true });
      pages.push(card);
      expect(problems(card)).toEqual([]);
      const next = card.buttons?.find(({ command }) => command === "member.show")?.values?.page;
      page = next === undefined ? undefined : Number(next);
    }
    const titles = pages.flatMap(({ items = [] }) => items.map(({ title }) => say(title, ANYBODY)));
    expect(titles).toHaveLength(GRANTS);
    for (const { role } of member.grants) expect(titles.filter((title) => title.startsWith(role.name))).toHaveLength(1);
    const withRules = { withRules: true };
    expect(memberCard(details, 99, withRules)).toEqual(pages.at(-1));
    expect(memberCard(details, 0, withRules)).toEqual(pages[0]);
    expect(JSON.stringify(pages[0])).toContain("conflict.held");
    expect(JSON.stringify(memberCard(details))).not.toContain("conflict.held");
  });

  it("has a Home that fits into every message and page, and says where the rest is", () => {
    const who = `${member.name} (${member.email})`;
    const item = {
      title: text("suspend.request", { who }),
      detail: text("request.waits-for-you", { requester: who }),
      button: { label: text("button.open"), command: "request.show", ref: { id: uuid(1), version: 1 } },
    };
    const open = { mine: [], others: Array.from({ length: 10 }, () => item), hasMore: true };
    const title = text("home.title", { who: member.name ?? "", organization: "Acme" });
    const card = cardOfHome({ title, member, accounts, open });
    expect(problems(card)).toEqual([]);
    const facts = (card.facts ?? []).map(({ value }) => say(value, ANYBODY));
    expect(facts.at(-1)).toContain(`57 more: /team member ${member.email}`);
    const few = cardOfHome({ title, accounts, open, member: { ...member, grants: member.grants.slice(0, 3) } });
    expect(few.facts).toHaveLength(3);
  });

  it("fits into a page of such members, and into one of those who can do something", () => {
    const wanted = { words: ["x"], roles: [], accounts: [], states: [], isExpiring: false };
    const page = { found, looked: null };
    expect(problems(listCard(page, wanted, "x"))).toEqual([]);
    const account = accounts[0] ?? null;
    const holders = { permission: "member:edit", account, page, suspended: page, accounts } as const;
    expect(problems(holdersCard(holders))).toEqual([]);
  });
});

it("the list of permissions fits into every message and modal", () => {
  expect(problems(permissionsCard("fly"))).toEqual([]);
});
