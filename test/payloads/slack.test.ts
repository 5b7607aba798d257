import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseBody } from "../../src/platforms/slack/body.ts";
import {
  changedUser,
  eventIdOf,
  readAction,
  readCommand,
  readDirect,
  readSearch,
  readSubmit,
  typedText,
} from "../../src/platforms/slack/intents.ts";
import { verbatim } from "../../src/text/text.ts";

const folder = new URL("./slack/", import.meta.url);
const Recorded = z.looseObject({ event: z.looseObject({}) });
const recorded = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
const alice = { user: "U061F7AUR", teams: ["T0OURS", "T0OURS"], isApp: false };
const key = expect.stringMatching(/^[0-9a-f-]{36}$/);
const ref = { id: "9f0c", version: 3 };
const actionUrl = "https://hooks.slack.com/actions/T0OURS/1/secret";

describe("recorded payloads", () => {
  it.each(readdirSync(folder))("%s can be read", (file) => {
    const raw = readFileSync(new URL(file, folder));
    const isCommand = file.startsWith("slash");
    const form = new URLSearchParams(isCommand ? JSON.parse(raw.toString()) : { payload: raw.toString() }).toString();
    expect(parseBody("application/x-www-form-urlencoded", Buffer.from(form))).toMatchObject({ ok: true });
  });

  it("a slash command is what was typed, with the address as it was typed", () => {
    expect(readCommand(recorded("slash-command"))).toEqual({
      speaker: { user: "U061F7AUR", teams: ["T0OURS"], isApp: false },
      says: { kind: "typed", text: "invite new.person@example.com finance", where: "command", key },
      where: {
        ...{ in: "message", replaces: false, user: "U061F7AUR", channel: "C2147483705" },
        triggerId: "13345224609.738474920.8088930838d88f008e0",
        responseUrl: "https://hooks.slack.com/commands/T0OURS/1/secret",
      },
    });
  });

  it("a mention is an id, never a name; what Slack escaped is as it was typed", () => {
    expect(readCommand(recorded("slash-command-mention"))?.says).toMatchObject({
      text: "member <@U024BE7LH> & R&D <x> general example.com",
    });
  });

  it("a button in a channel is answered beside the shared card", () => {
    expect(readAction(recorded("button-in-channel"))).toEqual({
      speaker: alice,
      says: { kind: "pressed", command: "request.approve", ref, key },
      where: {
        ...{ in: "message", replaces: false, user: "U061F7AUR", channel: "C2147483705" },
        triggerId: "1.2.3",
        responseUrl: actionUrl,
      },
    });
  });

  it("a button in an ephemeral message is answered in its place", () => {
    expect(readAction(recorded("button-in-ephemeral"))).toMatchObject({
      says: { kind: "pressed", command: "member.list", values: { page: "2" } },
      where: { in: "message", replaces: true },
    });
  });

  it("a button in a modal is answered in the modal", () => {
    expect(readAction(recorded("button-in-modal"))).toMatchObject({
      says: { kind: "pressed", command: "request.code", ref },
      where: { in: "modal", viewId: "V0VIEW", hash: "1790000000.9a8b" },
    });
  });

  it("a link's press says nothing; an older version's button says what nobody understands", () => {
    expect(readAction(recorded("button-link"))).toBeNull();
    expect(readAction(recorded("button-of-older-version"))).toMatchObject({ speaker: alice, says: null });
  });

  it("C1: every workspace that a payload names is there to be checked", () => {
    expect(readAction(recorded("button-of-slack-connect"))?.speaker.teams).toEqual(["T0OURS", "T0OTHER"]);
    expect(readDirect(recorded("message-im-of-slack-connect"))?.speaker.teams).toEqual([
      "T0OURS",
      "T0OURS",
      "T0OTHER",
      "T0OTHER",
    ]);
  });

  it("a submitted view is its metadata and every kind of field", () => {
    expect(readSubmit(recorded("view-submission"))).toEqual({
      speaker: alice,
      says: {
        ...{ kind: "submitted", command: "invitation.create", key: "5b1c" },
        values: {
          ...{
            email: "new.person@example.com",
            roles: ["finance", "operations"],
            scope: "some",
            accounts: [],
            role: "",
          },
          ...{ until: "2027-01-31", reason: "Month-end <close> & audit", empty: "" },
        },
      },
      sent: {},
      view: {
        id: "V0VIEW",
        metadata: { command: "invitation.create", key: "5b1c" },
        inputs: ["email", "roles", "scope", "accounts", "role", "until", "reason", "empty"],
        chosen: {
          roles: [
            { value: "finance", label: verbatim("Finance") },
            { value: "operations", label: verbatim("Operations") },
          ],
          scope: [{ value: "some", label: verbatim("Some") }],
        },
      },
    });
  });

  it("a search is the form, the field, what is typed and what the form holds", () => {
    expect(readSearch(recorded("block-suggestion"))).toEqual({
      speaker: alice,
      asks: {
        ...{ command: "grant.create", ref, field: "members", typed: "car" },
        values: { account: "0481", members: ["m2"], reason: "" },
      },
    });
  });

  it("C16: a request names the enterprise as well as the workspaces", () => {
    expect(readAction(recorded("button-of-enterprise"))?.speaker.teams).toEqual([
      "T0OURS",
      "E0OURS",
      "E0OURS",
      "E0OURS",
    ]);
    expect(readCommand(recorded("slash-command-of-enterprise"))?.speaker.teams).toEqual(["T0OURS", "E0OURS"]);
  });

  it("A9: metadata that the client changed into something else says nothing", () => {
    expect(readSubmit(recorded("view-submission-tampered"))).toMatchObject({ says: null, view: { metadata: null } });
  });

  it("a direct message is what was written, under the event's own id", () => {
    expect(readDirect(recorded("message-im"))).toEqual({
      speaker: { user: "U061F7AUR", teams: ["T0OURS", "T0OURS"], isApp: false },
      says: { kind: "typed", text: "12345678", where: "direct", key: "Ev08MFMKH6" },
      where: { in: "direct", channel: "D024BE91L" },
    });
    expect(eventIdOf(recorded("message-im"))).toBe("Ev08MFMKH6");
  });

  it("a direct message in a thread is answered in the thread", () => {
    expect(readDirect(recorded("message-im-thread"))?.where).toEqual({
      in: "direct",
      channel: "D024BE91L",
      thread: "1790000000.000050",
    });
  });

  it("a direct message with a file is one, with or without words: it is answered", () => {
    const withFile = Recorded.parse(recorded("message-im-file"));
    const says = { kind: "typed", text: "12345678", where: "direct" };
    expect(readDirect(withFile)).toMatchObject({ says, sent: { message: [{ id: "F1" }] } });
    const wordless = { ...withFile, event: { ...withFile.event, text: "" } };
    expect(readDirect(wordless)?.says).toMatchObject({ ...says, text: "" });
    const nothing = { ...wordless, event: { ...wordless.event, subtype: undefined } };
    expect(readDirect(nothing)).toBeNull();
  });

  it.each(["message-im-of-bot", "message-im-edited", "message-in-channel", "user-change", "slash-command"])(
    "%s is no message to the bot",
    (name) => {
      expect(readDirect(recorded(name))).toBeNull();
    },
  );

  it("a changed person is known by id, and by whether they were deactivated", () => {
    expect(changedUser(recorded("user-change"))).toEqual({ id: "U061F7AUR", deleted: true });
    expect(changedUser(recorded("message-im"))).toBeUndefined();
  });
});

describe("what was typed", () => {
  it.each([
    ["<@U1>", "<@U1>"],
    ["<@W1|enterprise>", "<@W1>"],
    ["<mailto:a@b.test>", "a@b.test"],
    ["<https://x.test/?a=1&amp;b=2>", "https://x.test/?a=1&b=2"],
    ["<!subteam^S1|@finance>", "@finance"],
    ["<!channel>", "!channel"],
    ["&amp;lt;", "&lt;"],
    ["a &lt; b &gt; c", "a < b > c"],
    ["", ""],
  ])("%j is %j", (sent, typed) => {
    expect(typedText(sent)).toBe(typed);
  });
});
