import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, colleague, employs, field, gives, idsOf, loses, SOME } from "./staff.ts";

describe.each(stories)("whom to invite, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  // Requests and codes are limited by the day.
  afterEach(() => story.clock.forward({ hours: 80 }));

  const invited = (name: string) =>
    story.db.sql("SELECT email FROM invitation WHERE email LIKE $1 || '%' ORDER BY email", [name]);
  const open = (name: string) =>
    story.db.sql("SELECT number FROM change_request WHERE subject LIKE $1 || '%' AND state LIKE 'awaiting%'", [name]);
  const people = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}@example.com`);
  const approves = async (title: string) => {
    await grace.finds(title);
    await grace.presses("Approve");
    return grace.submits({ code: await grace.code() });
  };

  describe("several people", () => {
    it("are one request that names them all, with one code and one approval, and each is invited", async () => {
      const typed = "Lin <lin@example.com>, lou@example.com; lea@example.com finance";
      const form = await ada.types(`invite ${typed}`);
      expect(field(form, "email").value).toBe("lin@example.com, lou@example.com, lea@example.com");
      expect(form.text).not.toMatch(/not an e-mail address|There is no role/);
      await ada.submits({ access: SOME, accounts: ["Online store"] });
      const asked = await ada.submits({ code: await ada.code() });
      expect(asked.text).toContain(
        "invite lin@example.com, lou@example.com, and lea@example.com as Finance for Online store",
      );
      const card = await grace.finds("invite lin@example.com, ");
      for (const email of ["lin", "lou", "lea"])
        expect(card.text).toMatch(new RegExp(`E-mail[\\s\\S]*${email}@example`));
      expect(await invited("l")).toEqual([]);
      expect((await approves("invite lin@example.com, ")).text).toContain("Approved and done.");
      expect((await invited("l")).map(({ email }) => email)).toEqual([
        ...["lea@example.com", "lin@example.com", "lou@example.com"],
      ]);
      for (const name of ["lin", "lou", "lea"])
        expect(await story.mailbox.linkFor(`${name}@example.com`)).toContain("/");
    });

    it("are counted in the title where they are many; twenty are the most", async () => {
      const form = await ada.types(`invite ${people("many", 21).join(" ")} operations`);
      expect(form.text).toContain("You can invite at most 20 people at once; these are 21.");
      await ada.submits({ access: ALL });
      await ada.submits({ email: people("many", 20).join("\n"), access: ALL });
      const asked = await ada.submits({ code: await ada.code() });
      expect(asked.text).toContain("invite 20 people as Operations");
      await approves("invite 20 people as Operations");
      expect(await invited("many")).toHaveLength(20);
    });

    it("are all invited or none: one of them has become a member meanwhile", async () => {
      await ada.types("invite none1@example.com none2@example.com operations");
      await ada.submits({ access: ALL });
      await ada.submits({ code: await ada.code() });
      await employs(story, "none2@example.com");
      expect((await approves("invite none1@")).text).toContain("none2@example.com is already a member");
      expect(await invited("none")).toEqual([]);
      await story.db.sql("UPDATE member SET state = 'removed' WHERE email = 'none2@example.com'");
    });

    it("can't be asked for while one of them is in an open request, also of somebody else", async () => {
      await ada.types("invite over1@example.com over2@example.com operations");
      await ada.submits({ access: ALL });
      await ada.code();
      await grace.types("invite over2@example.com over3@example.com operations");
      const again = await grace.submits({ access: ALL });
      expect(again.text).toMatch(/Request \d+ asks for the same for over2@example\.com and is still open\./);
      expect(field(again, "email").value).toBe("over2@example.com, over3@example.com");
      expect(await open("over")).toHaveLength(1);
      await grace.submits({ email: "over3@example.com", access: ALL });
      await grace.code();
      expect(await open("over")).toHaveLength(2);
    });

    it("of whom one can't be invited: it is said who, and all are still there", async () => {
      await ada.types("invite new1@example.com grace@example.com operations");
      const said = await ada.submits({ access: ALL });
      expect(field(said, "email").error).toContain("grace@example.com is already a member.");
      expect(field(said, "email").value).toBe("new1@example.com, grace@example.com");
      const wrong = await ada.submits({ email: "new1@example.com, linus", access: ALL });
      expect(field(wrong, "email").error).toContain("This is not an e-mail address: linus.");
      expect(field(wrong, "email").value).toBe("new1@example.com, linus");
      expect(await open("new1")).toEqual([]);
    });
  });

  describe("words that are no address", () => {
    it("are in the field, with what is wrong with them", async () => {
      const form = await ada.types("invite grace finance");
      expect(field(form, "email").value).toBe("grace");
      expect(form.text).toContain("This is not an e-mail address: grace.");
      expect([field(form, "roles").value].flat()).toEqual(await idsOf(story, "role", "Finance"));
    });

    it("may be a role in another language", async () => {
      const form = await ada.types("invite nina@example.com finanzen");
      expect([field(form, "roles").value].flat()).toEqual(await idsOf(story, "role", "Finance"));
      expect((await ada.types("invite nina@example.com 财务")).text).not.toContain("There is no role");
    });
  });

  describe("somebody who is mentioned", () => {
    it("and is a member, is said to be one", async () => {
      const form = await ada.types(`invite ${grace.mention} finance`);
      expect(form.text).toContain("grace@example.com is already a member.");
      const inviter = await colleague(story, "Inviter", ["Admin"]);
      await story.db.sql(`INSERT INTO role (id, organization_id, name, purpose, predefined, permissions, position)
        SELECT gen_random_uuid(), organization_id, 'Inviting', 'invites', false, '{member:invite}', 9 FROM role LIMIT 1
        ON CONFLICT DO NOTHING`);
      await loses(story, inviter.id);
      await gives(story, inviter.id, "Inviting");
      const hidden = await inviter.types(`invite ${grace.mention}`);
      expect(hidden.text).toContain("That person is already a member.");
      expect(hidden.text).not.toContain("grace@example.com");
    });

    it("and is none, has an address that has to be typed; the id is never shown", async () => {
      const stranger = await story.person("Stranger");
      const form = await ada.types(`invite ${stranger.mention} finance`);
      expect(form.text).toContain("Please type the e-mail address of the person you mentioned.");
      expect(form.text).not.toContain(stranger.user);
      expect([field(form, "roles").value].flat()).toEqual(await idsOf(story, "role", "Finance"));
    });
  });

  it("an address with another alphabet is kept in its ASCII form, and both forms are shown", async () => {
    await ada.types("invite info@例子.公司 operations");
    await ada.submits({ access: ALL });
    const asked = await ada.submits({ code: await ada.code() });
    expect(asked.text).toContain("invite info@xn--fsqu00a.xn--55qx5d as Operations");
    const card = await grace.finds("invite info@xn--fsqu00a.xn--55qx5d");
    expect(card.text).toContain("info@xn--fsqu00a.xn--55qx5d (info@例子.公司)");
    await approves("invite info@xn--fsqu00a.xn--55qx5d");
    expect(await invited("info")).toEqual([{ email: "info@xn--fsqu00a.xn--55qx5d" }]);
    expect((await ada.types("member info@例子.公司")).text).toContain("info@xn--fsqu00a.xn--55qx5d");
  });

  it("an address with another alphabet before the @ is refused at its field, which says why", async () => {
    await ada.types("invite operations");
    const said = await ada.submits({ email: "邮箱@例子.公司", access: ALL });
    expect(field(said, "email").error).toContain("Not every mail server can deliver to 邮箱@例子.公司");
    expect(field(said, "email").value).toBe("邮箱@例子.公司");
  });
});
