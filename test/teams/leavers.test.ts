import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Address, Throttled, Undeliverable } from "../../src/core/conversation.ts";
import { verbatim } from "../../src/text/text.ts";
import { ALICE, BOB, type RunningTeams, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
});
afterEach(() => on.close());

const card = { title: verbatim("Request 9") };
const posts = (user: string) => {
  const to: Address = { platform: "teams", tenant: on.fake.tenant, kind: "person", id: user };
  return on.teams.sender.post(to, card, "en");
};
const looks = (user: string) => on.teams.sender.isThere?.(user);
const lookUps = () => on.fake.calls.filter(({ method }) => method === "member").length;

describe("a message that can't be delivered", () => {
  it("to somebody who is gone is told of, whichever call it is that fails", async () => {
    await posts(ALICE);
    on.fake.leaves(ALICE);
    await expect(posts(ALICE)).rejects.toThrow(Undeliverable);
    on.fake.leaves(BOB);
    await expect(posts(BOB)).rejects.toThrow(Undeliverable);
    expect(on.left).toEqual([
      [ALICE, true],
      [BOB, true],
    ]);
  });

  it("says nothing of somebody for whom the app was taken off, or who has blocked it", async () => {
    await posts(ALICE);
    on.fake.personal(ALICE).hasBot = false;
    await expect(posts(ALICE)).rejects.toThrow(Undeliverable);
    on.fake.personal(ALICE).hasBot = true;
    on.fake.fail("post", { status: 403, code: "ForbiddenOperationException" });
    await expect(posts(ALICE)).rejects.toThrow(Undeliverable);
    expect(lookUps()).toBe(2);
    on.fake.person({ id: BOB, name: "Bob Example", email: "bob@example.com", isInstalled: false });
    await expect(posts(BOB)).rejects.toThrow(Undeliverable);
    expect(on.left).toEqual([]);
  });

  it("looks nobody up where the card is what is wrong, or a channel", async () => {
    await posts(ALICE);
    on.fake.fail("post", { status: 413, code: "MessageSizeTooBig" });
    await expect(posts(ALICE)).rejects.toThrow(Undeliverable);
    const channel: Address = { platform: "teams", tenant: on.fake.tenant, kind: "channel", id: "19:nowhere" };
    await expect(on.teams.sender.post(channel, card, "en")).rejects.toThrow(Undeliverable);
    expect([lookUps(), on.left]).toEqual([0, []]);
  });
});

describe("whether somebody is still there", () => {
  it("is what the roster of their personal chat says", async () => {
    expect(await looks(ALICE)).toBe(true);
    on.fake.leaves(ALICE);
    expect(await looks(ALICE)).toBe(false);
    expect(await looks(BOB)).toBe(true);
  });

  it.each([
    ["a refusal", { status: 403, code: "BotNotInConversationRoster" }],
    ["a chat that is gone", { status: 404, code: "ConversationNotFound" }],
    ["a proxy that finds nothing", { status: 404, code: "no code of Teams" }],
    ["an error", { status: 500 }],
    ["a token that was revoked", { status: 401, code: "Unauthorized" }],
  ])("is not known after %s", async (_, failure) => {
    on.fake.fail("member", failure);
    expect(await looks(ALICE)).toBeNull();
  });

  it("is not known of a guest, and of a profile that is somebody else's", async () => {
    on.fake.person({ id: ALICE, name: "Alice Example", email: "alice@example.com", isGuest: true });
    on.fake.person({ id: BOB, name: "Bob Example", profile: { aadObjectId: ALICE } });
    expect([await looks(ALICE), await looks(BOB)]).toEqual([null, null]);
  });

  it("waits where Teams asks to", async () => {
    on.fake.fail("member", { status: 429, retryAfter: 7 });
    await expect(looks(ALICE)).rejects.toThrow(Throttled);
  });
});
