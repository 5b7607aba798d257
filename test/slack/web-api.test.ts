import nock from "nock";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../src/boot/log.ts";
import type { Address } from "../../src/core/conversation.ts";
import { Throttled, Undeliverable } from "../../src/core/conversation.ts";
import type { Database } from "../../src/db/open.ts";
import { openQueue, type Queue } from "../../src/delivery/queue.ts";
import { deliver } from "../../src/delivery/worker.ts";
import { routingOf } from "../../src/jobs.ts";
import { createClient, SLACK_API } from "../../src/platforms/slack/client.ts";
import { createDirectChannel, createSender } from "../../src/platforms/slack/sender.ts";
import { verbatim } from "../../src/text/text.ts";
import { freshDatabase } from "../harness/database.ts";
import { queueJobs } from "../harness/queue-jobs.ts";
import { pretended } from "../loopback.ts";

const outcome = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const TOKEN = "xoxb-1234567890-canary-of-the-token";
const WORDS = "canary of what the card says";
const SENT = { ok: true, channel: "C1", ts: "1790000000.000001" };
const channel: Address = { platform: "slack", tenant: "T0OURS", kind: "channel", id: "C1" };
const card = { title: verbatim(WORDS) };

const lines: string[] = [];
const log = createLog("debug", { write: (line) => void lines.push(line) });
const home = () => ({ team: "T0OURS" });
const client = createClient({ token: TOKEN, apiUrl: SLACK_API, log });
const sender = createSender({ client, home, directChannel: createDirectChannel(client) });
const slack = () => nock("https://slack.com").post("/api/chat.postMessage");
const posted = () => outcome(sender.post(channel, card, "en"));

nock.disableNetConnect();
for (const host of ["slack.com", "evil.example"]) pretended.add(host);
afterAll(() => nock.restore());
beforeEach(() => void lines.splice(0));
afterEach(() => {
  const unused = nock.pendingMocks();
  nock.cleanAll();
  expect(unused).toEqual([]);
  expect(lines.join("")).not.toMatch(/xoxb|canary/);
});

describe("what Slack answers to a message", () => {
  it("taken: it was asked with the token, for this channel, without previews", async () => {
    const asked = nock("https://slack.com", { reqheaders: { authorization: `Bearer ${TOKEN}` } });
    asked
      .post("/api/chat.postMessage", (body) => body.channel === "C1" && body.unfurl_links === "false")
      .reply(200, SENT);
    expect(await posted()).toEqual({ platform: "slack", tenant: "T0OURS", channel: "C1", message: SENT.ts });
  });

  it("too many: to be tried again when Slack says, in either of the two ways it says so", async () => {
    slack().reply(429, "", { "Retry-After": "17" });
    expect(await posted()).toEqual(new Throttled(17));
    slack().reply(429, { ok: false, error: "ratelimited" }, { "Retry-After": "3600" });
    expect(await posted()).toEqual(new Throttled(3_600));
    slack().reply(200, { ok: false, error: "ratelimited" }, { "Retry-After": "9" });
    expect(await posted()).toEqual(new Throttled(9));
  });

  it.each(["", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])(
    "too many, with Retry-After %j: in half a minute",
    async (after) => {
      slack().reply(429, "", after ? { "Retry-After": after } : {});
      expect(await posted()).toEqual(new Throttled(30));
    },
  );

  it("no such channel: never to be tried again, and the reason is Slack's word", async () => {
    slack().reply(200, { ok: false, error: "channel_not_found" });
    expect(await posted()).toEqual(new Undeliverable("channel_not_found"));
  });

  const toTryAgain: [string, () => void, string][] = [
    ["the token is refused", () => slack().reply(200, { ok: false, error: "invalid_auth" }), "invalid_auth"],
    ["Slack has trouble", () => slack().reply(500, { ok: false, error: "canary" }), "http_500"],
    ["a gateway has, in HTML", () => slack().reply(503, "<html>canary</html>"), "http_503"],
    ["an HTML page says 200", () => slack().reply(200, "<!doctype html><p>canary"), ""],
    ["half an answer says 200", () => slack().reply(200, '{"ok":true,"chan'), ""],
    ["nothing says 200", () => slack().reply(200, ""), ""],
    ["yes, but not where", () => slack().reply(200, { ok: true }), ""],
    [
      "a word that Slack never wrote",
      () => slack().reply(200, { ok: false, error: "canary xoxb" }),
      "unreadable_answer",
    ],
    [
      "the connection is refused",
      () => slack().replyWithError(Object.assign(new Error("canary"), { code: "ECONNREFUSED" })),
      "network",
    ],
    ["the connection breaks off", () => slack().replyWithError("socket hang up: canary"), "network"],
  ];
  it.each(toTryAgain)("%s: to be tried again, and the error holds nothing of it", async (_what, answers, word) => {
    answers();
    const error = await posted();
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Undeliverable);
    expect(error).not.toBeInstanceOf(Throttled);
    expect(String(error)).toContain(word);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/xoxb|canary/);
    log.warn({ error }, "job failed");
  });

  it("go elsewhere: the token is not carried there", async () => {
    slack().reply(307, "", { Location: "https://evil.example/api/chat.postMessage" });
    const evil = nock("https://evil.example").post(/.*/).reply(200, SENT);
    expect(await posted()).toBeInstanceOf(Error);
    expect(evil.isDone()).toBe(false);
    nock.cleanAll();
  });
});

