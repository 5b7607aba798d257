import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import { PASSWORD, type Person, type Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { colleague } from "./staff.ts";

const OTHER = "nine copper kettles whistle";
type Visitor = ReturnType<typeof createVisitor>;

describe.each(stories)("the pages for one's own security, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let people = 0;
  let hashed: string;

  beforeAll(async () => {
    ({ story } = await withApprover(platform, kind));
    hashed = await hashPassword(PASSWORD, createLimit());
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const at = (path: string) => `${story.url}${path}`;
  const member = async () => {
    const person = await colleague(story, `Member${++people}`, ["Finance"]);
    await story.db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [person.id, hashed]);
    return person;
  };
  const signsIn = async (email: string, password = PASSWORD, visitor = createVisitor()): Promise<Visitor> => {
    await visitor.go(at("/security"));
    await visitor.submit(/sign-in$/, { email, password });
    return visitor;
  };
  const isIn = async (email: string, password = PASSWORD, visitor = createVisitor()): Promise<Visitor> => {
    await signsIn(email, password, visitor);
    await visitor.submit(/code$/, { code: await story.mailbox.codeFor(email) });
    expect(visitor.words()).toContain(`You are signed in as ${email}.`);
    return visitor;
  };
  const linkOf = async (person: Person) => {
    const seen = await person.types("security");
    return (seen.links[0]?.url ?? "").replace(/^https?:\/\/[^/]+/, story.url);
  };

  it("are reached from the chat by a link that works once, and asks for the password and a code", async () => {
    const ada = await member();
    const url = await linkOf(ada);
    const visitor = createVisitor();
    await visitor.go(url);
    expect(visitor.words()).toContain(`This link is for ${ada.email}`);
    // To look at it uses nothing up: previews and scanners do that.
    await createVisitor().go(url);
    await visitor.submit(/open/);
    expect(visitor.page().url).toBe(at("/security"));
    await visitor.submit(/password$/, { password: "not the password at all" });
    expect([visitor.page().status, visitor.words()]).toEqual([422, expect.stringContaining("not your password")]);
    await visitor.submit(/password$/, { password: PASSWORD });
    await visitor.submit(/code$/, { code: await ada.code() });
    expect(visitor.words()).toContain(`You are signed in as ${ada.email}.`);
    expect((await createVisitor().go(url)).status).toBe(410);
    expect((await ada.types("security")).text).toContain("in 1 browser");
  });

  it("are reached without a chat: address and password, then a code; a new browser is told by mail", async () => {
    const { email } = await member();
    const visitor = await isIn(email);
    await story.mailbox.noticeFor(email, "You have signed in to Acme Payments");
    await visitor.submit(/sign-out$/);
    expect(visitor.words()).toContain("You are signed out.");
    const before = story.mailbox.mails.length;
    await isIn(email, PASSWORD, visitor);
    expect(story.mailbox.mails.slice(before).map(({ words }) => words)).not.toContainEqual(
      expect.stringContaining("not used before"),
    );
  });

  it("change the password after one more code, which signs out every other browser and is told in both ways", async () => {
    const person = await member();
    const other = await isIn(person.email);
    const visitor = await isIn(person.email);
    story.clock.forward({ minutes: 6 });
    await visitor.go(at("/security/change-password"));
    await visitor.submit(/code\/again$/);
    await visitor.submit(/code$/, { code: await person.code() });
    await visitor.submit(/change-password$/, { current: PASSWORD, password: OTHER, repeat: OTHER });
    expect(visitor.words()).toContain("Your password has changed");
    await other.go(at("/security"));
    expect(other.words()).toContain("You are signed out");
    await story.mailbox.noticeFor(person.email, "Your password for Acme Payments is another one now");
    await person.finds("Your password for Acme Payments is another one now");
    expect((await signsIn(person.email)).words()).toContain("don't belong together");
    await isIn(person.email, OTHER);
  });

  it("set a new one where it is forgotten: a link, a code, and then the sign-in as always", async () => {
    const { email } = await member();
    const other = await isIn(email);
    const visitor = createVisitor();
    await visitor.go(at("/security/forgotten"));
    await visitor.submit(/forgotten$/, { email: email.toUpperCase() });
    const said = visitor.words();
    const link = (await story.mailbox.linkFor(email)).replace(/^https?:\/\/[^/]+/, story.url);
    await visitor.go(link);
    await visitor.submit(/open/);
    await visitor.submit(/code$/, { code: await story.mailbox.codeFor(email) });
    await visitor.submit(/new-password$/, { password: OTHER, repeat: OTHER });
    expect(visitor.words()).toContain("Your new password is set. Please sign in with it.");
    await other.go(at("/security"));
    expect(other.words()).toContain("You are signed out");
    await isIn(email, OTHER);
    const stranger = createVisitor();
    await stranger.go(at("/security/forgotten"));
    await stranger.submit(/forgotten$/, { email: "nobody@example.com" });
    expect(stranger.words()).toBe(said);
  });

  it("are closed to who is suspended, at once", async () => {
    const person = await member();
    const visitor = await isIn(person.email);
    await story.db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [person.id]);
    await visitor.go(at("/security"));
    expect(visitor.words()).toContain("You are signed out");
    expect((await signsIn(person.email)).words()).toContain("don't belong together");
  });
});
