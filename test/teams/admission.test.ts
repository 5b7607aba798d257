import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import type { Json } from "../fakes/teams/cards.ts";
import type { FakePerson } from "../fakes/teams.ts";
import { ALICE, BOB, CHANNEL, formReply, type RunningTeams, sleep, startTeams } from "./setup.ts";

let on: RunningTeams;
let clock = new Date();
beforeEach(async () => {
  clock = new Date();
  on = await startTeams({ now: () => clock });
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const EVE = "e0e00000-0000-4000-8000-000000000003";
const OTHER = "0f0e1d2c-0000-4000-8000-00000000beef";
const lookUps = () => on.asked().filter((method) => method === "member").length;
const eve = (more: Partial<FakePerson>) =>
  on.fake.person({ id: EVE, name: "Eve Example", email: "eve@example.com", ...more });

const OUTSIDERS: [string, Partial<FakePerson>][] = [
  ["a guest", { isGuest: true }],
  ["of another tenant, by the roster", { tenant: OTHER }],
  ["of a tenant that is not told", { profile: { tenantId: undefined } }],
  ["in a role that is not told", { profile: { userRole: undefined } }],
  ["in a role unheard of", { profile: { userRole: "partner" } }],
  ["anonymous", { profile: { userRole: "anonymous" } }],
  ["a guest by name alone", { profile: { userPrincipalName: "eve_else.example#EXT#@ours.onmicrosoft.com" } }],
  ["another person to the roster", { profile: { aadObjectId: ALICE, objectId: ALICE } }],
  ["unknown to the directory", { profile: { aadObjectId: undefined, objectId: undefined } }],
];

describe("who may speak", () => {
  it.each(OUTSIDERS)("C1: somebody who is %s is refused", async (_, more) => {
    eve(more);
    const seen = await on.fake.says(EVE, "help");
    expect(seen.text).toMatch(/members|organization|tenant/i);
    expect(on.intents).toEqual([]);
  });

  it("C1: a guest gets neither dialog nor card", async () => {
    eve({ isGuest: true });
    on.answers(formReply());
    on.fake.channel({ id: CHANNEL, members: [ALICE, EVE] });
    const dialog = await on.fake.compose(EVE, "invite");
    expect(dialog?.fields ?? []).toEqual([]);
    await on.teams.sender.post({ platform: "teams", tenant: on.fake.tenant, kind: "channel", id: CHANNEL }, card, "en");
    const posted = on.fake.sees(EVE).find(({ kind }) => kind === "message");
    const pressed = posted && (await on.fake.press(EVE, posted, "Approve"));
    expect(pressed).toMatchObject({ kind: "modal", fields: [], text: expect.stringContaining("no guests") });
    expect(on.intents).toEqual([]);
  });

  it.each([
    ["no directory id", { aadObjectId: undefined }],
    ["an empty one", { aadObjectId: "" }],
    ["something else than an id", { aadObjectId: "alice@example.com" }],
    ["another person's", { aadObjectId: BOB }],
  ])("C5: a person who comes with %s is not admitted", async (_, more) => {
    const activity = on.fake.bodies.message({ user: ALICE }, "help");
    const { status } = await on.fake.send({ ...activity, from: { ...(activity.from as Json), ...more } });
    expect(status).toBeLessThan(500);
    await sleep(50);
    expect(on.intents).toEqual([]);
  });

  it("C5: a bot that writes to the bot gets no answer", async () => {
    const activity = on.fake.bodies.message({ user: ALICE }, "help");
    const from = { id: "28:c0ffee00-0000-0000-0000-000000000000", name: "Other", role: "bot" };
    await on.fake.send({ ...activity, from });
    await sleep(50);
    expect(on.intents).toEqual([]);
  });

  it("who they are is tenant and directory id, whatever they are called", async () => {
    eve({ name: "Alice Example", email: "alice@example.com" });
    await on.fake.says(EVE, "help");
    await on.fake.says(ALICE, "help");
    expect(on.intents.map(({ by }) => by)).toEqual([
      { platform: "teams", tenant: on.fake.tenant, user: EVE },
      { platform: "teams", tenant: on.fake.tenant, user: ALICE },
    ]);
  });

  it("looks each person up once in a while and not each time", async () => {
    for (const words of ["help", "roles", "members"]) await on.fake.says(ALICE, words);
    expect(lookUps()).toBe(1);
    await on.fake.says(BOB, "help");
    expect(lookUps()).toBe(2);
    clock = new Date(clock.getTime() + 6 * 60_000);
    on.fake.person({ id: ALICE, name: "Alice Example", email: "alice@example.com", isGuest: true });
    await on.fake.says(ALICE, "help");
    expect(lookUps()).toBe(3);
    expect(on.intents).toHaveLength(4);
  });

  it.each([{ status: 500 }, { status: 429 }, { status: 404 }, { status: 403 }])(
    "lets nobody in while the roster answers %j, and says nothing of why",
    async (failing) => {
      on.fake.fail("member", { ...failing, times: 9 });
      const { status, text } = await on.fake.send(on.fake.bodies.message({ user: ALICE }, "help"));
      expect(status).toBeLessThan(500);
      expect(text).not.toContain("secret detail");
      expect(JSON.stringify(on.fake.sees(ALICE))).not.toContain("secret detail");
      expect(on.intents).toEqual([]);
    },
    15_000,
  );
});

describe("who is known to write to", () => {
  it("is who installed the app or wrote to the bot, by the address in lower case", async () => {
    on.fake.person({ id: EVE, name: "Eve Example", email: "Eve@Example.com" });
    expect(await on.teams.sender.find("eve@example.com")).toBeNull();
    await on.fake.install(EVE);
    const account = { platform: "teams", tenant: on.fake.tenant, user: EVE };
    expect(await on.teams.sender.find("eve@example.com")).toEqual(account);
    await on.fake.says(ALICE, "help");
    expect(await on.teams.sender.find("alice@example.com")).toMatchObject({ user: ALICE });
  });

  it("C1: is no guest and nobody of another tenant", async () => {
    eve({ isGuest: true });
    await on.fake.install(EVE);
    eve({ tenant: OTHER });
    await on.fake.install(EVE);
    expect(on.contacts).toEqual([]);
  });

  it("is not somebody who spoke in a channel only: there the app may not be installed for them", async () => {
    await on.fake.mentions(ALICE, on.channel, "help");
    expect(on.contacts).toEqual([]);
    await on.fake.says(ALICE, "help");
    expect(on.contacts).toMatchObject([{ user: ALICE }]);
  });

  it("is not somebody who was only added to a channel", async () => {
    const activity = on.fake.bodies.conversationUpdate(ALICE, [{ id: on.fake.teamsId(BOB), aadObjectId: BOB }]);
    const conversation = { ...(activity.conversation as Json), conversationType: "channel", id: CHANNEL };
    await on.fake.send({ ...activity, conversation });
    expect(on.contacts).toEqual([]);
  });
});

const card = { title: verbatim("Request 9"), buttons: [{ label: verbatim("Approve"), command: "request.approve" }] };
