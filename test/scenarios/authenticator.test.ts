import { generateSync } from "otplib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import { PASSWORD, type Person, type Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { becomes, colleague } from "./staff.ts";

describe.each(stories)("an authenticator app, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let hashed: string;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada } = await withApprover(platform, kind));
    hashed = await hashPassword(PASSWORD, createLimit());
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const codeOf = (secret: string) => {
    // The code before was used.
    story.clock.forward({ seconds: 31 });
    return generateSync({ secret, epoch: Math.floor(story.clock.now().getTime() / 1000) });
  };
  const admin = async () => {
    const person = await colleague(story, `Chief${++people}`, ["Admin"]);
    await story.db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", [
      ...[person.id, hashed, story.clock.now()],
    ]);
    return person;
  };
  const signsIn = async (email: string) => {
    const visitor = createVisitor();
    await visitor.go(`${story.url}/security`);
    await visitor.submit(/sign-in$/, { email, password: PASSWORD });
    return visitor;
  };
  /** Sets an app up in the pages; its secret and the recovery codes. */
  async function setsUp(person: Person) {
    const visitor = await signsIn(person.email);
    await visitor.submit(/code$/, { code: await person.code() });
    await visitor.go(`${story.url}/security/authenticator`);
    await visitor.submit(/begin$/);
    const { html } = visitor.page();
    expect(html).toContain("<svg ");
    const secret = (/class="secret">([A-Z2-7 ]+)</.exec(html)?.[1] ?? "").replaceAll(" ", "");
    await visitor.submit(/confirm$/, { code: "000000" });
    expect([visitor.page().status, visitor.words()]).toEqual([
      422,
      expect.stringContaining("not the code that the app shows"),
    ]);
    await visitor.submit(/confirm$/, { code: codeOf(secret) });
    const codes = [...visitor.page().html.matchAll(/<li><code>([^<]+)</g)].map(([, one = ""]) => one);
    expect(codes).toHaveLength(10);
    return { secret, codes, visitor };
  }

  it("is set up on the page, and approves in the form and in the direct message", async () => {
    const chief = await admin();
    const { secret } = await setsUp(chief);
    await chief.finds("An authenticator app was set up for you at Acme Payments");
    await story.mailbox.noticeFor(chief.email, "An authenticator app was set up for you");
    for (const how of ["form", "message"]) {
      const email = `new${++people}@example.com`;
      await ada.types(`invite ${email} Finance`);
      await ada.submits({ access: "All merchant accounts, including new ones", reason: "needed" });
      await ada.submits({ code: await ada.code() });
      const asked = await becomes(chief, email, ({ buttons }) => buttons.includes("Approve"));
      const mails = story.mailbox.mails.length;
      const form = await chief.presses("Approve", asked);
      expect(form.text).toContain("Open your authenticator app");
      expect(form.buttons).not.toContain("Send a new code");
      const done = how === "form" ? await chief.submits({ code: codeOf(secret) }) : await chief.writes(codeOf(secret));
      expect(done.text).toContain("Approved and done.");
      expect(story.mailbox.mails.slice(mails).filter(({ to, code }) => to === chief.email && code)).toEqual([]);
    }
  });

  it("that is lost is replaced with a recovery code, which is good once; its codes are asked for at the sign-in too", async () => {
    const chief = await admin();
    const { codes } = await setsUp(chief);
    const visitor = await signsIn(chief.email);
    expect(visitor.words()).toContain("Open your authenticator app");
    await visitor.go(`${story.url}/security/recover`);
    await visitor.submit(/recover$/, { code: codes[4]?.toLowerCase() ?? "" });
    expect(visitor.words()).toContain("Your lost app is off");
    await story.mailbox.noticeFor(chief.email, "was taken off with a recovery code");
    await visitor.submit(/begin$/);
    const secret = (/class="secret">([A-Z2-7 ]+)</.exec(visitor.page().html)?.[1] ?? "").replaceAll(" ", "");
    await visitor.submit(/confirm$/, { code: codeOf(secret) });
    await visitor.go(`${story.url}/security`);
    expect(visitor.words()).toContain(`You are signed in as ${chief.email}.`);
  });
});
