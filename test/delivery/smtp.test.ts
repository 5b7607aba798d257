import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Undeliverable } from "../../src/core/conversation.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Mail } from "../../src/core/task.ts";
import { type Mailer, smtpMailer } from "../../src/delivery/email.ts";
import { LOGO } from "../../src/delivery/logo.ts";
import { verbatim } from "../../src/text/text.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";

const FROM = "Countersign <countersign@pay.example.com>";
let office: PostOffice;
let mailer: Mailer;
beforeEach(async () => {
  office = await openPostOffice();
  mailer = smtpMailer({ url: office.url, from: FROM });
});
afterEach(async () => {
  mailer.close();
  await office.close();
});

const mail = (more: Partial<Mail> = {}): Mail => ({
  kind: "code",
  to: "new.person@example.com",
  reader: ANYBODY,
  subject: verbatim("Your code for Acme"),
  body: [verbatim("To invite somebody.")],
  code: "48151623",
  organization: "Acme",
  ...more,
});
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a mail that leaves", () => {
  it("comes from the sender, goes to its one reader, and holds the same in both of its forms", async () => {
    await mailer.send(mail());
    const [{ from, to, mail: read } = expect.fail("nothing arrived")] = office.arrived;
    expect([from, to]).toEqual(["countersign@pay.example.com", ["new.person@example.com"]]);
    expect(read.from?.value).toEqual([{ name: "Countersign", address: "countersign@pay.example.com" }]);
    expect(read.to).toMatchObject({ value: [{ name: "", address: "new.person@example.com" }] });
    expect(read.subject).toBe("Your code for Acme");
    expect(read.text).toContain("Your code: 48151623");
    expect(read.html).toContain("48151623");
  });

  it("brings the logo along, within the mail and not as something to open", async () => {
    await mailer.send(mail());
    const { attachments } = office.arrived[0]?.mail ?? expect.fail("nothing arrived");
    expect(attachments).toMatchObject([
      { cid: LOGO.cid, contentType: "image/png", contentDisposition: "inline", related: true, content: LOGO.content },
    ]);
  });

  it("says that a machine wrote it, so that no machine answers, and not which program", async () => {
    await mailer.send(mail());
    const { headers } = office.arrived[0]?.mail ?? expect.fail("nothing arrived");
    expect(headers.get("auto-submitted")).toBe("auto-generated");
    expect(headers.get("x-auto-response-suppress")).toBe("All");
    expect(headers.has("x-mailer")).toBe(false);
    expect(office.arrived[0]?.raw).not.toMatch(/nodemailer/i);
  });

  it("keeps letters of every language in the name of an organization", async () => {
    await mailer.send(mail({ subject: verbatim("Ihr Code für Müller & Söhne 株式会社"), organization: "株式会社" }));
    expect(office.arrived[0]?.mail.subject).toBe("Ihr Code für Müller & Söhne 株式会社");
    expect(office.arrived[0]?.mail.text).toContain("株式会社");
  });

  it("can't be given another header by a line break in a name", async () => {
    const name = "Acme\r\nBcc: thief@evil.example\r\n\r\nAll yours\u2028X-Evil: 1";
    await mailer.send(mail({ subject: verbatim(`Your code for ${name}`), organization: name }));
    const [{ to, mail: read } = expect.fail("nothing arrived")] = office.arrived;
    expect(to).toEqual(["new.person@example.com"]);
    expect(read.headers.has("bcc")).toBe(false);
    expect(read.headers.has("x-evil")).toBe(false);
    expect(read.subject).toContain("Acme Bcc: thief@evil.example All yours");
  });
});

describe("an address that is more than one", () => {
  const crafted = [
    "a@example.com, thief@evil.example",
    "a@example.com;thief@evil.example",
    "a@example.com\r\nBcc: thief@evil.example",
    "a@example.com\nRCPT TO:<thief@evil.example>",
    "thief@evil.example <a@example.com>",
    '"a@example.com, " <thief@evil.example>',
    "a@example.com <thief@evil.example>",
    "group: a@example.com, thief@evil.example;",
    "a@example.com thief@evil.example",
    "a@example.com\0",
    "a@[127.0.0.1]",
    // nodemailer would send it also to a server that doesn't know SMTPUTF8.
    "grüße@example.com",
    "",
  ];
  it.each(crafted)("is refused for good: %j", async (to) => {
    const error = await failure(mailer.send(mail({ to })));
    expect(error).toEqual(new Undeliverable("not one bare address"));
    expect(office.arrived).toEqual([]);
  });

  it.each([
    "a@b.example, c@d.example",
    "Name <a@b.example>\r\nBcc: c@d.example",
    "Name",
    "<>",
    "A <a@b.example> <c@d.example>",
  ])("as sender: %j stops the start", (from) =>
    expect(() => smtpMailer({ url: office.url, from })).toThrow("must be one address"),
  );
});

describe("a server that does not take it", () => {
  it.each([550, 551, 553])("an address refused for good (%i) is given up", async (code) => {
    office.answers.recipient = { code, words: "no new.person@example.com here" };
    expect(await failure(mailer.send(mail()))).toEqual(new Undeliverable(`SMTP ${code}`));
  });

  const toTryAgain: [string, () => void, RegExp][] = [
    [
      "the mailbox is busy",
      () => (office.answers.recipient = { code: 450, words: "new.person@ later" }),
      /RCPT TO, 450/,
    ],
    ["the content is refused", () => (office.answers.data = { code: 554, words: "48151623 is spam" }), /554/],
    ["the content is refused for now", () => (office.answers.data = { code: 451, words: "48151623" }), /451/],
  ];
  it.each(toTryAgain)("%s: to be tried again, and the error repeats nothing of it", async (_what, answer, words) => {
    answer();
    const error = await failure(mailer.send(mail()));
    expect(error).not.toBeInstanceOf(Undeliverable);
    expect(String(error)).toMatch(words);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/new\.person|48151623|spam/);
  });

  it("the password is refused: to be tried again, and the error holds neither name nor password", async () => {
    office.answers.login = { code: 535, words: "wrong password hunter2 for postman" };
    const other = smtpMailer({ url: office.url.replace("//", "//postman:hunter2@"), from: FROM });
    const error = await failure(other.send(mail()));
    other.close();
    expect(error).not.toBeInstanceOf(Undeliverable);
    expect(String(error)).toMatch("535");
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/hunter2|postman|new\.person/);
  });

  it("nobody listens: to be tried again", async () => {
    const other = smtpMailer({ url: "smtp://127.0.0.1:9", from: FROM });
    const error = await failure(other.send(mail()));
    other.close();
    expect(error).not.toBeInstanceOf(Undeliverable);
    expect(String(error)).toBe("Error: mail not sent: CONN, ESOCKET");
  });

  it("it takes the call and then says nothing: given up well before the job is, and not waited for at the end", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const other = smtpMailer({ url: `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`, from: FROM });
    const began = Date.now();
    const error = await failure(other.send(mail()));
    expect(Date.now() - began).toBeLessThan(12_000);
    expect(error).not.toBeInstanceOf(Undeliverable);
    expect(String(error)).toBe("Error: mail not sent: CONN, ETIMEDOUT");
    other.close();
    silent.close();
  });
});
