import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SUGGESTED_MOST } from "../../src/core/conversation.ts";
import type { Field, Option } from "../../src/core/form.ts";
import { optionObject } from "../../src/platforms/slack/options.ts";
import { verbatim } from "../../src/text/text.ts";
import { suggestionProblem, viewProblem } from "../fakes/slack/limits.ts";
import { cardReply, formReply, type SlackApp, sleep, startSlackApp } from "./setup.ts";

const t = verbatim;
const harbour: Option = { value: "0481", label: t("Harbour Street (0481)") };
const station: Option = { value: "0482", label: t("Station Road (0482)") };
const market: Option = { value: "0483", label: t("Market Square (0483)") };
const account = (options: Option[] = []): Field => ({
  ...{ kind: "search", name: "account", label: t("Account"), most: 1, options },
});
const accounts = (options: Option[] = [], most = 3): Field => ({
  ...{ kind: "search", name: "accounts", label: t("Accounts"), most, options },
});
const reason: Field = { kind: "text", name: "reason", label: t("Reason"), maxLength: 200, optional: true };
const ref = { id: "r1", version: 2 };

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp();
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const opened = async (fields: Field[], reply: Parameters<typeof formReply>[1] = {}) => {
  on.answers(formReply({ fields }, { command: "grant.create", ref, ...reply }));
  return on.fake.command("U1", "/team", "grant");
};

describe("what a form with a search looks like", () => {
  it("one or several can be chosen, options are there before anything is typed, and a limit is Slack's too", async () => {
    const modal = await opened([account(), accounts([], 3)]);
    const [one, several] = (on.fake.viewOf(modal).blocks as { element: unknown }[]).map((block) => block.element);
    const placeholder = { type: "plain_text", text: "Type to search", emoji: false };
    const action_id = "grant.create:r1";
    expect(one).toEqual({ type: "external_select", action_id, placeholder, min_query_length: 0 });
    expect(several).toEqual({
      ...{ type: "multi_external_select", action_id, placeholder, min_query_length: 0, max_selected_items: 3 },
    });
  });

  it("what is chosen already is complete: a value and its label", async () => {
    const values = { account: "0482", accounts: ["0481", "0482"] };
    const modal = await opened([account([harbour, station]), accounts([harbour, station])], { values });
    expect(modal.fields).toMatchObject([
      { value: "0482", options: ["Station Road (0482)"] },
      { value: ["0481", "0482"], options: ["Harbour Street (0481)", "Station Road (0482)"] },
    ]);
  });

  it("a value without a label can't be shown and is not chosen", async () => {
    const modal = await opened([account(), accounts()], { values: { account: "0482", accounts: ["0481"] } });
    expect(modal.fields.map((field) => field.value)).toEqual(["", []]);
  });

  it("where more is chosen than may be, all of it is there so that some can be taken away", async () => {
    const values = { accounts: ["0481", "0482", "0483"] };
    const modal = await opened([accounts([harbour, station, market], 2)], { values });
    expect(modal.fields).toMatchObject([{ value: ["0481", "0482", "0483"] }]);
  });

  it("a label that is too long for Slack is shown in full below the field", async () => {
    const long = { value: "x", label: t(`The ${"very ".repeat(20)}long one`) };
    const modal = await opened([account([long])], { values: { account: "x" } });
    expect(modal.fields[0]?.options).toEqual([expect.stringMatching(/^The very .*…$/)]);
    expect(modal.text).toContain(`The ${"very ".repeat(20)}long one`);
  });
});

