import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import type { Json } from "../fakes/teams/cards.ts";
import { ALICE, BOB, CHANNEL, formReply, type RunningTeams, startTeams } from "../teams/setup.ts";

const folder = new URL("./teams/", import.meta.url);
const names = readdirSync(folder).map((file) => file.replace(".json", ""));
// Recorded with the address of the real service; the answers go to the fake one.
const recorded = (name: string): Json =>
  JSON.parse(
    readFileSync(new URL(`${name}.json`, folder), "utf8").replace(
      "https://smba.trafficmanager.net/emea/",
      on.fake.serviceUrl,
    ),
  );

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
  on.fake.personal(ALICE);
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const alice = () => ({ platform: "teams", tenant: on.fake.tenant, user: ALICE });
const key = expect.stringMatching(/^.{8,64}$/);
const ref = { id: "9f0c", version: 3 };

async function understood(name: string): Promise<Json> {
  const { status, json } = await on.fake.send(recorded(name));
  expect(status).toBe(200);
  return json;
}

describe("recorded payloads", () => {
  it("there is one of each kind", () => {
    expect(names).toHaveLength(12);
  });

  it("a message in the personal chat is what was typed", async () => {
    await understood("message");
    expect(on.intents).toEqual([
      {
        ...{ kind: "typed", where: "direct", text: "invite new.person@example.com finance" },
        ...{ by: alice(), key, locale: "en-US", zone: "Europe/Berlin" },
      },
    ]);
  });

  it.each([
    ["a file", "application/vnd.microsoft.teams.file.download.info", true],
    ["a picture", "image/*", true],
    ["its own text as HTML", "text/html", undefined],
    ["a message that it quotes", "messageReference", undefined],
  ])("a message with %s", async (_, contentType, isFile) => {
    await on.fake.send({ ...recorded("message"), attachments: [{ contentType, content: {} }] });
    expect(on.intents.map((intent) => ("file" in intent ? true : undefined))).toEqual([isFile]);
  });

  it("a mention is an id, never a name", async () => {
    await understood("message-mention");
    expect(on.intents).toMatchObject([{ kind: "typed", text: `member <@${BOB}>` }]);
  });

  it("in a channel the bot's own name is left out, and nothing counts as said in private", async () => {
    await understood("message-channel");
    const opener = on.fake.sees(BOB).at(-1);
    if (opener) await on.fake.press(ALICE, opener, opener.buttons[0] ?? "");
    expect(on.intents).toMatchObject([{ kind: "typed", where: "command", text: expect.stringMatching(/^member <@/) }]);
    expect((on.intents[0] as { text: string }).text).toContain(`<@${BOB}>`);
    expect(JSON.stringify(on.intents)).not.toContain("Countersign");
  });

  it("a card's button is a submitted form, answered with a card", async () => {
    on.answers(formReply());
    const answer = await understood("adaptive-card-action");
    expect(answer).toMatchObject({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive" });
    expect(on.intents).toMatchObject([{ kind: "submitted", command: "invitation.create", by: alice(), key: "key-1" }]);
    expect((on.intents[0] as { values: Json }).values).toMatchObject({
      email: "new.person@example.com",
      access: "all",
    });
  });

  it("an old client's button is the same form, answered with a message", async () => {
    on.answers(formReply());
    await understood("message-submit");
    await understood("adaptive-card-action");
    expect(on.intents[0]).toEqual(on.intents[1]);
    expect(on.fake.sees(ALICE)).toMatchObject([{ kind: "message", title: "Invite" }]);
  });

  it("what is typed in a search is asked for, and the options are its answer", async () => {
    on.suggests([{ value: "a-1", label: verbatim("Berlin shop") }]);
    expect(await understood("application-search")).toEqual({
      type: "application/vnd.microsoft.search.searchResponse",
      value: { results: [{ title: "Berlin shop", value: "a-1" }] },
    });
    expect(on.askings).toEqual([
      {
        ...{ by: alice(), locale: "en-US", command: "invitation.create", ref, field: "accounts", typed: "berl" },
        values: { email: "new.person@example.com", accounts: ["a-3", "a-4"] },
      },
    ]);
    expect(on.intents).toEqual([]);
  });

  it("a button that opens a dialog is a pressed one", async () => {
    on.answers(formReply());
    const answer = await understood("task-fetch");
    expect(answer).toMatchObject({ task: { type: "continue", value: { title: "Invite" } } });
    expect(on.intents).toMatchObject([{ kind: "pressed", command: "request.approve", ref, by: alice() }]);
  });

  it("a dialog that is sent is a submitted form", async () => {
    expect(await understood("task-submit")).toHaveProperty("task");
    expect(on.intents).toMatchObject([
      {
        ...{ kind: "submitted", command: "request.approve", ref, key: "key-2", by: alice() },
        values: { code: "12345678", comment: "Welcome" },
      },
    ]);
  });

  it("a command of the compose box is what would be typed", async () => {
    on.answers(formReply());
    const answer = await understood("compose-extension-fetch-task");
    expect(answer).toMatchObject({ task: { type: "continue", value: { title: "Invite" } } });
    expect(on.intents).toMatchObject([{ kind: "typed", text: "invite", by: alice() }]);
  });

  it("and its dialog is a submitted form", async () => {
    expect(await understood("compose-extension-submit-action")).toHaveProperty("task");
    expect(on.intents).toMatchObject([{ kind: "submitted", command: "invitation.create", key: "key-3", by: alice() }]);
  });

  it.each(["installation-update", "conversation-update"])(
    "%s gets no answer, and the person can be written to from then on",
    async (name) => {
      await understood(name);
      expect(on.intents).toEqual([]);
      expect(on.contacts).toMatchObject([{ tenant: on.fake.tenant, user: ALICE, email: "alice@example.com" }]);
    },
  );

  it.each(["task-fetch", "task-submit"])("C3: %s that is delivered again does nothing twice", async (name) => {
    await on.fake.send(recorded(name));
    await on.fake.send(recorded(name));
    expect(on.intents).toHaveLength(1);
    expect(on.fake.transcript(CHANNEL)).toBe("[]");
  });
});
