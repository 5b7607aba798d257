import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Undeliverable } from "../../src/core/conversation.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Mail } from "../../src/core/task.ts";
import { folderMailer, readFolder } from "../../src/delivery/mail-folder.ts";
import { verbatim } from "../../src/text/text.ts";

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "countersign-test-"));
  folder = join(parent, "data", "mail");
});
afterEach(() => rm(parent, { recursive: true }));

const mail = (subject: string, more: Partial<Mail> = {}): Mail => ({
  ...{
    kind: "code",
    to: "grace@example.com",
    reader: ANYBODY,
    subject: verbatim(subject),
    body: [verbatim("Hello.")],
    organization: "Acme",
  },
  ...more,
});
const subjects = async (limit?: number) => (await readFolder(folder, limit)).map(({ subject }) => subject);

it("there is no mail where none was ever written", async () => {
  expect(await readFolder(folder)).toEqual([]);
});

it("what was written is read with all that is in it, the code and the link too", async () => {
  const at = new Date("2026-11-23T10:00:00Z");
  const link = { label: verbatim("Get started"), url: "https://pay.example.com/activate/abc" };
  await folderMailer(folder, () => at).send(mail("Your code", { code: "48151623", link }));
  const [read] = await readFolder(folder);
  expect(read).toMatchObject({
    ...{ to: "grace@example.com", at: at.toISOString(), subject: "Your code", code: "48151623" },
    link: { label: "Get started", url: "https://pay.example.com/activate/abc" },
    text: expect.stringContaining("Hello."),
    html: expect.stringContaining("48151623"),
  });
});

it("codes and links lie in files that nobody but this system user can read, in a folder likewise", async () => {
  const before = process.umask(0);
  await folderMailer(folder)
    .send(mail("x", { code: "48151623" }))
    .finally(() => process.umask(before));
  const [name = ""] = await readdir(folder);
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it("the newest comes first, also within a millisecond and after a clock that was set back, and only so many", async () => {
  let time = Date.parse("2026-11-23T10:00:00Z");
  const mailer = folderMailer(folder, () => new Date(time));
  for (const subject of ["a", "b", "c"]) await mailer.send(mail(subject));
  time += 1;
  await mailer.send(mail("d"));
  expect(await subjects()).toEqual(["d", "c", "b", "a"]);
  expect(await subjects(2)).toEqual(["d", "c"]);
});

it("a mail that is still being written, and anything else that lies there, is no mail", async () => {
  await folderMailer(folder).send(mail("whole"));
  const [name = ""] = await readdir(folder);
  const half = (await readFile(join(folder, name), "utf8")).slice(0, 40);
  await writeFile(join(folder, `9${name.slice(1)}.part`), half);
  await writeFile(join(folder, "notes.json"), "{}");
  await writeFile(join(folder, ".9999.json.swp"), "x");
  expect(await subjects()).toEqual(["whole"]);
});

it("many at once are that many, and a reader beside them never meets half of one", async () => {
  const mailer = folderMailer(folder);
  // Large enough that writing one takes a while.
  const body = [verbatim("Hello."), verbatim("x".repeat(4_000_000))];
  const sending = Promise.all(Array.from({ length: 8 }, (_, at) => mailer.send(mail(`mail ${at}`, { body }))));
  let isOver = false;
  const over = sending.finally(() => {
    isOver = true;
  });
  while (!isOver) for (const { text } of await readFolder(folder)) expect(text).toContain("Hello.");
  await over;
  expect(new Set(await subjects()).size).toBe(8);
});

it("an address that is more than one is refused here as it is by the mail server, and is no path either", async () => {
  const mailer = folderMailer(folder);
  for (const to of ["a@example.com, b@example.com", "a@example.com\r\nBcc: b@example.com", "../../x"])
    await expect(mailer.send(mail("x", { to }))).rejects.toEqual(new Undeliverable("not one bare address"));
  expect(await readFolder(folder)).toEqual([]);
});

it("a folder that can't be written or read is told with its name and what to do, and nothing is left in one that can", async () => {
  const mailer = folderMailer(folder);
  await mailer.requireUsable?.();
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
  await writeFile(folder, "a file where the folder should be");
  await expect(mailer.requireUsable?.()).rejects.toThrow(
    /^Mail is put into the folder .*mail, which can't be written to and read \(EEXIST\)\. Give this user the right/,
  );
});