describe("searching", () => {
  it("asks the product: who, which form about what, which field, what is typed, what the form holds", async () => {
    on.fake.person({ id: "U1", locale: "de-DE" });
    on.suggests(async () => [harbour, station]);
    const modal = await opened([account(), accounts(), reason], { values: { reason: "because" } });
    expect(await on.fake.search("U1", modal, "Account", "ro")).toEqual([
      "Harbour Street (0481)",
      "Station Road (0482)",
    ]);
    expect(on.searches).toEqual([
      {
        ...{ by: { platform: "slack", tenant: "T0OURS", user: "U1" }, locale: "de-DE" },
        ...{ command: "grant.create", ref, field: "account", typed: "ro" },
        values: { account: "", accounts: [], reason: "because" },
      },
    ]);
  });

  it("answers before anything is typed, also where nothing fits", async () => {
    const modal = await opened([account()]);
    expect(await on.fake.search("U1", modal, "Account", "")).toEqual([]);
    expect(on.searches).toMatchObject([{ typed: "" }]);
  });

  it("the same letter twice in a second, which is the same request, is answered twice", async () => {
    on.suggests(async () => [harbour]);
    const modal = await opened([account()]);
    const sent = on.fake.signed.payload(on.fake.searchBody("U1", modal, "Account", "h"));
    for (let time = 0; time < 2; time++) expect((await on.fake.send(sent)).json).toMatchObject({ options: [{}] });
  });

  it("shows the best hundred of more, and shortens long labels so that one sees it", async () => {
    const many = Array.from({ length: SUGGESTED_MOST + 1 }, (_, at) => ({
      value: `v${at}`,
      label: t(`Option ${at}: ${"very ".repeat(20)}long`),
    }));
    on.suggests(async () => many);
    const modal = await opened([account()]);
    const labels = await on.fake.search("U1", modal, "Account", "");
    expect(labels).toHaveLength(100);
    expect(labels[99]).toMatch(/^Option 99: very .*…$/);
    expect(labels[99]).toHaveLength(75);
  });

  it("what is chosen comes back as values: one string, or a list", async () => {
    on.suggests(async () => [harbour, station]);
    const modal = await opened([account(), accounts()]);
    await on.fake.search("U1", modal, "Account", "");
    await on.fake.search("U1", modal, "Accounts", "");
    on.answers(cardReply("Done"));
    const chosen = { Account: "Station Road (0482)", Accounts: ["Harbour Street (0481)", "Station Road (0482)"] };
    await on.fake.submitView("U1", modal, chosen);
    expect(on.intents.at(-1)).toMatchObject({ values: { account: "0482", accounts: ["0481", "0482"] } });
  });
});

describe("a form that comes back with errors keeps what was found, with its label", () => {
  const chosen = { Account: "Station Road (0482)" };
  const kept = [{ value: "0482", options: ["Station Road (0482)"] }];
  const found = async () => {
    on.suggests(async () => [harbour, station]);
    const modal = await opened([account()]);
    await on.fake.search("U1", modal, "Account", "station");
    return modal;
  };

  it("at the field", async () => {
    const modal = await found();
    on.answers(formReply({ fields: [account()] }, { command: "grant.create", ref, errors: { account: t("no") } }));
    expect((await on.fake.submitView("U1", modal, chosen))?.fields).toMatchObject(kept);
  });

  it("in a view that replaces it", async () => {
    const modal = await found();
    const errors = { everything: t("not today") };
    on.answers(formReply({ fields: [account()] }, { command: "grant.create", ref, errors }));
    expect((await on.fake.submitView("U1", modal, chosen))?.fields).toMatchObject(kept);
  });

  it("in a view of another form, of which Slack keeps nothing", async () => {
    const modal = await found();
    const errors = { account: t("look again") };
    on.answers(formReply({ fields: [account()] }, { command: "grant.create", ref: { id: "r2", version: 1 }, errors }));
    expect((await on.fake.submitView("U1", modal, chosen))?.fields).toMatchObject(kept);
  });

  it("under the name that the product gives it now", async () => {
    const modal = await found();
    const renamed = { ...station, label: t("Central Station (0482)") };
    const errors = { account: t("look again") };
    const reply = { command: "grant.create", ref: { id: "r2", version: 1 }, errors };
    on.answers(formReply({ fields: [{ ...accounts([renamed]), name: "account" }] }, reply));
    const again = await on.fake.submitView("U1", modal, chosen);
    expect(again?.fields).toMatchObject([{ value: ["0482"], options: ["Central Station (0482)"] }]);
  });

  it("after the waiting view", async () => {
    const modal = await found();
    on.answers(async () => {
      await sleep(2_800);
      return formReply({ fields: [account()] }, { command: "grant.create", ref, errors: { account: t("no") } });
    });
    await on.fake.submitView("U1", modal, chosen);
    expect((await on.fake.next("U1", on.fake.version(), ["modal"])).fields).toMatchObject(kept);
  }, 10_000);
});

