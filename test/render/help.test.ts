import { describe, expect, it } from "vitest";
import { commands, mayRun } from "../../src/commands.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Actor } from "../../src/domain/access/actor.ts";
import { permissions } from "../../src/domain/access/permission.ts";
import { groupOf, helpCard } from "../../src/domain/home/help-card.ts";
import { LIMITS } from "../../src/platforms/slack/limits.ts";
import { replyMessage as slackMessage } from "../../src/platforms/slack/render.ts";
import { replyMessage as teamsMessage } from "../../src/platforms/teams/render.ts";
import { text } from "../../src/text/text.ts";
import { say, slashCommand } from "../../src/text/translate.ts";
import { list, messageProblem } from "../fakes/slack/limits.ts";
import { attachedCard, cardProblem } from "../fakes/teams/cards.ts";

const role = { id: "r", name: "R", purpose: "", predefined: false };
const grant = { id: "g", scope: "all", named: "all", until: null, untilZone: null } as const;
const who = (held: Actor["grants"]): Actor => ({
  ...{
    id: "a",
    email: "ada@acme.example",
    alternate: null,
    name: null,
    state: "active",
    locale: null,
    zone: null,
    seenAt: null,
  },
  grants: held,
});
const everything = who([{ ...grant, role: { ...role, permissions: [...permissions] } }]);
const nothing = who([]);
const acme = { id: "o", name: "Acme" } as Parameters<typeof helpCard>[2];

const allowed = (actor: Actor) => commands.filter((command) => command.words && mayRun(actor, command));
const helpOf = (actor: Actor) => helpCard(allowed(actor), actor, acme);
const shown = (actor: Actor) => (helpOf(actor).items ?? []).map(({ title, detail }) => [title, detail ?? title]);
const lines = (actor: Actor) => shown(actor).flatMap(([, detail]) => (detail ? say(detail, ANYBODY).split("\n") : []));
const sent = (payload: unknown) => JSON.parse(JSON.stringify(payload));

describe("the help", () => {
  it("each command that can be typed has a group: add its first word to src/domain/home/help-card.ts", () => {
    expect(commands.filter((command) => command.words && groupOf(command) < 0).map(({ words }) => words)).toEqual([]);
  });

  it.each([
    ["who may do everything", everything],
    ["who may do nothing special", nothing],
  ])("of %s tells each command that they may run, once, and no other", (_, actor) => {
    const told = allowed(actor).map(({ words = "", usage = "" }) => slashCommand(`${words} ${usage}`.trim()));
    const said = lines(actor).map((line) => line.slice(0, line.indexOf(": ")));
    expect([...said].sort()).toEqual([...told].sort());
    expect(said.length).toBe(new Set(said).size);
  });

  it("has a heading for each group, and none without a command below", () => {
    const titles = (actor: Actor) => shown(actor).map(([title]) => title && say(title, ANYBODY));
    expect(titles(everything)).toHaveLength(8);
    expect(titles(everything)).not.toContain("Everything else");
    expect(titles(nothing)).not.toContain("Suspending and removing");
    expect(titles(nothing)).not.toContain("Merchant accounts");
  });

  it("loses no command that has no group: it comes last", () => {
    const added = { words: "zebra", about: text("help.help") };
    const { items = [] } = helpCard([...allowed(everything), added], everything, acme);
    const last = items.at(-1);
    expect(items).toHaveLength(9);
    expect(last?.detail && say(last.detail, ANYBODY)).toBe("/team zebra: What you can do here.");
  });

  it("fits into a message of Slack, each group into one section", () => {
    const message = sent(slackMessage({ kind: "card", card: helpOf(everything) }, "en"));
    expect(messageProblem(message)).toBeUndefined();
    expect(list(message.blocks).length).toBeLessThan(LIMITS.messageBlocks / 2);
    for (const [, detail] of shown(everything))
      expect(detail && say(detail, ANYBODY).length).toBeLessThan(LIMITS.section / 2);
  });

  it.each(["chat", "channel"] as const)("fits into a card of Teams in a %s", (place) => {
    const card = attachedCard(sent(teamsMessage({ kind: "card", card: helpOf(everything) }, place, "en")));
    expect(cardProblem(card, "message")).toBeNull();
  });
});
