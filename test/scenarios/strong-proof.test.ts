import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";

describe.each(stories)("a strong proof for administrative permissions, on $platform with $kind", (about) => {
  let story: Story;
  let ada: Person;

  beforeAll(async () => {
    ({ story, ada } = await withApprover(about.platform, about.kind));
    await story.db.sql("UPDATE policy SET strong_for_administrative = true");
  });
  afterAll(() => story.close());

  it("who has nothing but mailed codes is told what to do, before a code is mailed; for the rest nothing changes", async () => {
    const values = { access: "All merchant accounts, including new ones", reason: "needed" };
    // Somebody who could approve it.
    await story.db.sql(
      `INSERT INTO authenticator (id, organization_id, member_id, sealed, created_at, confirmed_at, active_at)
        SELECT gen_random_uuid(), organization_id, id, 'x', $1, $1, $1 FROM member WHERE email = 'grace@example.com'`,
      [story.clock.now()],
    );
    const mails = story.mailbox.mails.length;
    await ada.types("invite boss@example.com Admin");
    const refused = await ada.submits(values);
    expect(refused.text).toContain("a code by mail is not enough for that here");
    expect(refused.text).toContain("Set up an authenticator app or a passkey first");
    expect(story.mailbox.mails.slice(mails).filter(({ code }) => code)).toEqual([]);
    await ada.types("invite staff@example.com Finance");
    await ada.submits(values);
    expect((await ada.submits({ code: await ada.code() })).text).toContain("sent for approval");
  });
});
