import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Throttled, Undeliverable } from "../../src/core/conversation.ts";
import type { Job, QueuedJob } from "../../src/core/job.ts";
import type { LogFields } from "../../src/core/log.ts";
import { openDatabase } from "../../src/db/open.ts";
import { countRoundTrips } from "../../src/db/round-trips.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut } from "../../src/db/write.ts";
import { openQueue, type Queue } from "../../src/delivery/queue.ts";
import { routingOf } from "../../src/jobs.ts";
import { databases, freshDatabase, freshPlace } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";
import { runProcess, source } from "../harness/process.ts";
import { NOBODYS, queueJobs } from "../harness/queue-jobs.ts";

const job = (requestId: string): Job => ({ name: "refresh", requestId });

describe.each(databases)("the queue on $kind", ({ kind }) => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let queue: Queue;
  let given: LogFields[];
  beforeAll(async () => {
    database = await freshDatabase(kind);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    given = [];
    queue = await openQueue(database, { ...silent, error: (fields) => void given.push(fields) }, routingOf);
  });
  afterEach(async () => {
    await queue.stop();
    await database.sql("DELETE FROM pgboss.job");
  });

  const enqueue = (...jobs: Job[]) => queueJobs({ db: database, queue }, ...jobs);
  const idOf = ({ job: one }: QueuedJob) => ("requestId" in one ? one.requestId : "?");
  /** Starts working; what was taken, as id:attempt, in the order it was taken. */
  const work = async (handler: (id: string, attempt: number) => Promise<void> | void = () => undefined) => {
    const taken: string[] = [];
    const run = async (one: QueuedJob, { attempt }: { attempt: number }) => {
      taken.push(`${idOf(one)}:${attempt}`);
      await handler(idOf(one), attempt);
    };
    await queue.work(run, { concurrency: 2 });
    return taken;
  };

  it("F1: runs a job whose transaction was committed, and none whose transaction was rolled back", async () => {
    const taken = await work();
    const rolledBack = inTransaction(database, async (tx) => {
      await carryOut(tx, [], [queue.enqueue([{ organizationId: NOBODYS, job: job("lost") }])]);
      throw new Error("second thoughts");
    });
    await expect(rolledBack).rejects.toThrow("second thoughts");
    await enqueue(job("kept"));
    await expect.poll(() => taken).toEqual(["kept:1"]);
    await expect.poll(() => queue.health()).toEqual({ waiting: 0, dead: 0 });
  });

  it("takes a job as soon as it is committed", async () => {
    let at = 0;
    await work(() => {
      at = performance.now();
    });
    await enqueue(job("warm up"));
    await expect.poll(() => at).toBeGreaterThan(0);
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      at = 0;
      await enqueue(job(String(i)));
      const committed = performance.now();
      await expect.poll(() => at, { interval: 5 }).toBeGreaterThan(0);
      waits.push(at - committed);
    }
    // Without the notification it would be half a second, the poll's half: one of five may be unlucky.
    expect(waits.sort((a, b) => a - b)[3]).toBeLessThan(300);
  });

  it("queues any number of jobs in one statement, and works them off without waiting between them", async () => {
    const taken = await work();
    const hundred = Array.from({ length: 100 }, (_, i) => job(String(i)));
    const { count } = await countRoundTrips(() => enqueue(...hundred));
    expect(count).toBe(3);
    await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(100);
    expect((await countRoundTrips(() => enqueue())).count).toBe(2);
  });

  it("tries again after an error, and tells the handler which attempt it is", async () => {
    const taken = await work((_, attempt) => {
      if (attempt === 1) throw new Error("the platform hiccuped");
    });
    await enqueue(job("a"));
    await expect.poll(() => taken, { timeout: 6_000 }).toEqual(["a:1", "a:2"]);
    await expect.poll(() => queue.health()).toEqual({ waiting: 0, dead: 0 });
    expect(given).toEqual([]);
  });

  it("waits as long as the platform asks, and counts that as no attempt", async () => {
    const begun = Date.now();
    let throttled = 0;
    const taken = await work(() => {
      throttled += 1;
      if (throttled === 1) throw new Throttled(2);
    });
    await enqueue(job("a"));
    await expect.poll(() => taken.length, { timeout: 6_000 }).toBe(2);
    expect(taken).toEqual(["a:1", "a:1"]);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_900);
    await expect.poll(() => queue.health()).toEqual({ waiting: 0, dead: 0 });
  });

  it("keeps the attempts that were used up when the platform asks to wait after an error", async () => {
    const taken = await work((_, attempt) => {
      if (attempt === 1) throw new Error("the platform hiccuped");
      if (taken.length === 2) throw new Throttled(0);
    });
    await enqueue(job("a"));
    await expect.poll(() => taken, { timeout: 9_000 }).toEqual(["a:1", "a:2", "a:2"]);
  });

  it("gives up at once what can't be delivered, keeps it among the dead and logs its name and id, no more", async () => {
    const taken = await work(() => {
      throw new Undeliverable("channel_not_found");
    });
    await enqueue(job("a"));
    await expect.poll(() => queue.health()).toEqual({ waiting: 0, dead: 1 });
    expect(taken).toEqual(["a:1"]);
    const jobId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(given).toEqual([{ job: "refresh", jobId, attempt: 1, reason: "channel_not_found" }]);
  });

  it("gives up after the last attempt", async () => {
    const taken = await work(() => {
      throw new Error("secret words");
    });
    await enqueue(job("a"));
    // The handler has begun; that it failed is noted a moment later.
    const hurry = "UPDATE pgboss.job SET retry_limit = 1, start_after = now() WHERE state = 'retry' RETURNING id";
    await expect.poll(async () => (await database.sql(hurry)).length).toBe(1);
    expect(taken).toHaveLength(1);
    await expect.poll(() => queue.health(), { timeout: 5_000 }).toEqual({ waiting: 0, dead: 1 });
    expect(given).toHaveLength(1);
    const kept = await database.sql("SELECT output::text, source_output::text FROM pgboss.job");
    expect(JSON.stringify(kept)).not.toContain("secret words");
  });

  it("stops when the job in work is done, and takes no other", async () => {
    const release = Promise.withResolvers<void>();
    const taken = await work(() => release.promise);
    await enqueue(job("a"));
    await expect.poll(() => taken).toEqual(["a:1"]);
    const stopped = queue.stop();
    // A worker that asked for a job before may still get one.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await enqueue(job("b"));
    release.resolve();
    await stopped;
    expect(taken).toEqual(["a:1"]);
    expect(await queue.health()).toEqual({ waiting: 1, dead: 0 });
  });

  it("F1: a job of a process that was killed after the commit runs after the restart", async () => {
    const place = await freshPlace(kind);
    const { child, ended } = await runProcess(
      `import { openDatabase } from ${source("db/open.ts")};
       import { openQueue } from ${source("delivery/queue.ts")};
       import { routingOf } from ${source("jobs.ts")};
       import { inTransaction } from ${source("db/transaction.ts")};
       import { carryOut } from ${source("db/write.ts")};
       const database = await openDatabase({ ...${JSON.stringify(place)}, log: console });
       const queue = await openQueue(database, console, routingOf);
       const job = { organizationId: "${NOBODYS}", job: { name: "refresh", requestId: "a" } };
       await inTransaction(database, (tx) => carryOut(tx, [], [queue.enqueue([job])]));
       console.log("committed");
       setTimeout(() => {}, 60_000);`,
      "committed",
    );
    child.kill("SIGKILL");
    await ended;
    const reopened = await openDatabase({ ...place, log: silent });
    const second = await openQueue(reopened, silent, routingOf);
    const taken: string[] = [];
    await second.work(async (one) => void taken.push(idOf(one)), { concurrency: 1 });
    await expect.poll(() => taken).toEqual(["a"]);
    await second.stop();
    await reopened.close();
    await place.drop();
  });
});
