import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import { PASSWORD, type Person, type Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { colleague } from "./staff.ts";

const PAYMENT = "nine copper kettles";
const OTHER = "ten tin drums";

describe.each(stories)("a payment password, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let key: string;
  let hashed: string;
  let people = 0;

  beforeAll(async () => {
    ({ story } = await withApprover(platform, kind));
    hashed = await hashPassword(PASSWORD, createLimit());
    const asked = { name: "checkout", scopes: ["payment-password:verify"], days: 365 };
    key = (await story.app.apiKeys.add(asked)).lines[1] ?? "";
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 2 }));

  const member = async () => {
    const person = await colleague(story, `Payer${++people}`, ["Finance"]);
    await story.db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [person.id, hashed]);
    return person;
  };
  const isIn = async (person: Person) => {
    const visitor = createVisitor();
    await visitor.go(`${story.url}/security`);
    await visitor.submit(/sign-in$/, { email: person.email, password: PASSWORD });
    await visitor.submit(/code$/, { code: await story.mailbox.codeFor(person.email) });
    return visitor;
  };
  /** What a system of the company hears. */
  const verified = async ({ email }: Person, password: string) => {
    const answer = await fetch(`${story.url}/api/v1/payment-password/verify`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ member: email, password }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as unknown;
  };

  it("is added in the security settings, told by mail and in the chat, and known to the company's systems", async () => {
    const person = await member();
    const visitor = await isIn(person);
    expect(visitor.words()).toContain("Not set.");
    await visitor.go(`${story.url}/security/payment-password`);
    await visitor.submit(/payment-password$/, { password: PAYMENT, repeat: `${PAYMENT}!` });
    expect(visitor.page().status).toBe(422);
    await visitor.submit(/payment-password$/, { password: PASSWORD, repeat: PASSWORD });
    expect(visitor.words()).toContain("This is your password for signing in.");
    await visitor.submit(/payment-password$/, { password: PAYMENT, repeat: PAYMENT });
    expect(visitor.page().url).toBe(`${story.url}/security?done=payment`);
    expect(visitor.words()).toContain("Your payment password is set.");
    await story.mailbox.noticeFor(person.email, "A payment password was set for you at Acme Payments.");
    await person.finds("A payment password was set for you at Acme Payments.");
    expect(await verified(person, PAYMENT)).toEqual({ verified: true });
    expect(await verified(person, OTHER)).toEqual({ verified: false });
  });

  it("is changed after one more code, also where it is locked, and that is told too", async () => {
    const person = await member();
    const visitor = await isIn(person);
    await visitor.go(`${story.url}/security/payment-password`);
    await visitor.submit(/payment-password$/, { password: PAYMENT, repeat: PAYMENT });
    for (let at = 0; at < 5; at += 1) expect(await verified(person, OTHER)).toEqual({ verified: false });
    expect(await verified(person, PAYMENT)).toEqual({ verified: false });
    await visitor.go(`${story.url}/security`);
    expect(visitor.words()).toContain("Locked until");
    story.clock.forward({ minutes: 6 });
    await visitor.go(`${story.url}/security/payment-password`);
    expect(visitor.words()).toContain("Is it still you?");
    await visitor.submit(/code\/again$/);
    await visitor.submit(/code$/, { code: await person.code() });
    expect(visitor.words()).toContain("Change your payment password");
    await visitor.submit(/payment-password$/, { password: OTHER, repeat: OTHER });
    await story.mailbox.noticeFor(person.email, "Your payment password at Acme Payments is another one now.");
    await person.finds("Your payment password at Acme Payments is another one now.");
    expect(await verified(person, OTHER)).toEqual({ verified: true });
  });

  it("is nobody's once its member is suspended", async () => {
    const person = await member();
    const visitor = await isIn(person);
    await visitor.go(`${story.url}/security/payment-password`);
    await visitor.submit(/payment-password$/, { password: PAYMENT, repeat: PAYMENT });
    expect(await verified(person, PAYMENT)).toEqual({ verified: true });
    await story.db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [person.id]);
    expect(await verified(person, PAYMENT)).toEqual({ verified: false });
  });
});
