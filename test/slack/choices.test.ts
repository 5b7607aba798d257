import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asksAgain, branchingForm } from "../fixtures/branching-form.ts";
import { CODE_FORM, cardReply, formReply, type SlackApp, said, startSlackApp } from "./setup.ts";

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp();
  on.answers(asksAgain);
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const names = ({ fields }: { fields: { name: string }[] }) => fields.map(({ name }) => name);
const shown = () => on.fake.sees("U1").find(({ kind }) => kind === "modal");

describe("a choice in a form", () => {
  it("shows the fields that go with it, and keeps what is filled in and the form's key", async () => {
    const modal = await on.fake.command("U1", "/team", "a");
    expect(names(modal)).toEqual(["note", "where"]);
    await on.fake.fill("U1", modal, { note: "Month-end" });
    const some = await on.fake.fill("U1", modal, { where: "some" });
    expect(names(some)).toEqual(["note", "where", "shops"]);
    expect(some.fields.map(({ value }) => value)).toEqual(["Month-end", "some", []]);
    expect(on.intents[1]).toMatchObject({
      ...{ kind: "pressed", command: "a.b", key: "key-1" },
      ...{ by: { platform: "slack", tenant: "T0OURS", user: "U1" }, values: { note: "Month-end", where: "some" } },
    });
    await on.fake.submitView("U1", some, { shops: ["Berlin"] });
    expect(on.intents.at(-1)).toMatchObject({
      ...{ kind: "submitted", key: "key-1" },
      values: { note: "Month-end", where: "some", shops: ["Berlin"] },
    });
  });

  it("made another way hides them again, and their answers are not sent", async () => {
    const modal = await on.fake.command("U1", "/team", "a");
    const some = await on.fake.fill("U1", modal, { where: "some", shops: ["Berlin"] });
    const all = await on.fake.fill("U1", some, { where: "all" });
    expect(names(all)).toEqual(["note", "where"]);
    await on.fake.submitView("U1", all);
    expect(on.intents.at(-1)).toMatchObject({ kind: "submitted", values: { note: "", where: "all" } });
  });

  it("is told of by no field on which nothing depends", async () => {
    const modal = await on.fake.command("U1", "/team", "a");
    const told = (on.fake.viewOf(modal).blocks as { block_id?: string; dispatch_action?: boolean }[])
      .filter((block) => block.dispatch_action)
      .map((block) => block.block_id);
    expect(told).toEqual(["where"]);
  });

  it.each([
    ["a sentence", said("The database can't be reached")],
    ["a card", cardReply("Something else")],
    ["another form", formReply()],
  ])("that is answered with %s leaves the form, with all that is typed, as it is", async (_, reply) => {
    const modal = await on.fake.command("U1", "/team", "a");
    on.answers(reply);
    const body = on.fake.chooseBody("U1", modal, { where: "some" });
    await on.fake.send(on.fake.signed.payload(body));
    await on.slack.stop();
    expect(on.intents).toHaveLength(2);
    expect(shown()).toMatchObject({ title: "A form" });
    expect(on.fake.calls.map(({ method }) => method)).not.toContain("views.update");
    expect(on.fake.calls.map(({ method }) => method)).not.toContain("chat.postMessage");
  });

  it("made twice in a moment is the second one, although its view has been replaced meanwhile", async () => {
    const modal = await on.fake.command("U1", "/team", "a");
    const first = on.fake.chooseBody("U1", modal, { where: "all" });
    const second = on.fake.chooseBody("U1", modal, { where: "some" });
    await Promise.all([first, second].map((body) => on.fake.send(on.fake.signed.payload(body))));
    await on.slack.stop();
    expect(on.fake.calls.filter(({ method }) => method === "views.update")).toHaveLength(2);
    expect(names(shown() ?? { fields: [] })).toEqual(["note", "where", "shops"]);
  });

  it("that is answered late does not bring the form back in place of what came after it", async () => {
    const modal = await on.fake.command("U1", "/team", "a");
    const body = on.fake.chooseBody("U1", modal, { where: "some" });
    on.answers(formReply(CODE_FORM, { command: "a.verify" }));
    await on.fake.submitView("U1", modal, {});
    on.answers(asksAgain);
    await on.fake.send(on.fake.signed.payload(body));
    await on.slack.stop();
    expect(on.intents.at(-1)).toMatchObject({ kind: "pressed", command: "a.b" });
    expect(shown()).toMatchObject({ title: "Your code" });
  });

  it("that could not be shown is asked for when the form is submitted, at its field", async () => {
    const modal = await on.fake.command("U1", "/team", "a");
    on.fake.fail("views.update", { error: "internal_error" });
    await on.fake.send(on.fake.signed.payload(on.fake.chooseBody("U1", modal, { where: "some" })));
    await on.slack.stop();
    expect(on.logged).toHaveLength(1);
    const errors = { shops: { id: "field.choose" } };
    on.answers(branchingForm({ values: { where: "some" }, errors }));
    const again = await on.fake.submitView("U1", modal);
    expect(names(again ?? { fields: [] })).toEqual(["note", "where", "shops"]);
    expect(again?.text).toContain("⚠ Please choose at least one.");
  });
});

describe("an error at a field that does not apply", () => {
  it("shows the field", async () => {
    const modal = await on.fake.command("U1", "/team", "a");
    const errors = { shops: { id: "field.out-of-place", with: { choice: "some" } } };
    on.answers(branchingForm({ errors }));
    const again = await on.fake.submitView("U1", modal, { where: "all" });
    expect(names(again ?? { fields: [] })).toEqual(["note", "where", "shops"]);
    expect(again?.text).toContain("⚠ This goes only with “some”.");
  });
});
