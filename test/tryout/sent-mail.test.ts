import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { letter } from "../../src/delivery/email-template.ts";
import { LOGO } from "../../src/delivery/logo.ts";
import { readFolder } from "../../src/delivery/mail-folder.ts";
import type { Mail } from "../../src/platforms/tryout/app.ts";
import { fixtures } from "../fixtures/cards.ts";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

const mail = fixtures.flatMap((fixture) => fixture.mail ?? [])[0] ?? expect.fail("there is no mail");
const data = `data:${LOGO.type};base64,${LOGO.content.toString("base64")}`;
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

describe("a mail in the mailbox", () => {
  let tryout: OpenTryout;
  beforeAll(async () => {
    tryout = await openTryout();
    const sent = { ...letter(mail), id: "m1", to: ADA.email, at: "2026-01-02T03:04:05Z" };
    const attachments = [{ name: "people-checked.csv", type: "text/csv", content: '"<script>alert(1)</script>"' }];
    tryout.mails.push({ ...sent, images: { [LOGO.cid]: data }, attachments });
  });
  afterAll(() => tryout.close());

  it("is shown as it is sent, logo included, in a frame that can run nothing", async () => {
    const { text: page } = await tryout.send(`?as=${ADA.id}&in=mail`);
    expect(page).toMatch(
      /<iframe [^>]*src="\/try\/mail\/m1"[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/,
    );
    const { status, text, headers } = await tryout.send("/mail/m1");
    expect(status).toBe(200);
    expect(text).toBe(letter(mail).html.replace(`cid:${LOGO.cid}`, data));
    expect(headers["content-security-policy"]).toBe(POLICY);
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
  });

  it("has the files that came with it, to be saved and never shown", async () => {
    const page = await tryout.page(ADA.id, "mail");
    expect(page).toContain('href="/try/mail/m1/files/0" download="people-checked.csv">Download people-checked.csv');
    const { status, text, headers } = await tryout.send("/mail/m1/files/0");
    expect([status, text]).toEqual([200, '"<script>alert(1)</script>"']);
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(headers["content-disposition"]).toBe("attachment; filename=people-checked.csv");
    expect(headers["content-security-policy"]).toBe("default-src 'none'; sandbox");
    for (const at of ["1", "-1", "constructor", "0x0"])
      expect((await tryout.send(`/mail/m1/files/${at}`)).status).toBe(404);
    expect((await tryout.send("/mail/m1/files/0", { headers: { Host: "evil.example" } })).status).toBe(403);
  });

  it("that is not there is not found", async () => {
    for (const id of ["m2", "..%2fm1", "%00"]) {
      const { status, headers } = await tryout.send(`/mail/${id}`);
      expect(status).toBe(404);
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    }
  });

  it("is for this computer only, like everything here", async () => {
    expect((await tryout.send("/mail/m1", { headers: { Host: "evil.example" } })).status).toBe(403);
  });
});

describe("a mailbox that can't be read", () => {
  let tryout: OpenTryout;
  let folder: string;
  beforeAll(async () => {
    tryout = await openTryout();
    folder = join(tryout.folder, "mail");
  });
  afterAll(() => tryout.close());

  const problems: [string, () => Promise<Mail[]>][] = [
    ["a file where the folder should be", () => writeFile(folder, "").then(() => readFolder(folder))],
    ["something thrown that is no error", () => Promise.reject({ name: "ErrnoError", errno: 29 })],
  ];

  it.each(problems)("is said in a sentence, and everything else goes on: %s", async (_, mailbox) => {
    tryout.mailbox = mailbox;
    const page = await tryout.page(ADA.id, "mail");
    expect(page).toContain("The mailbox can&#39;t be read right now. See the log for the reason.");
    expect(page).not.toMatch(/\[object|ENOTDIR|\n\s+at |There is no mail/);
    expect((await tryout.send("/mail/m1")).status).toBe(404);
    expect((await tryout.driver.writes(ADA.id, "help")).text).toContain("understood");
  });
});
