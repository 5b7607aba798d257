import { request } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formReply, type SlackApp, said, sleep, startSlackApp } from "./setup.ts";

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp();
});
afterEach(async () => on.close());

const now = () => Math.floor(Date.now() / 1000);
const help = () => on.fake.bodies.command("U1", "/team", "help");

describe("the signature", () => {
  it("C4: a signed request is let in", async () => {
    expect(await on.fake.send(on.fake.signed.form(help()))).toMatchObject({ status: 200 });
  });

  it.each(["X-Slack-Signature", "X-Slack-Request-Timestamp"])("C4: a request without %s gets 401", async (header) => {
    const sent = on.fake.signed.form(help(), { headers: { [header]: undefined } });
    expect(await on.fake.send(sent)).toMatchObject({ status: 401, text: "" });
  });

  it.each([
    ["301 s old", -301, 401],
    ["299 s old", -299, 200],
    ["299 s ahead", 299, 200],
    ["302 s ahead", 302, 401],
  ])("C4: a request that is %s gets its due", async (_, delta, status) => {
    expect(await on.fake.send(on.fake.signed.form(help(), { timestamp: now() + delta }))).toMatchObject({ status });
  });

  it.each(["", "soon", "1e9", " ", "-1", `${now()}.5`, "0x5f", "9".repeat(40), "NaN"])(
    "C4: the timestamp %j, though signed, gets 401",
    async (timestamp) => {
      const sent = on.fake.signed.form(help(), { timestamp });
      expect(await on.fake.send(sent)).toMatchObject({ status: 401 });
    },
  );

  it("C4: a request signed with another secret gets 401", async () => {
    expect(await on.fake.send(on.fake.signed.form(help(), { secret: "another" }))).toMatchObject({ status: 401 });
    expect(on.intents).toEqual([]);
  });

  it("C4: a body that was changed on the way gets 401, though it means the same", async () => {
    const sent = on.fake.signed.form(help());
    expect(await on.fake.send({ ...sent, body: `${sent.body}&` })).toMatchObject({ status: 401 });
  });

  it("C4: an empty signing secret lets nobody in", async () => {
    const open = await startSlackApp({ signingSecret: "" });
    const sent = open.fake.signed.form(open.fake.bodies.command("U1", "/team", "help"), { secret: "" });
    expect(await open.fake.send(sent)).toMatchObject({ status: 401 });
    await open.close();
  });

  it("C4: whatever the two headers hold, the answer is 401 without a body", async () => {
    const text = fc.oneof(fc.constantFrom("v0=", `v0=${"a".repeat(64)}`, `v1=${"0".repeat(64)}`), fc.string());
    const header = fc.option(
      text.map((one) => one.replace(/[^\x21-\x7e]/g, "")),
      { nil: undefined },
    );
    const time = fc.option(fc.oneof(fc.integer().map(String), fc.constant(String(now()))), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(header, time, async (signature, timestamp) => {
        const headers = { "X-Slack-Signature": signature, "X-Slack-Request-Timestamp": timestamp };
        const answer = await on.fake.send(on.fake.signed.form(help(), { headers }));
        expect(answer).toMatchObject({ status: 401, text: "" });
      }),
      { numRuns: 60 },
    );
    expect(on.intents).toEqual([]);
  });

  it("lets nobody in before it is known which workspace is ours", async () => {
    const early = await startSlackApp({ start: false });
    const sent = early.fake.signed.form(early.fake.bodies.command("U1", "/team", "help"));
    expect(await early.fake.send(sent)).toMatchObject({ status: 503 });
    await early.close();
  });

  it("nor before it is noted whose workspace that is", async () => {
    const noted = Promise.withResolvers<void>();
    const connect = vi.fn(() => noted.promise);
    const early = await startSlackApp({ start: false, connect });
    const sent = () => early.fake.send(early.fake.signed.form(early.fake.bodies.command("U1", "/team", "help")));
    const started = early.slack.start();
    await vi.waitFor(() => expect(connect).toHaveBeenCalledWith(early.fake.team));
    expect(await sent()).toMatchObject({ status: 503 });
    noted.resolve();
    await started;
    expect(await sent()).toMatchObject({ status: 200 });
    await early.close();
  });
});

