import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FILE_MOST_BYTES } from "../../src/core/file.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { colleague } from "./staff.ts";

vi.mock("../../src/commands.ts", async (original) => {
  const [known, { loadFile }] = [
    await original<typeof import("../../src/commands.ts")>(),
    await import("../fixtures/file-command.ts"),
  ];
  // The only one to which a file can be sent without words.
  const others = known.commands.filter((command) => !("takesFile" in command));
  return { ...known, commands: [...others, loadFile] };
});

const NOTHING = "There is nothing I can do with this file, so nothing was done.";
const LIST = "\ufeffName,E-mail\r\nZoë,zoe@example.com\r\n";
const READ = "Read staff.csv: 2 lines, the first is Name,E-mail";

describe.each(stories)("a command that reads a file, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let linus: Person;

  beforeAll(async () => {
    ({ story, ada } = await withApprover(platform, kind));
    linus = await colleague(story, "Linus");
  });
  afterAll(() => story.close());

  it("asks for it in its form, and reads what is chosen there", async () => {
    const form = await ada.types("load");
    expect(form.text).toContain("Staff list");
    const said = await ada.submitsFile("Staff list", "staff.csv", LIST);
    expect(said.text).toContain(READ);
  });

  it("reads one that is sent to the bot, without words or with its own", async () => {
    for (const words of ["", "load", "Load "])
      expect((await ada.sendsFile("staff.csv", words, LIST)).text).toContain(READ);
  });

  it("does nothing with one beside other words, and nothing with a code beside it", async () => {
    for (const words of ["hello", "load all", "help", "invite them@example.com finance", "12345678"])
      expect((await ada.sendsFile("staff.csv", words, LIST)).text).toContain(NOTHING);
  });

  it.each([
    ["of another kind", "staff.xlsx", "PK", "Please send a file whose name ends in .csv."],
    ["that is no text", "staff.csv", Uint8Array.from([0xff, 0xfe, 0x61, 0]), "This file can't be read as text."],
    ["that is empty", "staff.csv", "", "There is nothing in this file."],
    ["larger than it takes", "staff.csv", "a".repeat(100_001), "This file is too large: at most 97 KB."],
    ["larger than anything reads", "staff.csv", "a".repeat(FILE_MOST_BYTES + 1), "This file is too large: at most"],
    ["in which it finds a mistake", "staff.csv", "Name", "There is only a heading in this file."],
  ])("says what is wrong with one %s, and takes the next", async (_, name, content, sentence) => {
    const said = await ada.sendsFile(name, "", content);
    expect(said.text).toContain(sentence);
    expect(said.fields).toEqual([]);
    expect((await ada.sendsFile("staff.csv", "", LIST)).text).toContain(READ);
  });

  it("says what is wrong at the field of its form, where a better one is chosen", async () => {
    await ada.types("load");
    const wrong = await ada.submitsFile("Staff list", "staff.csv", "Name");
    expect(wrong.text).toContain("There is only a heading in this file.");
    expect((await ada.submitsFile("Staff list", "staff.csv", LIST)).text).toContain(READ);
  });

  it("is not told of, nor run, for who may not run it", async () => {
    const before = await story.db.sql("SELECT 1 FROM audit_entry");
    const stranger = await story.person("Newcomer");
    for (const who of [linus, stranger])
      for (const words of ["", "load"]) {
        const said = await who.sendsFile("staff.csv", words, LIST);
        expect(said.text).toContain(NOTHING);
        expect(said.text).not.toContain("Read staff.csv");
      }
    expect(await story.db.sql("SELECT 1 FROM audit_entry")).toHaveLength(before.length);
  });

  it("leaves nothing of a file in the log", async () => {
    await ada.sendsFile("staff.csv", "", LIST);
    expect(story.log.join("\n")).not.toMatch(/staff\.csv|zoe@example/);
  });
});
