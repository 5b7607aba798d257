import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakePerson } from "../fakes/slack.ts";
import { cardReply, formReply, type SlackApp, sleep, startSlackApp } from "./setup.ts";

let on: SlackApp;
let clock = new Date();
beforeEach(async () => {
  clock = new Date();
  on = await startSlackApp({ now: () => clock });
});
afterEach(async () => on.close());

const lookUps = () => on.fake.calls.filter((call) => call.method === "users.info").length;

const OUTSIDERS: [string, Partial<FakePerson>][] = [
  ["a guest", { isGuest: true }],
  ["a single-channel guest", { isUltraRestricted: true }],
  ["ultra restricted and nothing else", { flags: { is_restricted: false, is_ultra_restricted: true } }],
  ["a bot", { isBot: true }],
  ["a person who was deactivated", { isDeleted: true }],
  ["deleted, with all the other flags", { flags: { deleted: true } }],
  ["a stranger", { isStranger: true }],
  ["of another workspace, by the profile", { flags: { team_id: "T0OTHER" } }],
  ["of a workspace that is not told", { flags: { team_id: undefined } }],
  ["a workflow", { flags: { is_workflow_bot: true } }],
  ["a connector", { flags: { is_connector_bot: true } }],
  ["somebody else, by the profile", { flags: { id: "U1" } }],
  ["flagged with something unheard of", { flags: { is_external_partner: true } }],
  ["flagged with something unreadable", { flags: { is_stranger: "no" } }],
  ["a guest or not: the profile is silent", { flags: { is_restricted: undefined } }],
  ["a bot or not: the profile is silent", { flags: { is_bot: undefined } }],
];

describe("who may speak", () => {
  it.each(OUTSIDERS)("C1: somebody who is %s is refused", async (_, flags) => {
    on.fake.person({ id: "U3", ...flags });
    const seen = await on.fake.command("U3", "/team", "help");
    expect(seen.text).toContain("members of this Slack workspace only");
    expect(on.intents).toEqual([]);
  });

  it("C1: a member is let in, an owner and one who has authorized the app too", async () => {
    on.fake.person({ id: "U3", flags: { is_admin: true, is_owner: true, is_primary_owner: true, is_app_user: true } });
    expect((await on.fake.command("U3", "/team", "help")).text).toBe("done");
  });

  it("C1: somebody of another workspace is refused by the request alone", async () => {
    for (const team_id of ["T0OTHER", "E0ORG"]) {
      const body = { ...on.fake.bodies.command("U1", "/team", "help"), team_id };
      await on.fake.send(on.fake.signed.form(body));
      expect((await on.fake.next("U1", 0)).text).toContain("members of this Slack workspace only");
    }
    expect(on.intents).toEqual([]);
    expect(lookUps()).toBe(0);
  });

  it.each([
    ["the presser", { user: { id: "U1", team_id: "T0OTHER" } }],
    ["the workspace", { team: { id: "T0OTHER" } }],
    ["no workspace, as for an organization's app,", { team: null }],
    ["a workflow", { function_data: { execution_id: "Fx1" } }],
  ])("C1: a button is refused where the request names %s that is not ours", async (_, more) => {
    on.answers(cardReply("Card", [{ label: "Go", command: "x" }]));
    const card = await on.fake.command("U1", "/team", "");
    const body = on.fake.pressBody("U1", card, { action_id: "do:0", value: '{"v":1,"command":"x"}' });
    await on.fake.send(on.fake.signed.payload({ ...body, ...more }));
    await sleep(100);
    expect(on.fake.sees("U1").at(-1)?.text).toContain("members of this Slack workspace only");
    expect(on.intents).toHaveLength(1);
  });

  it("C1: a form is refused where somebody else's workspace submits it", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    const body = on.fake.submitBody("U1", modal, { email: "a@example.com" });
    const foreign = { ...body, user: { id: "U1", team_id: "T0OTHER" } };
    const { json } = await on.fake.send(on.fake.signed.payload(foreign));
    expect(JSON.stringify(json)).toContain("members of this Slack workspace only");
    expect(on.intents).toHaveLength(1);
  });

  it.each(["team", "user_team", "source_team"])(
    "C1: a direct message whose %s is another is refused",
    async (field) => {
      await on.fake.send(on.fake.signed.event(on.fake.bodies.message("U1", "help", { [field]: "T0OTHER" })));
      expect((await on.fake.next("U1", 0, ["message"])).text).toContain("members of this Slack workspace only");
      expect(on.intents).toEqual([]);
    },
  );

  it("C1: Slackbot is refused, though its profile says it is a person", async () => {
    on.fake.person({ id: "USLACKBOT" });
    expect((await on.fake.command("USLACKBOT", "/team", "help")).text).toContain(
      "members of this Slack workspace only",
    );
  });

  it.each([
    ["does not know the person", { error: "user_not_found" }],
    ["is out of order", { status: 500 }],
    ["asks to wait", { status: 429, retryAfter: 30 }],
  ])("C1: nobody is let in while Slack %s", async (_, failing) => {
    on.fake.fail("users.info", failing);
    expect((await on.fake.command("U1", "/team", "help")).text).toContain("could not say who you are");
    expect(on.intents).toEqual([]);
    expect((await on.fake.command("U1", "/team", "help")).text).toBe("done");
  });
});

describe("what is remembered of people", () => {
  it("lasts five minutes", async () => {
    await on.fake.command("U1", "/team", "help");
    await on.fake.command("U1", "/team", "help");
    expect(lookUps()).toBe(1);
    clock = new Date(clock.getTime() + 5 * 60_000 + 1);
    on.fake.person({ id: "U1", isGuest: true });
    // The request is stamped with the real time, five minutes ago on the app's clock.
    const sent = on.fake.signed.form(on.fake.bodies.command("U1", "/team", "help"), {
      timestamp: Math.floor(clock.getTime() / 1000),
    });
    const since = on.fake.version();
    await on.fake.send(sent);
    expect((await on.fake.next("U1", since)).text).toContain("members of this Slack workspace only");
  });

  it("C1: is forgotten as soon as Slack says that somebody changed", async () => {
    await on.fake.command("U1", "/team", "help");
    on.fake.person({ id: "U1", isGuest: true });
    const event = { type: "user_change", user: { id: "U1" } };
    await on.fake.send(on.fake.signed.event({ type: "event_callback", team_id: "T0OURS", event_id: "Ev1", event }));
    expect((await on.fake.command("U1", "/team", "help")).text).toContain("members of this Slack workspace only");
  });
});