describe("what becomes of the job", () => {
  let db: Database;
  let queue: Queue;
  beforeEach(async () => {
    db = await freshDatabase();
    queue = await openQueue(db, log, routingOf);
    const senders = new Map([["slack", sender] as const]);
    const mailer = { send: async () => undefined, close: () => undefined };
    const prepare = async () => ({ kind: "post", to: channel, card, locale: "en" }) as const;
    await queue.work(
      (job) => deliver({ db, senders, mailer, prepare, needsTransaction: () => true, enqueue: queue.enqueue }, job),
      {
        concurrency: 1,
      },
    );
  });
  afterEach(async () => {
    await queue.stop();
    await db.close();
  });

  const asks: number[] = [];
  const answers = (...all: [number, unknown, Record<string, string>?][]) => {
    asks.length = 0;
    for (const [status, body, headers] of all) {
      slack().reply(() => {
        asks.push(Date.now());
        return [status, body as nock.Body, headers ?? {}];
      });
    }
  };
  const start = () => queueJobs({ db, queue }, { name: "refresh", requestId: "1" });
  const isOver = () => expect.poll(() => queue.health(), { timeout: 15_000, interval: 50 });

  it("waits as long as Slack asks and not for long after, and leaves then", async () => {
    answers([429, "", { "Retry-After": "3" }], [200, SENT]);
    await start();
    await isOver().toEqual({ waiting: 0, dead: 0 });
    const [first = 0, second = 0] = asks;
    expect(second - first).toBeGreaterThanOrEqual(2_900);
    expect(second - first).toBeLessThan(6_000);
    expect(lines.join("")).not.toContain("failed");
  });

  it("is asked once and never again for a channel that isn't there, and lies among the dead", async () => {
    answers([200, { ok: false, error: "channel_not_found" }]);
    await start();
    await isOver().toEqual({ waiting: 0, dead: 1 });
    expect(asks).toHaveLength(1);
    expect(JSON.parse(lines.at(-1) ?? "{}")).toMatchObject({ level: 50, job: "refresh", reason: "channel_not_found" });
  });

  it("comes through after the token was refused for a while", async () => {
    answers([200, { ok: false, error: "invalid_auth" }], [200, SENT]);
    await start();
    await isOver().toEqual({ waiting: 0, dead: 0 });
    expect(asks).toHaveLength(2);
    expect(lines.filter((line) => line.includes("will be tried again"))).toHaveLength(1);
  });
});
