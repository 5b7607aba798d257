import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Throttled } from "../../src/core/conversation.ts";
import type { Job, QueuedJob } from "../../src/core/job.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut } from "../../src/db/write.ts";
import { openQueue, type Queue } from "../../src/delivery/queue.ts";
import { routingOf } from "../../src/jobs.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";
import { NOBODYS, queueJobs } from "../harness/queue-jobs.ts";

const code = (challengeId: string): Job => ({ name: "code", challengeId });
const outcome = (requestId: string): Job => ({ name: "outcome", requestId, to: "mail" });
const card = (messageId: string): Job => ({ name: "card", messageId, platform: "slack" });
const redraw = (messageId: string): Job => ({ name: "redraw", messageId, platform: "slack" });

describe.each(databases)("the outlets of the queue on $kind", ({ kind }) => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let queue: Queue;
  let taken: string[];
  let release: () => void;
  beforeAll(async () => {
    database = await freshDatabase(kind);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    taken = [];
    release = () => undefined;
    queue = await openQueue(database, silent, routingOf);
  });
  afterEach(async () => {
    release();
    await queue.stop();
    await database.sql("DELETE FROM pgboss.job");
  });

  const enqueue = (...jobs: Job[]) => queueJobs({ db: database, queue }, ...jobs);
  const nameOf = ({ job }: QueuedJob) =>
    `${job.name} ${"messageId" in job ? job.messageId : "challengeId" in job ? job.challengeId : "?"}`;
  const work = (handler: (name: string) => Promise<void> | void, concurrency = 1) =>
    queue.work(
      async (one) => {
        taken.push(nameOf(one));
        await handler(nameOf(one));
      },
      { concurrency },
    );
  /** The job with that name hangs until `release`; the others are done at once. */
  const hang = (which: (name: string) => boolean) => {
    const held = Promise.withResolvers<void>();
    release = held.resolve;
    return (name: string) => (which(name) ? held.promise : undefined);
  };
  const names = async () =>
    (await database.sql("SELECT data -> 'job' ->> 'name' AS name FROM pgboss.job WHERE state < 'active'")).map(
      ({ name }) => name,
    );

  it("while a chat hangs with all its workers, a code is mailed within 2 s", async () => {
    await work(
      hang((name) => name.startsWith("redraw")),
      4,
    );
    await enqueue(...Array.from({ length: 40 }, (_, i) => redraw(String(i))));
    await expect.poll(() => taken.length).toBe(4);
    const begun = performance.now();
    await enqueue(code("1"));
    await expect.poll(() => taken, { interval: 10, timeout: 2_000 }).toContain("code 1");
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect((await queue.health()).waiting).toBeGreaterThanOrEqual(40);
  });

  it("a code overtakes the mails that wait, and a new message to a chat the redraws that wait there", async () => {
    const held = hang((name) => name.endsWith(" first"));
    await work(held);
    await enqueue(redraw("first"), code("first"));
    await expect.poll(() => taken.length).toBe(2);
    await enqueue(...["1", "2", "3"].flatMap((id) => [redraw(id), outcome(id)]));
    await enqueue(card("new"), code("new"));
    release();
    await expect.poll(() => taken.length).toBe(10);
    const after = taken.slice(2);
    expect(after.filter((name) => /code|outcome/.test(name))).toEqual(["code new", ...Array(3).fill("outcome ?")]);
    expect(after.filter((name) => /card|redraw/.test(name))[0]).toBe("card new");
  });

  it("a redraw that waits is not queued a second time, however it comes; another card's is", async () => {
    await enqueue(redraw("a"), redraw("a"));
    await enqueue(redraw("b"), redraw("a"), code("1"));
    await enqueue(code("1"), { name: "refresh", requestId: "r" }, { name: "refresh", requestId: "r" });
    expect((await names()).sort()).toEqual(["code", "code", "redraw", "redraw", "refresh"]);
  });

  it("a redraw that is in work does not stand for a newer one", async () => {
    await work(hang((name) => name === "redraw a" && taken.length === 1));
    await enqueue(redraw("a"));
    await expect.poll(() => taken.length).toBe(1);
    await enqueue(redraw("a"));
    await enqueue(redraw("a"));
    release();
    await expect.poll(() => queue.health()).toEqual({ waiting: 0, dead: 0 });
    expect(taken).toEqual(["redraw a", "redraw a"]);
  });

  it("a newer redraw takes the place of one that waits to be tried again, with all its attempts", async () => {
    let isDown = true;
    await work(() => {
      if (isDown) throw new Error("down");
    });
    for (const round of [1, 2, 3]) {
      await enqueue(redraw("a"));
      await expect.poll(() => taken.length).toBeGreaterThanOrEqual(round);
      // One is tried again at any time; what is to be seen is that they don't pile up.
      await expect.poll(async () => (await names()).length).toBe(1);
    }
    isDown = false;
    await enqueue(redraw("a"));
    await expect.poll(() => queue.health(), { timeout: 5_000 }).toEqual({ waiting: 0, dead: 0 });
  });

  it("a redraw for which the chat asks to wait is waited for, also when it is asked for again", async () => {
    await work(() => {
      if (taken.length === 1) throw new Throttled(2);
    });
    const begun = Date.now();
    await enqueue(redraw("a"));
    // It was taken, and waits again: one that has begun would not keep another from being queued.
    await expect.poll(() => taken.length).toBe(1);
    await expect.poll(async () => (await names()).length).toBe(1);
    await enqueue(redraw("a"));
    await expect.poll(() => taken.length, { timeout: 6_000 }).toBe(2);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_900);
    await expect.poll(() => queue.health()).toEqual({ waiting: 0, dead: 0 });
    expect(taken).toHaveLength(2);
  });

  it("what waited in the one queue of older versions is done", async () => {
    await enqueue(code("old"));
    await database.sql("UPDATE pgboss.job SET name = 'delivery'");
    expect(await queue.health()).toEqual({ waiting: 1, dead: 0 });
    await work(() => undefined);
    await expect.poll(() => queue.health(), { timeout: 3_000 }).toEqual({ waiting: 0, dead: 0 });
    expect(taken).toEqual(["code old"]);
  });

  // The embedded database has one connection: nobody takes a job while a transaction is open.
  if (kind === "postgresql")
    it("a redraw that waits is not taken before what calls for it again is saved", async () => {
      await enqueue(redraw("a"));
      await inTransaction(database, async (tx) => {
        await carryOut(tx, [], [queue.enqueue([{ organizationId: NOBODYS, job: redraw("a") }])]);
        await work(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        expect(taken).toEqual([]);
      });
      await expect.poll(() => taken, { timeout: 3_000 }).toEqual(["redraw a"]);
    });
});
