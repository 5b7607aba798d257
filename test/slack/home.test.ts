import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Reply, Undeliverable } from "../../src/core/conversation.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { formReply, type SlackApp, said, startSlackApp } from "./setup.ts";

const card: Reply = {
  kind: "card",
  card: {
    title: verbatim("Ada in Acme"),
    facts: [{ label: text("home.roles"), value: verbatim("Admin") }],
    buttons: [{ label: verbatim("Invite"), command: "invitation.create" }],
  },
};

describe("the app's Home", () => {
  let on: SlackApp;
  beforeEach(async () => {
    on = await startSlackApp();
    on.answers(card);
  });
  afterEach(async () => on.close());

  const home = async (user: string) => {
    for (const until = Date.now() + 3_000; Date.now() < until; await new Promise((done) => setTimeout(done, 20)))
      if (on.fake.homes.has(user)) return JSON.stringify(on.fake.homes.get(user));
    return "";
  };
  const opens = (user: string, tab = "home") =>
    on.fake.send(on.fake.signed.event(on.fake.bodies.homeOpened(user, tab)));

  it("is drawn when somebody opens it, from what waits for them", async () => {
    await opens("U1");
    expect(await home("U1")).toMatch(/"type":"home".*Ada in Acme.*Admin.*Invite/);
    expect(on.intents).toMatchObject([{ kind: "pressed", command: "home.show", by: { user: "U1" } }]);
    expect(on.fake.refused).toEqual([]);
  });

  it("is left alone while they look at another tab, and drawn once where Slack sends the event again", async () => {
    await opens("U1", "messages");
    expect(on.intents).toEqual([]);
    const event = on.fake.signed.event(on.fake.bodies.homeOpened("U1"));
    await on.fake.send(event);
    await home("U1");
    await on.fake.send(event);
    expect(on.intents).toHaveLength(1);
  });

  it("C1: shows a guest nothing but that it is for members", async () => {
    on.fake.person({ id: "U3", isGuest: true });
    await opens("U3");
    expect(await home("U3")).toContain("members of this Slack workspace only");
    expect(on.homes).toEqual([]);
    expect(on.intents).toEqual([]);
  });

  it("is told to the product once it is shown, to be drawn again over that version and no other", async () => {
    await opens("U1");
    await home("U1");
    await expect.poll(() => on.homes).toEqual([{ user: "U1", version: on.fake.homes.get("U1")?.hash, kind: "card" }]);
    const account = { platform: "slack", tenant: "T0OURS", user: "U1" } as const;
    const again = { account, card: { title: verbatim("Ada, later") }, locale: "en" };
    const draw = async (version: string | null) => on.slack.sender.home?.({ ...again, version });
    const drawn = await draw(on.homes[0]?.version ?? "");
    expect(drawn).toEqual({ kind: "shown", version: on.fake.homes.get("U1")?.hash });
    expect(await home("U1")).toContain("Ada, later");
    expect(await draw(on.homes[0]?.version ?? "")).toEqual({ kind: "moved" });
    expect(await draw(null)).toMatchObject({ kind: "shown" });
    on.fake.fail("views.publish", { error: "not_enabled" });
    await expect(draw(null)).rejects.toEqual(new Undeliverable("not_enabled"));
    await expect(
      on.slack.sender.home?.({ ...again, account: { ...account, tenant: "T0OTHER" }, version: null }),
    ).rejects.toEqual(new Undeliverable("other_tenant"));
  });

  it("offers the form as a button to somebody who has to connect first", async () => {
    on.answers(formReply());
    await opens("U1");
    expect(await home("U1")).toContain("Open the form");
  });

  it.each([
    ["a form", formReply()],
    ["a sentence", said("done")],
  ])("answers what is pressed there above it: %s", async (_, reply) => {
    await opens("U1");
    await home("U1");
    on.answers(reply);
    const since = on.fake.version();
    await on.fake.send(on.fake.signed.payload(on.fake.bodies.pressHome("U1", "Invite")));
    expect((await on.fake.next("U1", since)).kind).toBe("modal");
    expect(on.intents.at(-1)).toMatchObject({ kind: "pressed", command: "invitation.create" });
    expect(on.fake.refused).toEqual([]);
  });
});
