import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { MessageRef, Sender } from "../../src/core/conversation.ts";
import { sql } from "../../src/db/sql.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut, write } from "../../src/db/write.ts";
import { openQueue, type Queue } from "../../src/delivery/queue.ts";
import { deliver } from "../../src/delivery/worker.ts";
import { jobs, routingOf } from "../../src/jobs.ts";
import { createOutbound } from "../../src/pipeline/outbound.ts";
import { type Company, openOrganization } from "../abuse/setup.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

const CARDS = 210;
const CHANGES = 150;

describe.each(databases)(`a request with ${CARDS} cards that changes ${CHANGES} times, on $kind`, ({ kind }) => {
  let db: Awaited<ReturnType<typeof freshDatabase>>;
  let company: Company;
  let queue: Queue;
  let requestId: string;
  /** the version that each card shows */
  const shown = new Map<string, number>();
  let updates = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    const ada = await company.member("Ada", ["Admin"]);
    await company.member("Grace", ["Admin"]);
    requestId = (await company.waiting(ada, "linus@acme.example")).id;
    queue = await openQueue(db, silent, routingOf);
    const posted = Array.from({ length: CARDS }, (_, i) => ({
      platform: "slack",
      tenant: "T1",
      channel: "C1",
      message: String(i),
    }));
    await db.sql(
      `INSERT INTO request_message (id, organization_id, request_id, address, viewer, posted)
       SELECT gen_random_uuid(), $1, $2, '{"platform":"slack","tenant":"T1","kind":"channel","id":"C1"}', 'channel', value
       FROM jsonb_array_elements($3::jsonb)`,
      [company.id, requestId, JSON.stringify(posted)],
    );
  });
  afterAll(async () => {
    await queue.stop();
    await db.close();
  });

  const sender: Sender = {
    tenant: () => "T1",
    post: () => Promise.reject(new Error("every card is there already")),
    async update({ message }: MessageRef, card: Card) {
      updates += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      const [button] = card.buttons ?? [];
      shown.set(message, button?.ref?.version ?? 0);
    },
    find: () => Promise.reject(new Error("nobody is looked for")),
  };

  /** As a command does: the row and the job, in one statement. */
  async function changes(): Promise<void> {
    const moved = sql`UPDATE change_request SET version = version + 1 WHERE id = ${requestId}::uuid`;
    const refresh = { organizationId: company.id, job: { name: "refresh", requestId } } as const;
    await inTransaction(db, (tx) => carryOut(tx, [write(moved, { rows: 1 })], [queue.enqueue([refresh])]));
  }

  it("at most some hundred jobs wait at any time, and every card ends as the request is", async () => {
    const mailer = { send: async () => undefined, close: () => undefined };
    const work = { db, mailer, enqueue: queue.enqueue, senders: new Map([["slack", sender] as const]) };
    const outbound = createOutbound(company.services, jobs);
    await queue.work((one) => deliver({ ...work, ...outbound }, one), { concurrency: 4 });
    let most = 0;
    for (let i = 0; i < CHANGES; i += 1) {
      await changes();
      most = Math.max(most, (await queue.health()).waiting);
    }
    await expect.poll(() => queue.health(), { timeout: 60_000, interval: 100 }).toEqual({ waiting: 0, dead: 0 });
    const { version } = await company.current(requestId);
    expect(version).toBeGreaterThan(CHANGES);
    expect(shown.size).toBe(CARDS);
    expect([...new Set(shown.values())]).toEqual([version]);
    // One that waits for each card, those in work, and what `refresh` queues.
    expect(most).toBeGreaterThan(CARDS / 2);
    expect(most).toBeLessThan(2 * CARDS);
    expect(updates).toBeLessThan((CARDS * CHANGES) / 4);
  }, 120_000);

  it("a card that was posted while the request changed is drawn again", async () => {
    const outbound = createOutbound(company.services, jobs);
    const messageId = randomUUID();
    await db.sql(
      `INSERT INTO request_message (id, organization_id, request_id, address, viewer)
       VALUES ($1, $2, $3, '{"platform":"slack","tenant":"T1","kind":"channel","id":"C1"}', 'channel')`,
      [messageId, company.id, requestId],
    );
    const ref: MessageRef = { platform: "slack", tenant: "T1", channel: "C1", message: "new" };
    const post = async (_: unknown, card: Card) => {
      await changes();
      shown.set("new", card.buttons?.[0]?.ref?.version ?? 0);
      return ref;
    };
    const mailer = { send: async () => undefined, close: () => undefined };
    const senders = new Map([["slack", { ...sender, post }] as const]);
    const parts = { db, mailer, enqueue: queue.enqueue, senders, ...outbound };
    await deliver(parts, { organizationId: company.id, job: { name: "card", messageId, platform: "slack" } });
    await expect.poll(() => queue.health(), { timeout: 60_000 }).toEqual({ waiting: 0, dead: 0 });
    expect(shown.get("new")).toBe((await company.current(requestId)).version);
  }, 120_000);
});
