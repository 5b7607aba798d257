import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invites, withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, colleague, employs } from "./staff.ts";

const ROLES = ["role compare", "role add", "role copy", "role change", "role delete"];

describe.each(stories)("asking, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let linus: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
    linus = await colleague(story, "Linus", ["Finance"]);
    for (let at = 10; at < 33; at += 1) await employs(story, `person${at}@example.com`, at < 12 ? ["Developer"] : []);
  });
  afterAll(() => story.close());

  it("help shows an administrator everything, and a member what a member may do", async () => {
    const everything = await ada.types("help");
    const commands = [
      "help",
      "invite",
      "members",
      "member",
      "roles",
      "role",
      ...ROLES,
      "requests",
      "withdraw",
      "history",
    ];
    const offered = ({ text }: Seen) => {
      const first = text.split("\n").map((line) => `${line} `);
      return commands.filter((one) =>
        first.some((line) => [" ", ":"].some((end) => line.startsWith(`${ada.command(one)}${end}`))),
      );
    };
    expect(offered(everything)).toEqual(commands);
    const little = await linus.types("");
    expect(little.text).toContain("You are linus@example.com in Acme Payments.");
    expect(offered(little)).toEqual(["help", "member", "roles", "requests", "withdraw"]);
  });

  it("members come a page at a time, by address, each once", async () => {
    const pages = [await ada.types("members")];
    while (pages.at(-1)?.buttons.includes("Next page") && pages.length < 9) pages.push(await ada.presses("Next page"));
    const seen = pages.flatMap((page) => page.text.match(/[a-z0-9]+@example\.com/g) ?? []);
    expect(pages.map((page) => (page.text.match(/@example\.com/g) ?? []).length)).toEqual([10, 10, 6]);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toHaveLength(26);
    expect(pages[0]?.text).toMatch(/ada@example\.com[\s\S]*active, Admin/);
    expect(pages[0]?.text).toMatch(/linus@example\.com[\s\S]*active, Finance/);
  });

  it("a member opens from the list, by address and by mention, and it is the same card", async () => {
    const byAddress = await ada.types("member linus@example.com");
    expect(byAddress.text).toContain("Finance, on all merchant accounts");
    expect(byAddress.text).toContain("active");
    const byMention = await ada.types(`member ${linus.mention}`);
    const inCapitals = await ada.types("member LINUS@Example.com");
    expect([byMention.text, inCapitals.text]).toEqual([byAddress.text, byAddress.text]);
    await ada.types("members");
    expect((await ada.presses("Open")).text).toContain("ada@example.com");
  });

  it("everybody may look at themselves, and nobody but who manages people at others", async () => {
    expect((await linus.types("member")).text).toContain("linus@example.com");
    expect((await linus.types(`member ${linus.mention}`)).text).toContain("Finance");
    for (const who of ["ada@example.com", grace.mention, "nobody@example.com"]) {
      const refused = await linus.types(`member ${who}`);
      expect(refused.text).toContain("You need the permission to manage members");
      expect(refused.text).not.toContain("Admin");
    }
  });

  it("somebody who isn't there is not found, and what is no name at all is said to be none", async () => {
    expect((await ada.types("member nobody@example.com")).text).toContain(
      "No member was found for “nobody@example.com”",
    );
    expect((await ada.types("member Linus")).text).toContain("is neither an e-mail address nor a mention");
    const stranger = await story.person("Stranger");
    const unknown = await ada.types(`member ${stranger.mention}`);
    expect(unknown.text).toContain("No member was found for “that person”.");
    expect(unknown.text).not.toContain(stranger.user);
    const several = await ada.types(`member ${stranger.mention} linus@example.com`);
    expect(several.text).toContain("“that person linus@example.com” is neither an e-mail address nor a mention.");
  });

  it("members and roles are offered where none is named, and oneself to somebody who may see nobody else", async () => {
    expect((await ada.types("member")).text).toContain("person10@example.com");
    expect((await ada.presses("Open")).text).toContain("ada@example.com");
    expect((await linus.types("member")).text).toContain("linus@example.com");
    const roles = await ada.types("role");
    expect([roles.text, roles.buttons]).toEqual([(await ada.types("roles")).text, roles.buttons]);
    expect((await ada.presses("Open")).text).toContain("Held by");
  });

  it("a member is found by an address as a mail program copies it, and a role by what it is called elsewhere", async () => {
    expect((await ada.types("member Linus <LINUS@example.com>")).text).toContain("Finance, on all merchant accounts");
    expect((await ada.types("role Finanzen")).text).toMatch(/Held by[\s\S]*linus@example\.com/);
  });

  it("roles are told with what they permit; a role with who holds it", async () => {
    const roles = await linus.types("roles");
    for (const role of ["Admin", "Finance", "Operations", "Developer", "Data Analytics"])
      expect(roles.text).toContain(role);
    expect(roles.text).toContain("Transactions and settlements: see, download");
    const finance = await ada.types("role finance");
    expect(finance.text).toContain("Transactions and settlements: see, download");
    expect(finance.text).toMatch(/Held by[\s\S]*linus@example\.com/);
    expect(finance.text).not.toContain("ada@example.com");
    expect((await ada.types("role data analytics")).text).toMatch(/Held by[\s\S]*nobody/);
    expect((await ada.types("role developer")).text).toContain("person10@example.com and person11@example.com");
    expect((await linus.types("role finance")).text).toContain("You need the permission to manage members for this.");
  });

  it("a button that would be refused is not offered", async () => {
    expect((await ada.types("roles")).buttons).toContain("Open");
    expect((await linus.types("roles")).buttons).toEqual([]);
  });

  it("an unknown role or command is answered with what there is, and what was probably meant", async () => {
    const role = await ada.types("role finanze");
    expect(role.text).toContain("There is no role “finanze”. Did you mean Finance?");
    expect(role.text).toContain("Admin, Finance, Operations, Developer, and Data Analytics");
    expect((await ada.types("role xyz")).text).not.toContain("Did you mean");
    const command = await ada.types("membrs");
    expect(command.text).toContain(`There is no command “membrs”. Did you mean ${ada.command("members")}?`);
    expect(command.text).toContain(ada.command("invite"));
    const other = await linus.types("histori");
    expect(other.text).toContain("There is no command “histori”.");
    expect(other.text).not.toMatch(/history\b|invite\b/);
  });

  it("a direct message that is no command is answered kindly, and one that is works like the command", async () => {
    expect((await linus.writes("good morning!")).text).toContain("I only understand commands and codes.");
    expect((await linus.writes("requets")).text).toContain(`Did you mean ${linus.command("requests")}?`);
    expect((await linus.writes("help")).text).toContain("You are linus@example.com");
    const mentioned = await ada.types(`${grace.mention} members`);
    expect(mentioned.text).toContain("There is no command “that person”.");
    expect((await linus.writes("12345678")).text).toContain("Nothing is waiting for a code from you.");
  });

  it("a file sent to the bot is answered with what can be done instead, and what is written beside it is not done", async () => {
    const before = await story.db.sql("SELECT 1 FROM audit_entry");
    const stranger = await story.person("Newcomer");
    for (const [who, words] of [
      [ada, "invite them@example.com finance"],
      [linus, undefined],
      [stranger, "hello"],
    ] as const) {
      const said = await who.sendsFile("people.csv", words);
      expect(said.text).toContain(
        "There is nothing I can do with this file, so nothing was done. Please type what you want to do;",
      );
      expect(said.text).toContain(`${who.command("help")} shows what there is.`);
      expect([said.fields, said.buttons]).toEqual([[], []]);
    }
    expect(await story.db.sql("SELECT 1 FROM audit_entry")).toHaveLength(before.length);
    expect((await ada.writes("help")).text).toContain("You are ada@example.com");
  });

  it("requests are those of one's own and those that wait for one, and nobody else's", async () => {
    expect((await ada.types("requests")).text).toContain("Nothing is open");
    await ada.types("invite unsigned@example.com operations");
    await ada.submits({ access: "All merchant accounts, including new ones" });
    await ada.code();
    await invites(ada, "signed@example.com", "operations");
    const own = await ada.types("requests");
    expect(own.text).toMatch(
      /invite unsigned@example\.com[\s\S]*Your code is still missing[\s\S]*invite signed@example\.com/,
    );
    expect(own.text).toContain("You asked for it. It is waiting for approval.");
    const hers = await grace.types("requests");
    expect(hers.text).toContain("invite signed@example.com");
    expect(hers.text).toContain("Asked for by ada@example.com. You can approve it.");
    expect(hers.text).not.toContain("unsigned@example.com");
    await grace.presses("Open");
    await grace.finds("is now the newest message in your chat with Countersign");
    const isWhole = ({ buttons }: Seen) => buttons.includes("Approve");
    expect((await becomes(grace, "invite signed@example.com", isWhole)).buttons).toEqual(["Approve", "Deny"]);
    expect((await linus.types("requests")).text).toContain("Nothing is open");
  });

  it("the history is refused to a person who may not read it, and that refusal is in it", async () => {
    const refused = await linus.types("history");
    expect(refused.text).toContain("You need the permission to read the history for this.");
    expect(refused.text).not.toContain("asked to invite");
    const history = await ada.types("history");
    expect(history.text).toContain("linus@example.com was refused: read the history");
    expect(history.text).toContain("ada@example.com asked to invite");
    expect(history.buttons).toContain("Older");
  });
});