describe("the body", () => {
  const signedAs = (body: string, type: string) => on.fake.send(on.fake.signed.raw(body, type));

  it.each([
    ["{", "application/json"],
    ["null", "application/json"],
    ["[]", "application/json"],
    ["7", "application/json"],
    ["{}", "application/json"],
    ["", "application/json"],
    ['{"type":"event_callback","event":null}', "application/json"],
    ['{"type":"event_callback","event":"message"}', "application/json"],
    ['{"type":"event_callback","event":{"type":"message","channel":null}}', "application/json"],
    ['{"type":"event_callback","event":{"type":"message","item":"x"}}', "application/json"],
    ['{"type":"block_actions","actions":[]}', "application/json"],
    ['{"type":"block_actions","actions":[null]}', "application/json"],
    ['{"type":"block_suggestion","user":{"id":"U1"},"team":{"id":"T0OURS"}}', "application/json"],
    ['{"type":"block_suggestion","action_id":7,"block_id":"b"}', "application/json"],
    ['{"type":"view_submission","view":null}', "application/json"],
    ['{"type":"view_submission","view":{"callback_id":"form"},"response_urls":null}', "application/json"],
    ['{"type":"url_verification"}', "application/json"],
    ["payload=%7B", "application/x-www-form-urlencoded"],
    ["payload=", "application/x-www-form-urlencoded"],
    ["a=b", "application/x-www-form-urlencoded"],
  ])("malformed: %s as %s gets 400 and no stack trace", async (body, type) => {
    expect(await signedAs(body, type)).toMatchObject({ status: 400, text: "" });
  });

  it("bytes that are no UTF-8 get 400", async () => {
    const sent = on.fake.signed.raw(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), "application/json");
    expect(await on.fake.send(sent)).toMatchObject({ status: 400 });
  });

  it.each(["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])(
    "the content type %j gets 415",
    async (type) => {
      expect(await signedAs("{}", type)).toMatchObject({ status: 415, text: "" });
    },
  );

  it("a charset beside the content type is no obstacle", async () => {
    const body = new URLSearchParams(help()).toString();
    expect(await signedAs(body, "application/x-www-form-urlencoded; charset=utf-8")).toMatchObject({ status: 200 });
  });

  it("E14: a body of more than 64 KiB gets 413", async () => {
    expect(await signedAs(`{"type":"x","a":"${"a".repeat(64 * 1024)}"}`, "application/json")).toMatchObject({
      status: 413,
      text: "",
    });
  });

  it("E14: a request without a signature is refused before its body is read", async () => {
    const sent = on.fake.signed.raw("a".repeat(100_000), "application/json", {
      headers: { "X-Slack-Signature": undefined },
    });
    expect(await on.fake.send(sent)).toMatchObject({ status: 401 });
  });

  it("a packed body gets 415: it could be a small one that becomes huge", async () => {
    const sent = on.fake.signed.form(help(), { headers: { "Content-Encoding": "gzip" } });
    expect(await on.fake.send(sent)).toMatchObject({ status: 415, text: "" });
  });

  it("answers Slack's question whether the address is ours", async () => {
    const sent = on.fake.signed.event({ type: "url_verification", challenge: "abc" });
    expect(await on.fake.send(sent)).toMatchObject({ status: 200, json: { challenge: "abc" } });
  });

  it.each(["shortcut", "message_action", "dialog_suggestion", "something_new"])(
    "%s, which the app never asked for, is acknowledged",
    async (type) => {
      expect(
        await on.fake.send(
          on.fake.signed.payload({ type, user: { id: "U1", team_id: "T0OURS" }, team: { id: "T0OURS" } }),
        ),
      ).toMatchObject({ status: 200, text: "" });
    },
  );

  it("no JSON whatsoever ends in a 5xx or a stack trace", async () => {
    const kind = fc.constantFrom(
      ...["event_callback", "block_actions", "block_suggestion", "view_submission", "view_closed", "x"],
    );
    const field = fc.constantFrom(
      "event",
      "action_id",
      "block_id",
      "actions",
      "view",
      "user",
      "team",
      "command",
      "response_urls",
      "authorizations",
    );
    const body = fc.tuple(kind, fc.dictionary(field, fc.jsonValue({ maxDepth: 3 })));
    await fc.assert(
      fc.asyncProperty(body, async ([type, rest]) => {
        const { status, text } = await on.fake.send(on.fake.signed.event({ type, ...rest }));
        expect([200, 400]).toContain(status);
        expect(text).not.toMatch(/ at |Error/);
      }),
      { numRuns: 150 },
    );
    expect(on.intents).toEqual([]);
  });
});

