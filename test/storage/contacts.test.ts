import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findContact, rememberContact } from "../../src/db/contacts.ts";
import type { Database } from "../../src/db/open.ts";
import { databases, freshDatabase } from "../harness/database.ts";

const OURS = { platform: "teams", tenant: "t1" } as const;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));

describe.each(databases)("who can be written to, on $kind", ({ kind }) => {
  let db: Database;
  beforeAll(async () => {
    db = await freshDatabase(kind);
  });
  afterAll(() => db.close());
  const remember = (user: string, email: string, minute: number, place = OURS) =>
    rememberContact(db, { ...place, user }, email, at(minute));

  it("is found by the address, however it is written, in the tenant and the chat it is of", async () => {
    await remember("u1", "New.Person@Example.com", 0);
    expect(await findContact(db, OURS, "new.person@EXAMPLE.com")).toEqual({ ...OURS, user: "u1" });
    expect(await findContact(db, { ...OURS, tenant: "t2" }, "new.person@example.com")).toBeNull();
    expect(await findContact(db, { ...OURS, platform: "slack" }, "new.person@example.com")).toBeNull();
    expect(await findContact(db, OURS, "new_person@example.com")).toBeNull();
  });

  it("has one address, the newest", async () => {
    await remember("u2", "before@example.com", 0);
    await remember("u2", "after@example.com", 1);
    expect(await findContact(db, OURS, "before@example.com")).toBeNull();
    expect(await findContact(db, OURS, "after@example.com")).toMatchObject({ user: "u2" });
  });

  it("is, of several with one address, who was seen last", async () => {
    await remember("u4", "shared@example.com", 2);
    await remember("u3", "shared@example.com", 1);
    expect(await findContact(db, OURS, "shared@example.com")).toMatchObject({ user: "u4" });
  });

  it("is kept once, also when two deliveries come at once", async () => {
    await Promise.all(Array.from({ length: 5 }, () => remember("u5", "five@example.com", 3)));
    expect(await db.prisma.chatContact.count({ where: { user: "u5" } })).toBe(1);
  });
});
