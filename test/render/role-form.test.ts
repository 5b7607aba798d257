import { afterEach, describe, expect, it } from "vitest";
import { OWN_MOST, WORDS_MOST } from "../../src/boot/permission-file.ts";
import type { Actor } from "../../src/domain/access/actor.ts";
import { administrative, permissions, useOwnPermissions } from "../../src/domain/access/permission.ts";
import { permissionsCard } from "../../src/domain/members/whocan-cards.ts";
import { formFor, valuesOf } from "../../src/domain/roles/role-form.ts";
import { replyMessage as slackMessage } from "../../src/platforms/slack/render.ts";
import { formView } from "../../src/platforms/slack/view.ts";
import { replyCard, replyMessage as teamsMessage } from "../../src/platforms/teams/render.ts";
import { text } from "../../src/text/text.ts";
import { list, messageProblem, viewProblem } from "../fakes/slack/limits.ts";
import { attachedCard, cardProblem } from "../fakes/teams/cards.ts";

const all = { id: "r", name: "R", purpose: "", predefined: false, permissions: [...permissions] };
const actor: Actor = {
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
  grants: [{ id: "g", role: all, named: "all", scope: "all", until: null, untilZone: null }],
};
const about = { title: text("role.add.title"), intro: [text("role.add.intro")], actor, held: [] };
const values = valuesOf({ name: "x".repeat(80), purpose: "语".repeat(200), permissions: [...permissions] });
const reply = { kind: "form", command: "role.add", key: "k", form: formFor(about), values } as const;

type Box = { description?: { text: string } };
const sent = (payload: unknown) => JSON.parse(JSON.stringify(payload));
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

describe("the form of a role, with every permission", () => {
  it("fits into Slack's dialog, each permission as a box with its explanation", () => {
    const view = sent(formView(reply, "en"));
    expect(viewProblem(view)).toBeUndefined();
    const boxes: Box[][] = list(view.blocks).flatMap(({ element }) =>
      isObject(element) && element.type === "checkboxes" ? [list(element.options) as Box[]] : [],
    );
    expect(boxes.map((options) => options.length)).toEqual([8, 8]);
    for (const { description } of boxes.flat()) expect(description?.text.length).toBeGreaterThan(10);
  });

  it("fits into Teams' card, all shown at once, with the explanations below", () => {
    const shown = sent(replyCard(reply, "dialog", "en"));
    expect(cardProblem(shown, "dialog")).toBeNull();
    const card = JSON.stringify(shown);
    expect(card.match(/"style":"expanded"/g)).toHaveLength(2);
    expect(card).toContain("Approve or deny what others have asked for.");
  });

  it("offers who may put in nothing over people only what is for every day", () => {
    const { fields } = formFor({ ...about, actor: { ...actor, grants: [] } });
    expect(fields.map(({ name }) => name)).toEqual(["name", "purpose", "permissions", "reason"]);
    const kept = formFor({ ...about, actor: { ...actor, grants: [] }, held: ["history:read"] });
    const [offered] = kept.fields.filter(({ name }) => name === "administration");
    expect(offered && "options" in offered && offered.options.map(({ value }) => value)).toEqual(["history:read"]);
    expect(administrative).toHaveLength(8);
  });
});

describe.each(["x", "株", "😀", "&"])("with as many of a company's own as there may be, in signs like %s", (letter) => {
  afterEach(() => useOwnPermissions([]));
  const own = Array.from({ length: OWN_MOST }, (_, at) => {
    // As long as the file may have them.
    const part = Math.min(1, WORDS_MOST / OWN_MOST / (135 * (encodeURIComponent(letter).length / letter.length)));
    const long = (most: number) => `${at} `.padEnd(Math.floor((most - 1) * part), letter);
    return {
      resource: "r".repeat(30),
      action: `a${at}`.padEnd(30, "a"),
      name: long(60),
      about: long(75),
      group: long(40),
    };
  });

  it("the form of a role fits, and so does the list of all permissions", () => {
    useOwnPermissions(own);
    const role = valuesOf({ name: "x".repeat(80), purpose: "语".repeat(200), permissions: [...permissions] });
    const form = { ...reply, form: formFor(about), values: role };
    expect(form.form.fields.map(({ name }) => name)).toContain("own");
    expect(viewProblem(sent(formView(form, "en")))).toBeUndefined();
    expect(cardProblem(sent(replyCard(form, "dialog", "en")), "dialog")).toBeNull();
    const card = { kind: "card", card: permissionsCard("") } as const;
    expect(messageProblem(sent(slackMessage(card, "en")), 4_000)).toBeUndefined();
    expect(cardProblem(attachedCard(sent(teamsMessage(card, "chat", "en"))) ?? {}, "message")).toBeNull();
  });
});