describe("there are no options", () => {
  const ask = async (more: object = {}) => {
    const modal = await opened([account()]);
    const body = { ...on.fake.searchBody("U1", modal, "Account", "h"), ...more };
    return on.fake.send(on.fake.signed.payload(body));
  };
  const nothing = { status: 200, json: { options: [] } };
  beforeEach(() => on.suggests(async () => [harbour]));

  it.each([
    ["a guest", { isGuest: true }],
    ["a stranger", { isStranger: true }],
    ["somebody of another workspace", { flags: { team_id: "T0OTHER" } }],
    ["somebody who was deactivated", { isDeleted: true }],
  ])("C1: for %s", async (_, flags) => {
    on.fake.person({ id: "U3", ...flags });
    expect(await ask({ user: { id: "U3", team_id: "T0OURS" } })).toMatchObject(nothing);
    expect(on.searches).toEqual([]);
  });

  it.each([
    ["another workspace", { user: { id: "U1", team_id: "T0OTHER" } }],
    ["no workspace", { team: null }],
    ["a workflow", { function_data: { execution_id: "Fx1" } }],
  ])("C1: where the request names %s", async (_, more) => {
    expect(await ask(more)).toMatchObject(nothing);
    expect(on.searches).toEqual([]);
  });

  it("C1: while Slack does not say who it is", async () => {
    const modal = await opened([account()]);
    const body = { ...on.fake.searchBody("U1", modal, "Account", "h"), user: { id: "U2", team_id: "T0OURS" } };
    on.fake.fail("users.info", { status: 500 });
    expect(await on.fake.send(on.fake.signed.payload(body))).toMatchObject(nothing);
    expect(on.searches).toEqual([]);
  });

  it("C4: and no answer, for a request that Slack has not signed", async () => {
    const modal = await opened([account()]);
    const body = on.fake.searchBody("U1", modal, "Account", "h");
    expect(await on.fake.send(on.fake.signed.payload(body, { secret: "another" }))).toMatchObject({ status: 401 });
    expect(on.searches).toEqual([]);
  });

  it.each([
    ["no metadata", { private_metadata: "" }],
    ["another version's", { private_metadata: '{"v":0,"command":"x","key":"k"}' }],
    ["no view", null],
    ["a state that can't be read", { private_metadata: '{"v":1,"command":"x","key":"k"}', state: { values: [7] } }],
  ])("in a view with %s", async (_, view) => {
    expect(await ask({ view })).toMatchObject(nothing);
    expect(on.searches).toEqual([]);
  });

  it("where the product takes longer than Slack waits", async () => {
    on.suggests(async () => {
      await sleep(3_500);
      return [harbour];
    });
    const began = Date.now();
    expect(await ask()).toMatchObject(nothing);
    expect(Date.now() - began).toBeLessThan(2_900);
  }, 10_000);

  it("where one can't be shown, and the log says that it is a bug", async () => {
    on.suggests(async () => [harbour, { value: "x".repeat(151), label: t("x") }]);
    expect(await ask()).toMatchObject(nothing);
    expect(JSON.stringify(on.logged)).toContain("options could not be shown");
  });
});

it("Socket Mode: a search is answered in the acknowledgement", async () => {
  const socket = await startSlackApp({ appToken: "xapp-fake-app-token" });
  socket.suggests(async () => [harbour]);
  socket.answers(formReply({ fields: [account()] }));
  const modal = await socket.fake.command("U1", "/team", "grant");
  const ack = await socket.fake.socket.send("interactive", socket.fake.searchBody("U1", modal, "Account", "h"));
  expect(ack).toEqual({ options: [optionObject(harbour, "en")] });
  await socket.close();
});

describe("the fake Slack refuses", () => {
  const text = { type: "plain_text", text: "x" };
  const option = { text, value: "v" };
  const problem = (element: object) =>
    viewProblem({
      ...{ type: "modal", title: text, submit: text },
      blocks: [{ type: "input", block_id: "b", label: text, element: { action_id: "a", ...element } }],
    });

  it.each([
    ["an initial option without text", { type: "external_select", initial_option: { value: "v" } }],
    ["several for one", { type: "external_select", initial_options: [option] }],
    ["none of several", { type: "multi_external_select", initial_options: [] }],
    ["more than may be chosen", { type: "multi_external_select", initial_options: [option], max_selected_items: 0 }],
    ["options of its own", { type: "external_select", options: [option] }],
    ["a long placeholder", { type: "external_select", placeholder: { type: "plain_text", text: "x".repeat(151) } }],
  ])("%s", (_, element) => {
    expect(problem(element)).toBeDefined();
    expect(problem({ type: "external_select", initial_option: option })).toBeUndefined();
  });

  it("more than a hundred options, a long label, and no list at all", () => {
    expect(suggestionProblem({ options: Array(100).fill(option) })).toBeUndefined();
    expect(suggestionProblem({ options: Array(101).fill(option) })).toBeDefined();
    expect(suggestionProblem({ options: [{ ...option, text: { ...text, text: "x".repeat(76) } }] })).toBeDefined();
    expect(suggestionProblem({})).toBeDefined();
  });
});
