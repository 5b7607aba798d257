import { describe, expect, it } from "vitest";
import type { Card, Fact } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Tx } from "../../src/db/transaction.ts";
import type { Actor } from "../../src/domain/access/actor.ts";
import { permissions } from "../../src/domain/access/permission.ts";
import { inviteMember } from "../../src/domain/invitations/commands.ts";
import { detailsCard, livingCard, type Viewer } from "../../src/domain/requests/cards.ts";
import { contentFacts } from "../../src/domain/requests/facts.ts";
import type { ChangeRequest } from "../../src/domain/requests/store.ts";
import { codeForm, sendAgain } from "../../src/domain/verification/code-form.ts";
import { replyView, replyMessage as slackMessage } from "../../src/platforms/slack/render.ts";
import { replyCard, replyMessage as teamsMessage } from "../../src/platforms/teams/render.ts";
import { text } from "../../src/text/text.ts";
import { say } from "../../src/text/translate.ts";
import { areBlocksTooLong, messageProblem, viewProblem } from "../fakes/slack/limits.ts";
import { attachedCard, cardProblem } from "../fakes/teams/cards.ts";
import { activityProblem } from "../fakes/teams/connector.ts";

// Facts are pure. The only question to the database is who can approve it.
const tx = new Proxy({} as Tx, {
  get: (_, name) => {
    if (name === "$queryRaw") return async () => [{ holders: [] }];
    throw new Error("no database here");
  },
});
const APPROVER: Viewer = { as: "approver", memberId: "somebody" };
const VIEWERS: Viewer[] = [{ as: "requester" }, APPROVER, { as: "channel" }, { as: "reader" }];
const uuid = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
const NOW = new Date("2026-11-24T10:00:00.000Z");

/** As long as an invitation can be: 50 accounts, 20 roles that permit everything, 500 characters of reason. */
function longest(letter: string): ChangeRequest {
  const named = (at: number, length: number) => `${at} `.padEnd(length, letter);
  const accounts = Array.from({ length: 50 }, (_, at) => ({ id: uuid(at), name: named(at, 75), closed: false }));
  const roles = Array.from({ length: 20 }, (_, at) => ({
    ...{
      id: uuid(100 + at),
      name: named(at, 75),
      purpose: "",
      predefined: false,
      permissions: [...permissions],
      isDeleted: false,
    },
  }));
  const requester: Actor = {
    ...{
      id: uuid(900),
      email: "ada@acme.example",
      alternate: null,
      name: null,
      state: "active",
      locale: null,
      zone: null,
    },
    ...{ seenAt: null, grants: [] },
  };
  const reason = letter.repeat(500 / letter.length);
  const payload = {
    ...{ email: `${"x".repeat(60)}@acme.example`, reason },
    ...{ roles: roles.map(({ id }) => id), accounts: accounts.map(({ id }) => id) },
  };
  return {
    ...{ now: NOW, id: uuid(901), organizationId: uuid(902), number: 12_345, command: "invitation.create" },
    organization: {
      ...{ id: uuid(902), name: "Acme" },
      policy: { approvals: 2, requestHours: 72, invitationDays: 7, strongForAdministrative: false },
    },
    ...{ state: "awaiting_approval", version: 2, payload, digest: "0".repeat(64), reason },
    policy: { approvals: 2, invitationDays: 7, because: "quorum" },
    ...{ requesterId: requester.id, createdAt: NOW, expiresAt: new Date(NOW.getTime() + 72 * 3_600_000) },
    ...{
      targets: [],
      approverNeeds: [],
      scope: payload.accounts,
      requester,
      mentioned: { roles, accounts, members: [], conflicts: [] },
      reviews: [],
    },
  };
}

/** Every page, as somebody sees them who presses Details again and again. */
async function pagesOf(request: ChangeRequest, viewer: Viewer): Promise<Card[]> {
  const pages: Card[] = [];
  for (let page = 0; pages.length < 50; ) {
    const about = { request, change: inviteMember };
    const context = { tx, locale: "en" };
    const card = await (page === 0 ? livingCard(context, about, viewer) : detailsCard(context, about, page));
    pages.push(card);
    const next = card.buttons?.findLast(({ command }) => command === "request.show")?.values?.page;
    if (next === undefined) return pages;
    expect(next).toBe(String(page + 1));
    page = Number(next);
  }
  throw new Error("the pages have no end");
}

