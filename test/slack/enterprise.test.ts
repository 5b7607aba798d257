import { afterEach, describe, expect, it } from "vitest";
import type { Field } from "../../src/core/form.ts";
import { verbatim } from "../../src/text/text.ts";
import type { FakePerson } from "../fakes/slack.ts";
import { cardReply, formReply, type SlackApp, startSlackApp } from "./setup.ts";

// The workspace of the app is T0OURS. On Enterprise Grid it belongs to E0OURS, as T0SISTER does.
const GRID = "E0OURS";
const REFUSED = "members of this Slack workspace only";

let on: SlackApp;
afterEach(async () => on.close());

type Named = { user?: string | undefined; team?: string | null; enterprise?: string };

/** Presses a button as somebody whose profile is `person`, with the ids that Slack puts into the request. */
async function press(enterprise: string | undefined, person: Partial<FakePerson>, named: Named): Promise<string> {
  on = await startSlackApp({ enterprise });
  on.fake.channel({ id: "C1", members: ["U1"] });
  const card = await postedCard("channel", "C1");
  on.answers(cardReply("Done"));
  on.fake.person({ id: "U1", ...person });
  const body = on.fake.pressBody("U1", card, { action_id: "do:0", value: '{"v":1,"command":"x"}' });
  const team = named.team === null ? null : { id: named.team ?? "T0OURS" };
  const user = { id: "U1", ...("user" in named ? { team_id: named.user } : { team_id: "T0OURS" }) };
  const inside = { ...body, user, team, enterprise: named.enterprise ? { id: named.enterprise } : null };
  const since = on.fake.version();
  await on.fake.send(on.fake.signed.payload(inside));
  return (await on.fake.next("U1", since, ["ephemeral", "message"])).text;
}

const both = { id: GRID, teams: ["T0SISTER", "T0OURS"] };
const silent = { team_id: undefined };

type Case = [string, string | undefined, Partial<FakePerson>, Named];

const ADMITTED: Case[] = [
  ["whose profile and request name our workspace", GRID, { enterprise: { id: GRID, teams: ["T0OURS"] } }, {}],
  ["whose request names the enterprise", GRID, { enterprise: both }, { user: GRID, enterprise: GRID }],
  ["whose request names another workspace that they are in", GRID, { enterprise: both }, { user: "T0SISTER" }],
  ["who presses in another workspace that they are in", GRID, { enterprise: both }, { user: GRID, team: "T0SISTER" }],
  ["whose request does not say where they are from", GRID, { enterprise: both }, { user: undefined }],
  [
    "whose profile names another workspace and lists ours",
    GRID,
    { team: "T0SISTER", enterprise: both },
    { user: GRID },
  ],
  ["whose profile names no workspace and lists ours", GRID, { flags: silent, enterprise: both }, { user: GRID }],
  ["whose profile names the enterprise and lists ours", GRID, { team: GRID, enterprise: both }, { user: GRID }],
  ["whose profile names ours and tells of no enterprise", GRID, {}, { user: GRID }],
  [
    "who owns the enterprise",
    GRID,
    { enterprise: both, flags: { ...silent, is_admin: true, is_owner: true, is_primary_owner: true } },
    { user: GRID },
  ],
  ["of a workspace that is in no enterprise", undefined, {}, {}],
];

