import { describe, expect, it } from "vitest";
import { letter } from "../../src/delivery/email-template.ts";
import { cardMessage } from "../../src/platforms/slack/message.ts";
import { replyMessage, replyView } from "../../src/platforms/slack/render.ts";
import { replyCard } from "../../src/platforms/teams/render.ts";
import { dialogHtml } from "../../src/platforms/tryout/render.ts";
import { markupOf } from "../../src/text/html.ts";
import { messageProblem, viewProblem } from "../fakes/slack/limits.ts";
import { cardProblem } from "../fakes/teams/cards.ts";
import { fixtures, ODD } from "../fixtures/cards.ts";
import { readMarkup, textOf } from "../harness/markup.ts";
import { cardsPage } from "./cards.ts";

const sent = (payload: unknown) => JSON.parse(JSON.stringify(payload));
const replies = fixtures.flatMap(({ name, reply }) => (reply ? [{ name, reply }] : []));

describe("every form, card and mail of the fixtures", () => {
  it.each(replies)("fits into Slack: $name", ({ reply }) => {
    expect(viewProblem(sent(replyView(reply, "en")))).toBeUndefined();
    const message = reply.kind === "card" ? cardMessage(reply.card, "en") : replyMessage(reply, "en");
    expect(messageProblem(sent(message), 4_000)).toBeUndefined();
  });

  it.each(replies)("fits into Teams: $name", ({ reply }) => {
    for (const place of ["chat", "dialog"] as const)
      expect(cardProblem(sent(replyCard(reply, place, "en")), place === "chat" ? "message" : "dialog")).toBeNull();
  });

  it.each(replies)("can be read in the try-out chat: $name", ({ reply }) => {
    expect(textOf(readMarkup(markupOf(dialogHtml(reply, "en"))))).toMatch(/\w{3}/);
  });

  it.each(fixtures.flatMap(({ name, mail }) => (mail ? [{ name, mail }] : [])))("is a mail: $name", ({ mail }) => {
    const { subject, text, html } = letter(mail);
    for (const part of [subject, text, html]) expect(part).not.toMatch(/undefined|\[object/);
  });
});

describe("the page of `npm run cards`", () => {
  it("shows each of them, in a page of its own that fetches nothing", () => {
    const page = cardsPage();
    for (const { name } of fixtures) expect(page).toContain(`<h2>${name}</h2>`);
    const count = (what: RegExp) => page.match(what)?.length ?? 0;
    expect(count(/<section class="slack-/g)).toBe(replies.length);
    expect(count(/<section class="teams-card"/g)).toBe(replies.length);
    expect(count(/<iframe/g)).toBe(replies.length + fixtures.filter(({ mail }) => mail).length);
    expect(page).not.toMatch(/<(?:link|object)\b|<script src|url\(|@import/);
  });

  it("knows every block and element that the product uses", () => {
    expect(cardsPage()).not.toContain('class="unknown"');
    expect(
      cardsPage([{ name: "x", reply: { kind: "text", text: { id: "verbatim", with: { value: ODD.marked } } } }]),
    ).not.toMatch(/<b>5|<!channel>/);
  });
});
