import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useOwnPermissions } from "../../src/domain/access/permission.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, colleague } from "./staff.ts";

const payout = {
  ...{ resource: "payout", action: "approve", name: "Auszahlungen freigeben", group: "Treasury" },
  about: "Zahlungen an Lieferanten freigeben.",
};

describe.each(stories)("a company's own permissions, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "permissions-"));
    const file = join(folder, "permissions.json");
    await writeFile(file, JSON.stringify([payout]));
    ({ story, ada, grace } = await withApprover(platform, kind, { PERMISSIONS_FILE: file }));
  });
  afterAll(async () => {
    useOwnPermissions([]);
    await story.close();
    await rm(folder, { recursive: true });
  });

  const approves = async (words: string) => {
    const asked = await becomes(grace, words, ({ text, buttons }) =>
      [text.includes("You see this because"), buttons.includes("Approve")].every(Boolean),
    );
    await grace.presses("Approve", asked);
    await grace.submits({ code: await grace.code() });
    return asked;
  };

  it("is put into a role, is on its card, is given, and is found by whocan; out of the file it is denied", async () => {
    const linus = await colleague(story, "Linus");
    const form = await ada.types("role add Treasurer");
    expect(form.fields.map(({ name }) => name)).toContain("own");
    await ada.submits({ purpose: "Pays our suppliers", own: ["Auszahlungen freigeben"] });
    await ada.submits({ code: await ada.code() });
    expect((await approves("create the role Treasurer")).text).toContain("Auszahlungen freigeben");
    await ada.types(`give ${linus.email} treasurer`);
    await ada.submits({ access: "All merchant accounts, including new ones", ends: "For good", reason: "Needed" });
    await ada.submits({ code: await ada.code() });
    await approves("Treasurer");
    const found = await ada.types("whocan auszahlungen freigeben");
    expect(found.text).toContain(linus.email);
    expect((await ada.types("role treasurer")).text).toContain("Treasury: Auszahlungen freigeben");
    expect((await ada.types("whocan")).text).toContain("Auszahlungen freigeben");
    // Another start, whose file has it no more.
    useOwnPermissions([]);
    expect((await ada.types("whocan auszahlungen freigeben")).text).toContain("There is no permission");
    expect((await ada.types("role treasurer")).text).not.toContain("Auszahlungen");
    await ada.types("role change treasurer");
    await ada.submits({ permissions: ["Transactions: see"], purpose: "Pays our suppliers", reason: "Anew" });
    expect((await ada.submits({ code: await ada.code() })).text).toContain("sent for approval");
    await approves("change the role Treasurer");
    const rows = await story.db.sql("SELECT permissions FROM role WHERE name = 'Treasurer'");
    expect(rows).toEqual([{ permissions: ["transaction:read"] }]);
  });
});
