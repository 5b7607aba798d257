import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../src/boot/log.ts";
import type { Card } from "../../src/core/card.ts";
import { type Address, type MessageRef, type Sender, Throttled, Undeliverable } from "../../src/core/conversation.ts";
import type { Job, QueuedJob } from "../../src/core/job.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Tx } from "../../src/db/transaction.ts";
import { openQueue, type Queue } from "../../src/delivery/queue.ts";
import { deliver, type Task, type WorkerParts } from "../../src/delivery/worker.ts";
import { routingOf } from "../../src/jobs.ts";
import { verbatim } from "../../src/text/text.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { NOBODYS, queueJobs } from "../harness/queue-jobs.ts";

const to: Address = { platform: "slack", tenant: "T1", kind: "channel", id: "C1" };
const ref: MessageRef = { platform: "slack", tenant: "T1", channel: "C1", message: "1" };
const card: Card = { title: verbatim("what the card says") };
const job: QueuedJob = { organizationId: NOBODYS, job: { name: "refresh", requestId: "1" } };
const followUp = (said: string): Job => ({ name: "refresh", requestId: said });
const mail = {
  kind: "code" as const,
  to: "grace@example.com",
  reader: ANYBODY,
  subject: verbatim("x"),
  body: [],
  code: "48151623",
  organization: "Acme",
};

describe.each(databases)("the worker, on $kind", ({ kind }) => {
  let db: Awaited<ReturnType<typeof freshDatabase>>;
  let queue: Queue;
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => void lines.push(line) });
  beforeAll(async () => {
    db = await freshDatabase(kind);
    await db.sql("CREATE TABLE note (said text)");
  });
  afterAll(() => db.close());

  const done: string[] = [];
  let fails: (() => Error)[] = [];
  const failing = () => {
    const error = fails.shift()?.();
    if (error) throw error;
  };
  const sender: Sender = {
    tenant: () => "T1",
    post: async () => {
      done.push("post");
      failing();
      return ref;
    },
    update: async () => {
      done.push("update");
      failing();
    },
    find: async (email) => {
      done.push(`find ${email}`);
      failing();
      return email.startsWith("nobody") ? null : { platform: "slack", tenant: "T1", user: "U1" };
    },
  };
  const mailer = {
    send: async () => {
      done.push("mail");
      failing();
    },
    close: () => undefined,
  };
  const note = (said: string) => async (tx: Tx) => {
    await tx.$executeRaw`INSERT INTO note VALUES (${said})`;
    return [followUp(said)];
  };
  const notes = async () => (await db.sql("SELECT said FROM note ORDER BY said")).map(({ said }) => said);
  const parts = (task: Task): WorkerParts => ({
    ...{ db, enqueue: (jobs) => queue.enqueue(jobs), mailer, senders: new Map([["slack", sender]]) },
    prepare: async () => task,
    needsTransaction: () => true,
  });

  beforeEach(async () => {
    done.length = 0;
    lines.length = 0;
    fails = [];
    queue = await openQueue(db, log, routingOf);
  });
  afterEach(async () => {
    await queue.stop();
    await db.sql("DELETE FROM pgboss.job");
    await db.sql("DELETE FROM note");
  });

  it("notes what was posted and queues what follows from it, together", async () => {
    await deliver(parts({ kind: "post", to, card, locale: "en", posted: note("posted") }), job);
    await deliver(parts({ kind: "update", message: ref, card, locale: "en", posted: note("updated") }), job);
    expect([done, await notes()]).toEqual([
      ["post", "update"],
      ["posted", "updated"],
    ]);
    expect((await queue.health()).waiting).toBe(2);
  });

  it("notes nothing of what was not sent, and nothing follows", async () => {
    fails = [() => new Throttled(9), () => new Error("down")];
    const task: Task = { kind: "post", to, card, locale: "en", posted: note("posted") };
    await expect(deliver(parts(task), job)).rejects.toEqual(new Throttled(9));
    await expect(deliver(parts(task), job)).rejects.toThrow("down");
    expect([await notes(), await queue.health()]).toEqual([[], { waiting: 0, dead: 0 }]);
  });

  it("where noting fails, neither the note nor what follows stays, and the job is tried again", async () => {
    const posted = async (tx: Tx) => {
      await note("posted")(tx);
      throw new Error("no room on the disk");
    };
    await expect(deliver(parts({ kind: "post", to, card, locale: "en", posted }), job)).rejects.toThrow("no room");
    expect([await notes(), await queue.health()]).toEqual([[], { waiting: 0, dead: 0 }]);
  });

  it("sends nothing while a transaction is open", async () => {
    // The embedded database has a single connection: a query inside would wait for ever.
    const post = async () => {
      await db.sql("SELECT 1");
      return ref;
    };
    const task: Task = { kind: "post", to, card, locale: "en", posted: note("posted") };
    await deliver({ ...parts(task), senders: new Map([["slack", { ...sender, post }]]) }, job);
    expect(await notes()).toEqual(["posted"]);
  });

  it("looks somebody up outside of a transaction, then sends what follows from it, to them", async () => {
    const found: Task = { kind: "post", to, card, locale: "en", posted: note("found") };
    await deliver(
      parts({ kind: "find", platform: "slack", email: "grace@example.com", found: async () => found }),
      job,
    );
    expect(done).toEqual(["find grace@example.com", "post"]);
    await deliver(
      parts({ kind: "find", platform: "slack", email: "nobody@example.com", found: async () => found }),
      job,
    );
    expect(done.slice(2)).toEqual(["find nobody@example.com"]);
    expect(await notes()).toEqual(["found"]);
  });

  it("does nothing for nothing, and gives up what goes to a chat that is not connected", async () => {
    await deliver(parts({ kind: "none" }), job);
    await deliver(parts({ kind: "jobs", jobs: [] }), job);
    const elsewhere: Task = { kind: "post", to: { ...to, platform: "teams" }, card, locale: "en" };
    await expect(deliver(parts(elsewhere), job)).rejects.toEqual(new Undeliverable("teams is not connected"));
    expect([done, (await queue.health()).waiting]).toEqual([[], 0]);
  });

  it("F1: a mail that could not leave leaves later, once", async () => {
    fails = [() => new Error("mail not sent: CONN, ETIMEDOUT")];
    await queue.work((one) => deliver(parts({ kind: "mail", mail }), one), { concurrency: 1 });
    await queueJobs({ db, queue }, job.job);
    await expect.poll(() => queue.health(), { timeout: 8_000 }).toEqual({ waiting: 0, dead: 0 });
    expect(done).toEqual(["mail", "mail"]);
  });

  it("F9: what is given up is counted among the dead and named in the log, without what it said or who it was for", async () => {
    fails = [() => new Undeliverable("SMTP 550")];
    await queue.work((one) => deliver(parts({ kind: "mail", mail }), one), { concurrency: 1 });
    await queueJobs({ db, queue }, job.job);
    await expect.poll(() => queue.health(), { timeout: 8_000 }).toEqual({ waiting: 0, dead: 1 });
    expect(done).toEqual(["mail"]);
    const said = lines.map((line) => JSON.parse(line)).find(({ level }) => level === 50);
    expect(said).toMatchObject({ job: "refresh", reason: "SMTP 550", msg: "job given up: it can't be delivered" });
    expect(said.jobId).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.join("")).not.toMatch(/grace|48151623/);
  });
});