const rows = (facts: Fact[]) => facts.map(({ label, value }) => `${say(label, ANYBODY)}: ${say(value, ANYBODY)}`);
const slackProblem = (reply: Reply) => {
  const made = JSON.parse(JSON.stringify(slackMessage(reply, "en")));
  return areBlocksTooLong(made) ? "too long for a message" : messageProblem(made, 4_000);
};

describe.each([
  ["plain", "x"],
  ["Cyrillic", "ж"],
  ["Japanese", "株"],
  ["astral", "😀"],
  ["marked up", "&"],
  ["quoted", '"'],
])("the longest request, in %s names", (_, letter) => {
  const request = longest(letter);

  it.each(VIEWERS)("is told to a $as in pages, and says how many rows are still to come", async (viewer) => {
    const all = await contentFacts({ tx, locale: "en" }, { request, change: inviteMember });
    const pages = await pagesOf(request, viewer);
    expect(pages.length).toBeGreaterThan(1);
    expect(rows(pages.flatMap(({ facts }) => facts ?? []))).toEqual(rows(all));
    const rest = all.length - (pages[0]?.facts?.length ?? 0);
    expect(pages[0]?.body).toContainEqual(text("request.more-facts", { more: rest }));
    const of = pages.length;
    const told = pages.slice(1).flatMap(({ body = [] }) => body);
    expect(told).toEqual(told.map((_, at) => text("request.page", { page: at + 2, of })));
  });

  it("names every account and every role in full", async () => {
    const pages = await pagesOf(request, APPROVER);
    const said = rows(pages.flatMap(({ facts }) => facts ?? [])).join("\n");
    for (const { name } of [...request.mentioned.accounts, ...request.mentioned.roles]) expect(said).toContain(name);
  });

  it.each(VIEWERS)("fits into every message and modal, page by page, for a $as", async (viewer) => {
    for (const card of await pagesOf(request, viewer)) {
      const reply: Reply = { kind: "card", card };
      expect(slackProblem(reply)).toBeUndefined();
      expect(viewProblem(JSON.parse(JSON.stringify(replyView(reply, "en"))))).toBeUndefined();
      for (const place of ["chat", "channel"] as const) {
        const sent = JSON.parse(JSON.stringify(teamsMessage(reply, place, "en")));
        expect([cardProblem(attachedCard(sent) ?? {}, "message"), activityProblem(sent)]).toEqual([null, null]);
      }
    }
  });
});

describe("the form in which the longest request is approved", () => {
  it.each(["x", "ж"])("fits into a modal and a dialog, with every row in it (%s)", async (letter) => {
    const facts = await contentFacts({ tx, locale: "en" }, { request: longest(letter), change: inviteMember });
    const again = sendAgain("request.approve", { id: uuid(901), version: 2 });
    const form = codeForm({ title: text("approve.title"), intro: [], facts, submit: text("button.approve"), again });
    const reply: Reply = { kind: "form", command: "request.approve", key: "k", form };
    expect(viewProblem(JSON.parse(JSON.stringify(replyView(reply, "en"))))).toBeUndefined();
    for (const place of ["dialog", "chat"] as const) {
      const card = JSON.parse(JSON.stringify(replyCard(reply, place, "en")));
      expect(cardProblem(card, place === "dialog" ? "dialog" : "message")).toBeNull();
    }
  });
});

describe("a request that has several reviews", () => {
  it("is told in pages too, with each review in full", async () => {
    const request = longest("x");
    const reviews = Array.from({ length: 30 }, (_, at) => ({
      ...{ approverId: uuid(at), decision: "approved" as const, version: 2, digest: request.digest },
      ...{ comment: `${at} `.padEnd(500, "y"), approver: { ...request.requester, email: `${at}@acme.example` } },
    }));
    const pages = await pagesOf({ ...request, reviews }, APPROVER);
    const said = rows(pages.flatMap(({ facts }) => facts ?? [])).join("\n");
    for (const { comment, approver } of reviews) expect(said).toContain(`${approver.email}: “${comment}”`);
    for (const card of pages) expect(slackProblem({ kind: "card", card })).toBeUndefined();
  });

  it("shows the last page where there is none of that number", async () => {
    const about = { request: longest("x"), change: inviteMember };
    const card = await detailsCard({ tx, locale: "en" }, about, 99);
    expect([card.facts?.length, card.buttons]).toEqual([expect.any(Number), []]);
    expect(card.facts).not.toEqual([]);
    expect(slackProblem({ kind: "card", card })).toBeUndefined();
  });
});
