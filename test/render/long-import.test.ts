import { describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import { PAGE, rowsCard } from "../../src/domain/imports/cards.ts";
import { listCsv } from "../../src/domain/imports/list-csv.ts";
import { namesOf } from "../../src/domain/imports/outcome.ts";
import { replyView, replyMessage as slackMessage } from "../../src/platforms/slack/render.ts";
import { replyMessage as teamsMessage } from "../../src/platforms/teams/render.ts";
import { say } from "../../src/text/translate.ts";
import { areBlocksTooLong, messageProblem, viewProblem } from "../fakes/slack/limits.ts";
import { attachedCard, cardProblem } from "../fakes/teams/cards.ts";
import { activityProblem } from "../fakes/teams/connector.ts";

const uuid = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;

function problems(card: Card): unknown[] {
  const reply: Reply = { kind: "card", card };
  const message = JSON.parse(JSON.stringify(slackMessage(reply, "en")));
  const onTeams = (["chat", "channel"] as const).flatMap((place) => {
    const sent = JSON.parse(JSON.stringify(teamsMessage(reply, place, "en")));
    return [cardProblem(attachedCard(sent) ?? {}, "message"), activityProblem(sent)];
  });
  const view = viewProblem(JSON.parse(JSON.stringify(replyView(reply, "en"))));
  const long = areBlocksTooLong(message) ? "too long for a message" : null;
  return [messageProblem(message, 4_000), view, long, ...onTeams].filter((problem) => problem);
}

describe.each([
  ["plain", "x"],
  ["Japanese", "株"],
  ["astral", "😀"],
  ["marked up", "&"],
  ["quoted", '"'],
])("rows with many roles on many accounts, in %s names", (_, letter) => {
  const named = (at: number, base: number) => ({ id: uuid(base + at), name: `${base + at} `.padEnd(74, letter) });
  const accounts = Array.from({ length: 60 }, (_, at) => named(at, 100));
  const roles = Array.from({ length: 12 }, (_, at) => named(at, 200));
  const gives = roles.map(({ id }) => ({ roleId: id, accounts: accounts.map((account) => account.id) }));
  const rows = Array.from({ length: 25 }, (_, at) => ({
    ...{ line: at + 2, email: `${"p".repeat(60)}${at}@${"y".repeat(60)}.example`, name: letter.repeat(40), gives },
    ...({ end: null, verdict: "invite", state: "waiting", reason: null } as const),
  }));
  const counts = { invite: rows.length, give: 0, nothing: 0, wrong: 0 };
  const found = {
    ...({ id: uuid(1), memberId: uuid(2), file: "people.csv", state: "draft", done: 0, skipped: 0 } as const),
    ...{ createdAt: new Date(0), isAsked: false, requestId: null },
    summary: { counts, roles: [], accounts: "all" as const, administrators: [] },
  };
  const names = namesOf({ roles, accounts });

  it("are shown in pages that fit into every message, each row once", () => {
    const lines: string[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const card = rowsCard(found, rows.slice(from, from + PAGE), from, names);
      expect(problems(card)).toEqual([]);
      lines.push(...(card.items ?? []).map(({ title }) => say(title, ANYBODY).split(":")[0] ?? ""));
      const next = card.buttons?.find(({ command }) => command === "import.rows")?.values?.from;
      from = next === undefined ? undefined : Number(next);
    }
    expect(lines).toEqual(rows.map(({ line }) => `Line ${line}`));
  });

  it("say how many are not named, and the list names all", () => {
    const { items } = rowsCard(found, rows.slice(0, 1), 0, names);
    const detail = items?.[0]?.detail;
    if (!detail) throw new Error("no row");
    expect(say(detail, ANYBODY)).toContain("and 57 more");
    expect(say(detail, ANYBODY)).toContain("and 9 more roles");
    const list = listCsv(rows.slice(0, 1), names, ANYBODY).replaceAll('""', '"');
    for (const { name } of [...roles, ...accounts]) expect(list).toContain(name);
  });
});
