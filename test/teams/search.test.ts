import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Field, Option } from "../../src/core/form.ts";
import { SUGGESTIONS_SHOWN } from "../../src/platforms/teams/limits.ts";
import { verbatim } from "../../src/text/text.ts";
import type { Json } from "../fakes/teams/cards.ts";
import { ALICE, BOB, formReply, type RunningTeams, sleep, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const option = (at: number): Option => ({ value: `account-${at}`, label: verbatim(`Shop *${at}*`) });
const some = (count: number) => Array.from({ length: count }, (_, at) => option(at));
const accounts: Field = {
  kind: "search",
  name: "accounts",
  label: verbatim("Accounts"),
  most: 3,
  options: [option(7)],
};
const one: Field = { kind: "search", name: "owner", label: verbatim("Owner"), most: 1, options: [], optional: true };
const reason: Field = { kind: "text", name: "reason", label: verbatim("Reason"), maxLength: 99, optional: true };
const ref = { id: "r1", version: 2 };
const asked = () => formReply({ fields: [accounts, one, reason] }, { ref, values: { accounts: ["account-7"] } });

async function form() {
  on.answers(asked());
  return on.fake.says(ALICE, "invite");
}
/** What Teams would send of the field, for a test that tampers with it. */
async function query(more: Json = {}): Promise<Json> {
  const card = on.fake.cardOf(ALICE, await form());
  const [field] = (card.body as Json[]).filter(({ id }) => id === "accounts");
  const { dataset } = (field?.["choices.data"] ?? {}) as Json;
  return { queryText: "shop", queryOptions: { skip: 0, top: 15 }, dataset, ...more };
}
async function results(user: string, value: Json): Promise<unknown> {
  const { status, json } = await on.fake.send(on.fake.bodies.search({ user }, value));
  expect(status).toBe(200);
  expect(json.type).toBe("application/vnd.microsoft.search.searchResponse");
  return (json.value as Json).results;
}

describe("a field that is searched", () => {
  it("shows what is chosen by its words, and is submitted with what was found", async () => {
    const card = await form();
    expect(card.fields).toMatchObject([
      { name: "accounts", value: ["account-7"], options: ["Shop *7*"] },
      { name: "owner", value: "", options: [] },
      { name: "reason" },
    ]);
    on.suggests(some(3));
    expect(await on.fake.search(ALICE, card, "Accounts", "sho")).toEqual(["Shop *0*", "Shop *1*", "Shop *2*"]);
    on.suggests([option(9)]);
    expect(await on.fake.search(ALICE, card, "owner", "9")).toEqual(["Shop *9*"]);
    await on.fake.submit(ALICE, card, { accounts: ["Shop *7*", "Shop *1*"], Owner: "Shop *9*", reason: "a,b" });
    expect(on.intents[1]).toMatchObject({
      values: { accounts: ["account-7", "account-1"], owner: "account-9", reason: "a,b" },
    });
  });

  it("asks with who types, where, what, and what else is filled in", async () => {
    on.fake.person({ id: ALICE, name: "Alice Example", email: "alice@example.com", locale: "de-DE" });
    const card = await form();
    on.suggests([option(1)]);
    await on.fake.search(ALICE, card, "accounts", "sho");
    await on.fake.search(ALICE, card, "owner", "");
    const by = { platform: "teams", tenant: on.fake.tenant, user: ALICE };
    const about = { by, locale: "de-DE", command: "invitation.create", ref };
    expect(on.askings).toEqual([
      { ...about, field: "accounts", typed: "sho", values: { accounts: ["account-7"] } },
      { ...about, field: "owner", typed: "", values: { accounts: ["account-7"] } },
    ]);
  });

  it("works in a dialog that a channel opened", async () => {
    on.answers(asked());
    const dialog = await on.fake.compose(ALICE, "invite", on.channel);
    if (!dialog) throw new Error("no dialog");
    on.suggests([option(1)]);
    expect(await on.fake.search(ALICE, dialog, "accounts", "sho")).toEqual(["Shop *1*"]);
    await on.fake.submit(ALICE, dialog, { accounts: ["Shop *1*"] });
    expect(on.intents[1]).toMatchObject({ values: { accounts: ["account-1"] } });
  });

  it("gets no more options than Teams shows, the best first", async () => {
    on.suggests(some(100));
    const all = (await results(ALICE, await query())) as Json[];
    expect(all).toHaveLength(SUGGESTIONS_SHOWN);
    expect(SUGGESTIONS_SHOWN).toBe(15);
    expect(all[0]).toEqual({ title: "Shop *0*", value: "account-0" });
  });

  it("C10: shows names as they are, without what nobody sees", async () => {
    on.suggests([{ value: "a", label: verbatim("{{DATE(2020-01-01T00:00:00Z)}} <b>\u202ex\u200b") }]);
    expect(await results(ALICE, await query())).toEqual([
      { title: "{ {DATE(2020-01-01T00:00:00Z)}} <b>x", value: "a" },
    ]);
  });

  it.each([
    ["fails", async () => Promise.reject(new Error("secret detail"))],
    ["finds an option with a comma", async () => [{ value: "a,b", label: verbatim("x") }]],
    ["finds an option without a value", async () => [{ value: "", label: verbatim("x") }]],
    ["finds more than it may", async () => some(101)],
  ])("has no options where the product %s; the log says so", async (_, suggest) => {
    on.suggests(suggest);
    expect(await results(ALICE, await query())).toEqual([]);
    expect(on.logged).toMatchObject([[{ command: "invitation.create" }, "no options could be suggested"]]);
  });

  it("has no options where the product is slow, in time", async () => {
    on.suggests(async () => {
      await sleep(3_500);
      return some(1);
    });
    const card = await form();
    expect(await on.fake.search(ALICE, card, "accounts", "sho")).toEqual([]);
  }, 10_000);

  it("is answered again where it is sent again: it only reads", async () => {
    on.suggests(some(1));
    const search = on.fake.bodies.search({ user: ALICE }, await query());
    for (const { text } of [await on.fake.send(search), await on.fake.send(search)])
      expect(text).toContain("account-0");
  });
});

describe("who gets options", () => {
  it.each([
    ["a guest", { isGuest: true }],
    ["somebody of another tenant", { tenant: "0f0e1d2c-0000-4000-8000-00000000beef" }],
  ])("C1: %s gets none, and the product is not asked", async (_, more) => {
    const value = await query();
    on.suggests(some(3));
    on.fake.person({ id: BOB, name: "Bob Example", email: "bob@example.com", ...more });
    expect(await results(BOB, value)).toEqual([]);
    expect(on.askings).toEqual([]);
  });

  it("C5: what is not signed for us is refused", async () => {
    const search = on.fake.bodies.search({ user: ALICE }, await query());
    on.suggests(some(3));
    expect((await on.fake.send(search, { key: "stranger" })).status).toBe(401);
    const conversation = { ...(search.conversation as Json), tenantId: "0f0e1d2c-0000-4000-8000-00000000beef" };
    expect((await on.fake.send({ ...search, conversation })).status).toBe(401);
    expect(on.askings).toEqual([]);
  });

  const named = (about: unknown) => ({ dataset: JSON.stringify(about) });
  it.each<[string, Json]>([
    ["is none of ours", { dataset: "graph.microsoft.com/users" }],
    ["is missing", { dataset: undefined }],
    ["is no text", { dataset: { v: 1, command: "x", field: "y" } }],
    ["is of another version", named({ v: 2, command: "x", field: "y" })],
    ["has more in it", named({ v: 1, command: "x", field: "y", by: "admin" })],
    ["names no field", named({ v: 1, command: "x" })],
    ["names a command that is none", named({ v: 1, command: { $ne: 1 }, field: "y" })],
    ["has a wrong ref", named({ v: 1, command: "x", field: "y", ref: { id: "r", version: "1" } })],
    ["is too long", named({ v: 1, command: "x", field: "y", many: Array.from({ length: 99 }, () => "x".repeat(99)) })],
    ["is fine, and the words are too long", { queryText: "x".repeat(201) }],
    ["is fine, and the words are no text", { queryText: ["a"] }],
  ])("A9: nobody, where the name of the field %s", async (_, more) => {
    const value = await query(more);
    on.suggests(some(3));
    expect(await results(ALICE, value)).toEqual([]);
    expect(on.askings).toEqual([]);
  });

  it("A9: what else is filled in is texts, under names of fields", async () => {
    const data = JSON.parse('{"reason":"a,b","accounts":"a,b","n":7,"o":{},"v":"2","once":"k","__proto__":{"x":"1"}}');
    await results(ALICE, await query({ data }));
    await results(ALICE, await query({ data: "reason" }));
    expect(on.askings.map(({ values }) => values)).toEqual([{ reason: "a,b", accounts: ["a", "b"] }, {}]);
  });
});
