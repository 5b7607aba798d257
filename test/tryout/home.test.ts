import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { Reply } from "../../src/core/conversation.ts";
import { verbatim } from "../../src/text/text.ts";
import { ADA, GRACE, type OpenTryout, openTryout } from "./setup.ts";

const account = { platform: "local", tenant: "local", user: ADA.id } as const;

describe("Home in the try-out chat", () => {
  let tryout: OpenTryout;
  let asked: number;
  let card: Card;
  beforeEach(async () => {
    tryout = await openTryout();
    asked = 0;
    card = { title: verbatim("Ada in Acme"), buttons: [{ label: verbatim("Invite"), command: "invitation.create" }] };
    tryout.home = (): Reply => {
      asked += 1;
      return { kind: "card", card };
    };
  });
  afterEach(() => tryout.close());

  const draw = (title: string, version: string | null) =>
    tryout.chat.sender.home?.({ account, card: { title: verbatim(title) }, locale: "en", version });

  it("is asked for when somebody looks at it, and from then on drawn by the worker alone", async () => {
    expect(await tryout.page(ADA.id, "home")).toContain("Ada in Acme");
    await tryout.page(ADA.id, "home");
    expect([asked, tryout.homes]).toEqual([1, [{ user: ADA.id, version: "1" }]]);
    expect(await draw("Ada, later", "1")).toEqual({ kind: "shown", version: "2" });
    expect(await tryout.page(ADA.id, "home")).toContain("Ada, later");
    expect(await draw("older", "1")).toEqual({ kind: "moved" });
    expect(asked).toBe(1);
  });

  it("is gone after a new start, until somebody looks", async () => {
    expect(await draw("nobody looks", null)).toEqual({ kind: "gone" });
  });

  it("is the first page of who has one; who has none begins in the direct messages", async () => {
    expect((await tryout.send("")).headers.location).toBe("/try?as=ada&in=home");
    tryout.home = () => ({ kind: "text", text: verbatim("Not active") });
    expect((await tryout.send(`?as=${GRACE.id}`)).headers.location).toBe("/try?as=grace&in=dm");
  });

  it("answers what is pressed there in a dialog, and takes no messages", async () => {
    await tryout.page(ADA.id, "home");
    const button = JSON.stringify({ command: "invitation.create" });
    const answer = await tryout.post("/press", { as: ADA.id, in: "home", button });
    expect([answer.status, answer.text.includes("understood")]).toEqual([200, true]);
    expect(tryout.intents).toMatchObject([{ kind: "pressed", command: "invitation.create", by: account }]);
    expect((await tryout.post("/say", { as: ADA.id, in: "home", text: "hello" })).status).toBe(400);
    expect(await tryout.page(ADA.id, "home")).not.toContain('name="text"');
  });
});
