import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ref } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { RENEWALS_A_DAY } from "../../src/domain/invitations/offer.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

const RENEW = "invitation.renew";

describe.each(databases)("sending an invitation again, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
  });
  afterAll(() => db.close());
  afterEach(() => expect(company.faults.splice(0)).toEqual([]));

  async function invited(email: string): Promise<Ref> {
    await company.reviews(grace, await company.waiting(ada, email));
    const [row] = await company.rows("invitation", `AND email = '${email}'`);
    return { id: String(row?.id), version: 0 };
  }
  const isOf =
    ({ id }: Ref) =>
    ({ invitationId, kind }: Record<string, unknown>) =>
      kind === "invitation.renewed" && invitationId === id;
  const timesSent = async (ref: Ref) => (await company.events()).filter(isOf(ref)).length;
  const mailsAskedFor = async ({ id }: Ref) =>
    (await company.jobs()).filter((job) => job.name === "activation" && job.invitationId === id).length;

  it("fifty presses at once of the same form send it once", async () => {
    const ref = await invited("fifty@acme.example");
    await atOnce(50, (at) => (at % 2 ? ada : grace).submits(RENEW, {}, { ref }));
    expect(await timesSent(ref)).toBe(1);
    expect(await mailsAskedFor(ref)).toBe(1 + 1);
  });

  it("fifty people at once who open the form and send it, again and again, are held to the limit of a day", async () => {
    const ref = await invited("again@acme.example");
    const opensAndSends = async (who: Member) => {
      const form = await who.presses(RENEW, ref);
      if (form.kind !== "form" || !form.ref) return wordsOf(form);
      return wordsOf(await who.submits(RENEW, {}, { ref: form.ref }));
    };
    const said: string[] = [];
    for (let round = 0; round < 8; round += 1)
      said.push(...(await atOnce(50, (at) => opensAndSends(at % 2 ? ada : grace))));
    expect(await timesSent(ref)).toBe(RENEWALS_A_DAY);
    expect(await mailsAskedFor(ref)).toBe(1 + RENEWALS_A_DAY);
    expect(said.at(-1)).toContain("was sent again 5 times within a day.");
  });

  it("forms with a version that somebody made up are held to it too, though none was ever opened", async () => {
    const ref = await invited("madeup@acme.example");
    const guessed = (version: number) => ada.submits(RENEW, {}, { ref: { ...ref, version } });
    for (let round = 0; round < 8; round += 1) await atOnce(50, (at) => guessed(at % 10));
    expect(await timesSent(ref)).toBe(RENEWALS_A_DAY);
    expect(wordsOf(await guessed(RENEWALS_A_DAY))).toContain("was sent again 5 times within a day.");
  });
});
