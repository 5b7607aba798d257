import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { createReadiness } from "../../src/pipeline/readiness.ts";
import { freshDatabase } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const queue = { health: async () => ({ waiting: 0, dead: 0 }) };

it("asked a hundred times at once and a hundred times more, it writes once", async () => {
  let times = 0;
  const requireUsable = async () => {
    times += 1;
  };
  const ready = createReadiness({ db, queue, mailer: { requireUsable }, log: silent });
  await Promise.all(Array.from({ length: 100 }, ready));
  for (let i = 0; i < 100; i += 1) expect((await ready()).ok).toBe(true);
  expect(times).toBe(1);
});

it("says so where mail goes into a folder that can't be used, and nothing about where that is", async () => {
  const requireUsable = () => Promise.reject(new Error("Mail is put into the folder /secret/place"));
  const state = await createReadiness({ db, queue, mailer: { requireUsable }, log: silent })();
  expect(state).toMatchObject({ ok: false, details: { mailFolder: "can't be written and read" } });
  expect(JSON.stringify(state)).not.toContain("secret");
});