describe("what is sent again", () => {
  it("C2: identical bytes, ten times, do one thing", async () => {
    const sent = on.fake.signed.form(help());
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await on.fake.send(sent)).status));
    expect(statuses).toEqual(Array(10).fill(200));
    await sleep(150);
    expect(on.intents).toHaveLength(1);
  });

  it("C2: a submitted form, replayed, is submitted once", async () => {
    on.answers(formReply());
    const modal = await on.fake.command("U1", "/team", "invite");
    const sent = on.fake.signed.payload(on.fake.submitBody("U1", modal, { email: "a@example.com" }));
    for (let time = 0; time < 10; time++) expect(await on.fake.send(sent)).toMatchObject({ status: 200 });
    expect(on.intents.map((intent) => intent.kind)).toEqual(["typed", "submitted"]);
  });

  it("C3: an event that Slack retries, with another signature, is heard once", async () => {
    const event = on.fake.bodies.message("U1", "help");
    for (const retry of ["0", "1", "2", "3"]) {
      const headers = { "X-Slack-Retry-Num": retry, "X-Slack-Retry-Reason": "http_timeout" };
      const sent = on.fake.signed.event(event, { timestamp: now() - Number(retry), headers });
      expect(await on.fake.send(sent)).toMatchObject({ status: 200 });
    }
    await sleep(150);
    expect(on.intents).toHaveLength(1);
  });

  it("C3: doubled and out of order, every event is heard exactly once", async () => {
    const events = Array.from({ length: 8 }, (_, index) => on.fake.bodies.message("U1", `message ${index}`));
    const order =
      fc.sample(fc.shuffledSubarray([...events, ...events, ...events], { minLength: 24 }), {
        numRuns: 1,
        seed: 7,
      })[0] ?? [];
    await Promise.all(
      order.map((event, index) => on.fake.send(on.fake.signed.event(event, { timestamp: now() - index }))),
    );
    await sleep(200);
    expect(new Set(on.intents.map((intent) => intent.key)).size).toBe(8);
    expect(on.intents).toHaveLength(8);
  });

  it("a delivery that can't be recorded is answered by the product, which knows what is wrong", async () => {
    const down = await startSlackApp({ firstTime: () => Promise.reject(new Error("connection refused")) });
    down.answers(said("The database can't be reached."));
    expect((await down.fake.command("U1", "/team", "help")).text).toBe("The database can't be reached.");
    await down.close();
  });
});

it("a body that never ends is not waited for by others", async () => {
  const { headers } = on.fake.signed.event({ type: "x" });
  const hanging = request(`${on.fake.appUrl()}/slack/events`, {
    method: "POST",
    headers: { ...headers, "Content-Length": "500" },
  });
  hanging.on("error", () => {});
  hanging.write("{");
  expect(await on.fake.send(on.fake.signed.form(help()))).toMatchObject({ status: 200 });
  hanging.destroy();
});
