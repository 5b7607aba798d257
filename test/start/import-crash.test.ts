import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut } from "../../src/db/write.ts";
import { openQueue } from "../../src/delivery/queue.ts";
import { routingOf } from "../../src/jobs.ts";
import { asksFor, draftIn, sendsFile } from "../abuse/importing.ts";
import { openOrganization } from "../abuse/setup.ts";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { freePort } from "../harness/free-port.ts";
import { silent } from "../harness/postgresql.ts";
import { emptyFolder, spawnProduct } from "./product.ts";

const ROWS = 250;
const KILLS_MOST = 15;

describe.each(databases)("F1: killed while an import is carried out, on $kind", ({ kind }) => {
  let place: Place;
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  beforeEach(async () => {
    place = await freshPlace(kind);
    folder = await emptyFolder();
  });
  afterEach(async () => {
    await place.drop();
    await folder.remove();
  });

  async function withDatabase<T>(use: (db: Database) => Promise<T>): Promise<T> {
    const db = await openDatabase({ ...place, log: silent });
    return use(db).finally(() => db.close());
  }

  /** A file that was approved, with the job that begins it in the queue. */
  async function approved(db: Database): Promise<void> {
    const company = await openOrganization(db, { accounts: ["Berlin"] });
    const [ada, grace] = [await company.member("Ada", ["Admin"]), await company.member("Grace", ["Admin"])];
    const people = Array.from({ length: ROWS }, (_, at) => `p${at}@x.example,finance,all`);
    const draft = draftIn(await sendsFile(ada, people));
    const request = await asksFor(company, ada, draft);
    await company.reviews(grace, request);
    const queue = await openQueue(db, silent, routingOf);
    const job = { name: "import-batch", importId: draft.id, requestId: request.id } as const;
    await inTransaction(db, (tx) => carryOut(tx, [], [queue.enqueue([{ organizationId: company.id, job }])]));
    await queue.stop();
  }

  async function killed(after: number): Promise<void> {
    const database = place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {};
    const env = { DATA_DIR: place.dataDir, PORT: String(await freePort()), ...database };
    const product = spawnProduct({ cwd: folder.path, env });
    await product.running;
    await new Promise((resolve) => setTimeout(resolve, after));
    await product.stop("SIGKILL");
  }

  it("again and again, no row is done twice and none is left behind", async () => {
    await withDatabase(approved);
    const seen: number[] = [];
    for (let at = 0; at < KILLS_MOST && seen.at(-1) !== ROWS; at += 1) {
      await killed(1_000 + 300 * at);
      const done = await withDatabase(async (db) => {
        // A job that nobody finished runs again after a minute: nobody shall wait for it here.
        await db.sql("UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'");
        const [row] = await db.sql("SELECT done FROM member_import");
        const [kept] = await db.sql("SELECT count(*)::int AS count FROM invitation");
        expect(kept?.count).toBe(row?.done);
        return Number(row?.done);
      });
      seen.push(done);
    }
    const found = await withDatabase((db) =>
      db.sql(`SELECT (SELECT count(DISTINCT email)::int FROM invitation) AS people,
        (SELECT count(*)::int FROM audit_entry WHERE body LIKE '%"kind":"invitation.created"%') AS entries,
        (SELECT state FROM change_request) AS state, (SELECT count(*)::int FROM import_row WHERE state <> 'done') AS left`),
    );
    expect([seen, found]).toEqual([
      expect.arrayContaining([ROWS]),
      [{ people: ROWS, entries: ROWS, state: "applied", left: 0 }],
    ]);
  }, 180_000);
});