const sister = { id: GRID, teams: ["T0SISTER"] };
const REFUSALS: Case[] = [
  ["of another workspace of the enterprise", GRID, { team: "T0SISTER", enterprise: sister }, { user: GRID }],
  ["of another, whose profile names none", GRID, { flags: silent, enterprise: sister }, { user: GRID }],
  ["of another, who presses in ours", GRID, { team: "T0SISTER", enterprise: sister }, {}],
  [
    "of the enterprise and of no workspace",
    GRID,
    { flags: silent, enterprise: { id: GRID, teams: [] } },
    { user: GRID },
  ],
  ["whose profile tells neither", GRID, { flags: silent }, { user: GRID }],
  ["whose profile names the enterprise alone", GRID, { team: GRID }, { user: GRID }],
  [
    "of another enterprise that lists our workspace",
    GRID,
    { flags: silent, enterprise: { id: "E0OTHER", teams: ["T0OURS"] } },
    { user: GRID },
  ],
  ["of another enterprise, under our workspace", GRID, { enterprise: { id: "E0OTHER", teams: ["T0OURS"] } }, {}],
  [
    "of an enterprise that is not told",
    GRID,
    { flags: { ...silent, enterprise_user: { teams: ["T0OURS"] } } },
    { user: GRID },
  ],
  [
    "whose list of workspaces can't be read",
    GRID,
    { flags: { ...silent, enterprise_user: { enterprise_id: GRID, teams: "T0OURS" } } },
    { user: GRID },
  ],
  ["whose request names a workspace that they are not in", GRID, { enterprise: both }, { user: "T0THIRD" }],
  ["who presses in a workspace that they are not in", GRID, { enterprise: both }, { user: GRID, team: "T0THIRD" }],
  ["whose request names another enterprise", GRID, { enterprise: both }, { user: "E0OTHER" }],
  ["whose request is another enterprise's", GRID, { enterprise: both }, { user: GRID, enterprise: "E0OTHER" }],
  ["whose request names no workspace", GRID, { enterprise: both }, { user: GRID, team: null, enterprise: GRID }],
  ["of another workspace by Slack Connect", GRID, { team: "T0OTHER", isStranger: true }, { user: "T0OTHER" }],
  ["of ours and a stranger", GRID, { enterprise: both, isStranger: true }, { user: GRID }],
  ["of ours and a guest", GRID, { enterprise: both, isGuest: true }, { user: GRID }],
  ["of ours and a single-channel guest", GRID, { enterprise: both, isUltraRestricted: true }, { user: GRID }],
  ["of ours and deactivated", GRID, { enterprise: both, isDeleted: true }, { user: GRID }],
  ["of ours and a bot", GRID, { enterprise: both, isBot: true }, { user: GRID }],
  ["of an enterprise, while ours is in none", undefined, { enterprise: both }, {}],
  ["of no enterprise, whose request names one while ours is in none", undefined, {}, { enterprise: GRID }],
  ["whose request names an enterprise in place of ours", undefined, {}, { user: GRID }],
];

describe("Enterprise Grid", () => {
  it.each(ADMITTED)("C16: a member is let in %s", async (_, enterprise, person, named) => {
    expect(await press(enterprise, person, named)).toContain("Done");
    expect(on.intents.at(-1)?.by).toEqual({ platform: "slack", tenant: "T0OURS", user: "U1" });
  });

  it.each(REFUSALS)("C16: a person is refused %s", async (_, enterprise, person, named) => {
    expect(await press(enterprise, person, named)).toContain(REFUSED);
    expect(on.intents).toEqual([]);
  });

  it("C16: a member gets answers to /team, to messages, to forms and to searches", async () => {
    on = await startSlackApp({ enterprise: GRID });
    on.fake.person({ id: "U1", team: "T0SISTER", enterprise: both });
    const command = { ...on.fake.bodies.command("U1", "/team", "help"), team_id: "T0OURS", enterprise_id: GRID };
    await on.fake.send(on.fake.signed.form(command));
    expect((await on.fake.next("U1", 0)).text).toBe("done");
    const named = { team: GRID, user_team: GRID, source_team: GRID };
    await on.fake.send(on.fake.signed.event(on.fake.bodies.message("U1", "help", named)));
    expect((await on.fake.next("U1", 0, ["message"])).text).toBe("done");
    const field: Field = { kind: "search", name: "a", label: verbatim("A"), most: 1, options: [] };
    on.answers(formReply({ fields: [field] }));
    const modal = await on.fake.press("U1", await postedCard("person", "U1"), "Go");
    on.suggests(async () => [{ value: "v", label: verbatim("V") }]);
    expect(await on.fake.search("U1", modal, "a", "")).toEqual(["V"]);
    on.answers(cardReply("Sent"));
    expect((await on.fake.submitView("U1", modal, { a: "V" }))?.text).toContain("Sent");
  });

  it("C16: people of the enterprise are found by address only if they are in our workspace", async () => {
    on = await startSlackApp({ enterprise: GRID });
    on.fake.person({ id: "U3", email: "in@example.com", team: "T0SISTER", enterprise: both });
    on.fake.person({ id: "U4", email: "out@example.com", team: "T0SISTER", enterprise: sister });
    expect(await on.slack.sender.find("in@example.com")).toMatchObject({ tenant: "T0OURS", user: "U3" });
    expect(await on.slack.sender.find("out@example.com")).toBeNull();
  });
});

async function postedCard(kind: "person" | "channel", id: string) {
  const card = { title: verbatim("Card"), buttons: [{ label: verbatim("Go"), command: "x" }] };
  await on.slack.sender.post({ platform: "slack", tenant: "T0OURS", kind, id }, card, "en");
  const seen = on.fake.sees("U1").findLast(({ buttons }) => buttons.includes("Go"));
  if (!seen) throw new Error("there is no card");
  return seen;
}
