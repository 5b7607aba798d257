import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nothing } from "../../src/core/task.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { prepareAddressMoved } from "../../src/domain/corrections/notifications.ts";
import type { JobContext, Task } from "../../src/domain/job.ts";
import { prepareLeftChatTold } from "../../src/domain/members/left-chat.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn } from "./setup.ts";

/** Messages wait, where a chat is down for hours: what was planned is judged again when it is sent. */
describe.each(databases)("what is told late, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let people = 0;
  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Shop", "Stall"] });
  });
  afterAll(() => db.close());

  const somebody = (roles: string[], scope: string[] | "all" = "all") =>
    company.member(`Person${++people}`, roles, scope);
  const comesTo = (prepare: (context: JobContext) => Promise<Task>) =>
    inTransaction(db, (tx) => prepare(company.jobContext(tx)));
  const told = (leaver: Member, { id, account }: Member) =>
    comesTo((context) =>
      prepareLeftChatTold(context, { memberId: leaver.id, platform: "slack", tell: id, to: account }),
    );

  it("who is gone from a chat is named to nobody who may not manage them any more", async () => {
    const leaver = await somebody(["Operations"], ["Shop"]);
    const ada = await somebody(["Admin"]);
    expect(await told(leaver, ada)).toMatchObject({ kind: "post" });
    await db.sql("DELETE FROM role_grant WHERE member_id = $1", [ada.id]);
    expect(await told(leaver, ada)).toEqual(nothing);
    await company.grant(ada.id, "Admin", ["Stall"]);
    expect(await told(leaver, ada)).toEqual(nothing);
  });

  it("who was removed is not told that they keep their address, but still that it became another one", async () => {
    const target = await somebody([]);
    const [ada, grace] = [await somebody(["Admin"]), await somebody(["Admin"])];
    const about = { ref: { id: target.id, version: 1 } };
    const ref = refIn(await ada.submits("member.correct", { email: "new@acme.example" }, about));
    await company.confirms(ada, ref);
    await company.reviews(grace, await company.current(ref.id));
    const [change] = await company.rows("address_change");
    const says = (state: "stopped" | "changed") =>
      comesTo((context) => prepareAddressMoved(context, { addressId: String(change?.id), state, to: "mail" }));
    expect([await says("stopped"), await says("changed")]).toMatchObject([{ kind: "mail" }, { kind: "mail" }]);
    await db.sql("UPDATE member SET state = 'removed' WHERE id = $1", [target.id]);
    expect([await says("stopped"), await says("changed")]).toMatchObject([nothing, { kind: "mail" }]);
  });
});
