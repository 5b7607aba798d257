import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { found } from "../../src/domain/invitations/founding.ts";
import { databases, freshPlace } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

describe.each(databases)("the name of the organization, on $kind", ({ kind }) => {
  it("follows the one that is configured, with an event, and never the one that stands in for none", async () => {
    const place = await freshPlace(kind);
    const db = await openDatabase({ ...place, log: silent });
    const now = new Date("2026-01-01T10:00:00Z");
    const starts = async (name: string, isNamed: boolean) => {
      const wanted = { name, isNamed, firstAdmin: "ada@example.com", merchantAccounts: [], now };
      const { organization, events } = await inTransaction(db, (tx) => found(tx, wanted));
      return [organization.name, events.map((one) => one.kind).filter((one) => one.startsWith("organization."))];
    };
    expect(await starts("Acme", true)).toEqual(["Acme", ["organization.created"]]);
    expect(await starts("Acme", true)).toEqual(["Acme", []]);
    expect(await starts("Example Company", false)).toEqual(["Acme", []]);
    expect(await starts("Acme Payments", true)).toEqual(["Acme Payments", ["organization.renamed"]]);
    expect(await starts("Acme Payments", true)).toEqual(["Acme Payments", []]);
    await db.close();
    await place.drop();
  });
});
