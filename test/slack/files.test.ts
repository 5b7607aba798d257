import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FILE_MOST_BYTES } from "../../src/core/file.ts";
import type { Field } from "../../src/core/form.ts";
import { verbatim } from "../../src/text/text.ts";
import { startElsewhere } from "../fakes/files.ts";
import { formReply, type SlackApp, said, startSlackApp } from "./setup.ts";

const CSV = { name: "staff.csv", content: "a,b" };
const NOT_REACHED = { name: "staff.csv", problem: "not-reached" };
const field: Field = { kind: "file", name: "list", label: verbatim("List"), types: ["csv"], maxBytes: 100_000 };

let on: SlackApp;
let elsewhere: Awaited<ReturnType<typeof startElsewhere>>;
beforeEach(async () => {
  [on, elsewhere] = await Promise.all([startSlackApp(), startElsewhere()]);
});
afterEach(() => Promise.all([on.close(), elsewhere.close()]));

const heard = () => on.intents.map((intent) => (intent.kind === "typed" ? intent.file : intent.values));

/** A message with a file that Slack tells of like this. */
async function sends(file: object): Promise<void> {
  const event = on.fake.bodies.message("U1", "", { subtype: "file_share", files: [{ name: "staff.csv", ...file }] });
  await on.fake.send(on.fake.signed.event(event));
  await expect.poll(heard).toHaveLength(1);
}

describe("a file sent to the bot", () => {
  it("is read with the bot's token, and handed on as text", async () => {
    await on.fake.directMessage("U1", "load", { ...CSV, content: "\ufeffä,b\n" });
    expect(on.intents).toMatchObject([{ kind: "typed", text: "load", file: { name: "staff.csv", text: "ä,b\n" } }]);
    expect(on.fake.files.asked).toMatchObject([{ authorization: `Bearer ${on.fake.botToken}` }]);
  });

  it("is one: of several none is read", async () => {
    await on.fake.directMessage("U1", "", CSV, { ...CSV, name: "more.csv" });
    expect(heard()).toEqual([{ name: "staff.csv", problem: "several" }]);
    expect(on.fake.files.asked).toEqual([]);
  });

  it("is not read for somebody who may not speak to the bot, nor a second time", async () => {
    on.fake.person({ id: "U2", isGuest: true });
    await on.fake.directMessage("U2", "", CSV);
    expect([on.intents, on.fake.files.asked]).toEqual([[], []]);
    const body = on.fake.bodies.message("U1", "", { subtype: "file_share", files: [on.fake.fileOf("U1", CSV)] });
    for (let times = 0; times < 2; times++) await on.fake.send(on.fake.signed.event(body));
    await expect.poll(heard).toHaveLength(1);
    expect(on.fake.files.asked).toHaveLength(1);
  });

  it("from another company is not to be had, as Slack says no address", async () => {
    await sends({ id: "F1", name: undefined, mode: "file_access", file_access: "check_file_info" });
    expect(heard()).toEqual([{ name: "?", problem: "not-reached" }]);
  });

  it("C6: is not asked for at another address, and the token goes nowhere else", async () => {
    await sends({ url_private_download: `${elsewhere.origin}/staff.csv` });
    expect([heard(), elsewhere.asked]).toEqual([[NOT_REACHED], []]);
  });

  it.each(["elsewhere", "on the same host"])("C6: is not fetched by a redirect to an address %s", async (where) => {
    const second = `${new URL(on.fake.apiUrl).origin}${on.fake.files.keep(CSV)}`;
    on.fake.files.serving = { location: where === "elsewhere" ? `${elsewhere.origin}/staff.csv` : second };
    await on.fake.directMessage("U1", "", CSV);
    expect([heard(), elsewhere.asked]).toEqual([[NOT_REACHED], []]);
    expect(on.fake.files.asked).toHaveLength(1);
  });

  it("is not the page to sign in that Slack answers without the scope", async () => {
    await on.close();
    on = await startSlackApp({ scopes: ["chat:write", "im:history", "im:write", "users:read"] });
    await on.fake.directMessage("U1", "", CSV);
    expect(heard()).toEqual([NOT_REACHED]);
  });

  it("E14: is cut off at the most that is read, however much comes", async () => {
    on.fake.files.serving = { endless: true };
    await on.fake.directMessage("U1", "", CSV);
    expect(heard()).toEqual([{ name: "staff.csv", problem: "too-large" }]);
    // What was on its way is lost, and no more leaves.
    const { left } = on.fake.files;
    expect(left).toBeLessThan(FILE_MOST_BYTES * 8);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(on.fake.files.left).toBeLessThanOrEqual(left + 3 * 64 * 1024);
  });
});

describe("a file in a form", () => {
  async function asked() {
    on.answers((intent) =>
      Promise.resolve(intent.kind === "submitted" ? said("taken") : formReply({ fields: [field] })),
    );
    return on.fake.command("U1", "/team", "load");
  }

  it("is chosen in a field for one file of its kind, and submitted as text", async () => {
    const form = await asked();
    expect(on.fake.viewOf(form).blocks).toMatchObject([
      { block_id: "list", element: { type: "file_input", filetypes: ["csv"], max_files: 1 } },
    ]);
    on.fake.attach("U1", form, "List", CSV);
    expect((await on.fake.submitView("U1", form))?.text).toContain("taken");
    expect(heard().at(-1)).toEqual({ list: "a,b", "list.name": "staff.csv" });
  });

  it("that takes long is waited for below a view that says so", { timeout: 15_000 }, async () => {
    const form = await asked();
    on.fake.files.serving = { delayMs: 2_800 };
    on.fake.attach("U1", form, "List", CSV);
    const since = on.fake.version();
    const waiting = await on.fake.submitView("U1", form);
    expect(waiting?.text).toContain("Working");
    await expect.poll(() => on.fake.sees("U1").at(-1)?.text, { timeout: 3_000 }).toContain("taken");
    expect(on.fake.version()).toBeGreaterThan(since);
  });

  it("that can't be had is submitted as what is wrong with it, and the form shows that at the field", async () => {
    const form = await asked();
    on.fake.files.serving = { type: "text/html" };
    on.fake.attach("U1", form, "List", CSV);
    const errors = { list: verbatim("Not reached") };
    on.answers((intent) => Promise.resolve(formReply({ fields: [field] }, { key: intent.key, errors })));
    const wrong = await on.fake.submitView("U1", form);
    expect(heard().at(-1)).toEqual({ list: "", "list.name": "staff.csv", "list.problem": "not-reached" });
    expect(wrong?.fields[0]).toMatchObject({ error: "Not reached", value: "staff.csv" });
  });
});
