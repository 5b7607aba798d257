import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Option } from "../../src/core/form.ts";
import { TRYOUT } from "../../src/core/platform.ts";
import { TENANT } from "../../src/platforms/tryout/sender.ts";
import { text, verbatim } from "../../src/text/text.ts";
import type { Seen } from "../harness/driver.ts";
import { ADA, GRACE, type OpenTryout, openTryout } from "./setup.ts";

type FormReply = Extract<Reply, { kind: "form" }>;

const shops: Option[] = Array.from({ length: 180 }, (_, at) => ({
  value: `id-${at + 1}`,
  label: verbatim(`Shop ${at + 1}`),
}));
const form: FormReply = {
  kind: "form",
  command: "member.change",
  key: "k1",
  ref: { id: "7", version: 3 },
  form: {
    title: text("tryout.add-person"),
    fields: [
      { kind: "search", name: "accounts", label: verbatim("Merchant accounts"), most: 3, options: shops.slice(0, 1) },
      { kind: "search", name: "backup", label: verbatim("Backup"), most: 1, options: [], optional: true },
      { kind: "text", name: "reason", label: verbatim("Reason"), maxLength: 50 },
    ],
    submit: text("button.confirm"),
  },
};
const fits = (typed: string) => shops.filter(({ label }) => JSON.stringify(label).includes(typed));

describe("a field to search in", () => {
  let tryout: OpenTryout;
  let shown: Seen;
  beforeEach(async () => {
    tryout = await openTryout({ answer: () => form });
    tryout.suggested = ({ typed }) => fits(typed);
    shown = await tryout.driver.types(ADA.id, "change");
  });
  afterEach(() => tryout.close());

  const searches = (typed: string, field = "Merchant accounts") => tryout.driver.searches(ADA.id, shown, field, typed);
  const found = async (typed: string) => {
    const about = JSON.stringify({ command: "member.change", key: "k1" });
    return (await tryout.post("/search", { as: ADA.id, about, field: "accounts", typed, values: {} })).text;
  };

  it("starts with what is chosen already", () => {
    expect(shown.fields.slice(0, 2)).toEqual([
      { name: "accounts", label: "Merchant accounts", value: ["id-1"], options: ["Shop 1"] },
      { name: "backup", label: "Backup optional", value: "", options: [] },
    ]);
  });

  it("finds what fits, and asks for it with what the form is about and holds", async () => {
    expect(await searches(" Shop 18 ")).toEqual(["Shop 18", "Shop 180"]);
    expect(await searches("Shop 17")).toEqual(["Shop 17", ...Array.from({ length: 10 }, (_, at) => `Shop 17${at}`)]);
    expect(tryout.askings[0]).toEqual({
      ...{ by: { platform: TRYOUT, tenant: TENANT, user: ADA.id }, locale: "en" },
      ...{ command: "member.change", ref: { id: "7", version: 3 }, field: "accounts", typed: "Shop 18" },
      values: { accounts: ["id-1"], backup: "", reason: "" },
    });
    expect(tryout.intents).toHaveLength(1);
  });

  it("asks as the person who is played", async () => {
    await tryout.driver.types(GRACE.id, "change");
    await tryout.driver.searches(GRACE.id, shown, "accounts", "9");
    expect(tryout.askings[0]?.by.user).toBe(GRACE.id);
  });

  it("does not offer again what is chosen", async () => {
    expect(await searches("Shop 1")).not.toContain("Shop 1");
    expect(await searches("Shop 1", "backup")).toContain("Shop 1");
  });

  it("shows at most a hundred, and says that there may be more", async () => {
    const all = await found("Shop");
    expect(all.match(/role="option"/g)).toHaveLength(100);
    expect(all).toContain("100 found. Keep typing to find more");
    const few = await found("Shop 18");
    expect(few).toContain('data-said="2 found"');
    expect(few).not.toContain("Keep typing");
  });

  it("says that nothing was found", async () => {
    expect(await found("Market")).toContain("Nothing found");
    expect(await searches("Market")).toEqual([]);
  });

  it("sends values: a list where several may be chosen, one where only one may", async () => {
    await searches("Shop 18");
    await searches("Shop 9", "Backup optional");
    await tryout.driver.submits(ADA.id, shown, { accounts: ["Shop 1", "Shop 18"], backup: "Shop 9", reason: "x" });
    expect(tryout.intents.at(-1)).toMatchObject({
      values: { accounts: ["id-1", "id-18"], backup: "id-9", reason: "x" },
    });
  });

  it("keeps what was chosen, with its label, when something is wrong", async () => {
    tryout.answer = (intent) =>
      intent.kind === "submitted"
        ? { ...form, values: intent.values, errors: { reason: text("field.required") } }
        : form;
    await searches("Shop 42");
    const again = await tryout.driver.submits(ADA.id, shown, { "Merchant accounts": ["Shop 42"] });
    expect(again.fields[0]).toMatchObject({ value: ["id-42"], options: ["Shop 42"] });
    expect(again.fields[2]).toMatchObject({ error: "Please fill this in." });
    const oncemore = await tryout.driver.submits(ADA.id, again, { reason: "" });
    expect(oncemore.fields[0]).toMatchObject({ value: ["id-42"], options: ["Shop 42"] });
  });

  it("chooses nothing where everything was taken away, and believes the product about labels", async () => {
    tryout.answer = (intent) => ({ ...form, values: intent.kind === "submitted" ? intent.values : {}, errors: {} });
    expect((await tryout.driver.submits(ADA.id, shown, { accounts: [] })).fields[0]).toMatchObject({ value: [] });
    const about = JSON.stringify({ command: "member.change", key: "k1" });
    const label = { field: "accounts", value: "id-1", label: "Not what it is" };
    const values = { accounts: ["id-1", "id-gone", "constructor"] };
    const answer = await tryout.post("/submit", { as: ADA.id, about, values, labels: [label] });
    expect(answer.text).toContain('data-label="Shop 1"');
    expect(answer.text).not.toContain("Not what it is");
    expect(answer.text).toContain('data-label="id-gone"');
  });

  it("what can't be shown is told with a reference", async () => {
    tryout.suggested = () => [{ value: "1", label: { id: "no-such-sentence" } }];
    await expect(searches("x")).rejects.toThrow(/^500: .*[0-9a-f]{8}-/);
  });
});
