import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { Refusal } from "../../src/core/refusal.ts";
import { text } from "../../src/text/text.ts";
import type { ApiService } from "../../src/web/api/service.ts";
import { openSite } from "./site.ts";

type Site = Awaited<ReturnType<typeof openSite>>;
const PATH = "/api/v1/payment-password/verify";
const KEY = `csk_0123abcd_${"k".repeat(43)}`;
const RIGHT = "nine copper kettles";
const open: Site[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function site(api: Partial<ApiService> = {}): Promise<Site> {
  const made = await openSite({
    api: {
      caller: async (key) => (key === KEY ? { keyId: "key", may: () => true } : null),
      mayCall: async () => null,
      verifyPayment: async ({ password }) => password === RIGHT,
      ...api,
    },
  });
  open.push(made);
  return made;
}

type Sent = { body?: string; headers?: Record<string, string>; method?: string };

async function send({ origin }: Site, { body, headers = {}, method = "POST" }: Sent = {}) {
  const sent = body ?? JSON.stringify({ member: "ada@example.com", password: RIGHT });
  return fetch(origin + PATH, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json", ...headers },
    ...(method === "POST" && { body: sent }),
  });
}

const content = z.record(z.string(), z.object({ schema: z.unknown() }));
const headers = z.record(z.string(), z.unknown()).default({});
const responses = z.record(z.string(), z.object({ content, headers }));
const schema = z.looseObject({ required: z.array(z.string()), additionalProperties: z.boolean() });
const description = z.looseObject({
  paths: z.record(z.string(), z.object({ post: z.object({ responses }) })),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
});
const descriptionOf = async (on: Site) => description.parse(await (await on.get("/api/v1/openapi.json")).json());

/** Judges an answer by what the description says of its status: its type, its headers and its body. */
async function described(on: Site, answer: Response): Promise<unknown> {
  const api = await descriptionOf(on);
  const said = api.paths[PATH]?.post.responses[String(answer.status)];
  const [type = ""] = (answer.headers.get("content-type") ?? "").split(";");
  expect(Object.keys(said?.content ?? {})).toEqual([type]);
  for (const name of Object.keys(said?.headers ?? {})) expect(answer.headers.get(name), name).not.toBeNull();
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "api", components: api.components });
  const body = await answer.json();
  const isSo = ajv.compile(JSON.parse(JSON.stringify(said?.content[type]?.schema).replaceAll('"#/', '"api#/')));
  expect(isSo(body), JSON.stringify([body, isSo.errors])).toBe(true);
  return body;
}

describe("/api", () => {
  it("says whether it is the password, and nothing else", async () => {
    const on = await site();
    expect(await described(on, await send(on))).toEqual({ verified: true });
    const wrong = await send(on, { body: JSON.stringify({ member: "ada@example.com", password: "something" }) });
    expect([wrong.status, await described(on, wrong)]).toEqual([200, { verified: false }]);
  });

  it.each<[string, number, Sent, string]>([
    ["no key", 401, { headers: { Authorization: "" } }, "Authorization"],
    ["no JSON", 400, { body: "{" }, "JSON"],
    ["a list", 400, { body: "[]" }, "body"],
    ["a word", 400, { body: '"member"' }, "JSON"],
    ["nothing", 400, { body: "" }, "body"],
    ["no member", 400, { body: '{"password":"x"}' }, "member"],
    ["an empty member", 400, { body: '{"member":"","password":"x"}' }, "member"],
    ["a number", 400, { body: '{"member":"a","password":1}' }, "password"],
    ["something more", 400, { body: '{"member":"a","password":"b","organization":"c"}' }, "organization"],
    ["what no database holds", 400, { body: '{"member":"a\\u0000","password":"b"}' }, "member"],
    ["half a character", 400, { body: '{"member":"a\\ud800","password":"b"}' }, "member"],
    ["a long password", 400, { body: JSON.stringify({ member: "a", password: "x".repeat(1_025) }) }, "password"],
    ["a large body", 413, { body: JSON.stringify({ member: "a", password: "x".repeat(70_000) }) }, "65536"],
    ["a form", 415, { headers: { "Content-Type": "application/x-www-form-urlencoded" } }, "application/json"],
    ["another encoding", 415, { headers: { "Content-Encoding": "gzip" } }, "JSON"],
  ])("answers %s with %i and what to do", async (_, status, sent, words) => {
    const on = await site();
    const answer = await send(on, sent);
    expect(answer.status).toBe(status);
    expect(await described(on, answer)).toMatchObject({ status, detail: expect.stringContaining(words) });
  });

  it("tells a wrong scope, too many calls, and that it can't answer now", async () => {
    const noScope = await site({ caller: async () => ({ keyId: "key", may: () => false }) });
    expect(await described(noScope, await send(noScope))).toMatchObject({ status: 403 });
    for (const member of [null, "ada@example.com"]) {
      const limited = await site({ mayCall: async (_, who) => (who === member ? 17 : null) });
      const answer = await send(limited);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "17"]);
      await described(limited, answer);
    }
    const refused = (id: "web.busy" | "database-down") => async () => {
      throw new Refusal(text(id));
    };
    for (const id of ["web.busy", "database-down"] as const) {
      const busy = await site({ verifyPayment: refused(id) });
      const answer = await send(busy);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
      await described(busy, answer);
    }
  });

  it("tells a fault by a reference, and logs neither the password nor the key", async () => {
    const on = await site({
      verifyPayment: async () => {
        throw new Error("something broke");
      },
    });
    const told = JSON.stringify(await described(on, await send(on)));
    const failed = on.lines.find(({ message }) => message === "a call of the API failed");
    expect(told).toContain(failed?.reference);
    await send(on, { body: `{"member":"ada@example.com","password":"${RIGHT}"` });
    const lines = on.lines.map((line) => JSON.stringify({ ...line, error: String(line.error) })).join("\n");
    expect(lines).toContain("/api/v1/payment-password/verify");
    for (const secret of [RIGHT, KEY, "ada@"]) expect(lines).not.toContain(secret);
  });

  it("is for programs: no cookie counts or is set, no other site may read it, and there is no page below it", async () => {
    const on = await site();
    const headers = { Authorization: "", Cookie: `countersign-session=${KEY}`, Origin: "https://evil.example" };
    const answer = await send(on, { headers });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([401, null]);
    for (const header of [...answer.headers.keys()]) expect(header).not.toMatch(/^access-control-/);
    const asked = await send(on, { method: "OPTIONS", headers: { "Access-Control-Request-Method": "POST" } });
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([405, null]);
    const looked = await send(on, { method: "GET" });
    expect([looked.status, looked.headers.get("allow")]).toEqual([405, "POST"]);
    const nothing = await on.get("/api/v2/anything");
    expect([nothing.status, nothing.headers.get("content-type")]).toEqual([
      404,
      expect.stringContaining("application/problem+json"),
    ]);
  });

  it("is described as OpenAPI 3.1, with every address, and anybody may read that", async () => {
    const on = await site();
    const api = await descriptionOf(on);
    expect(api).toMatchObject({ openapi: "3.1.0", servers: [{ url: on.publicUrl }], security: [{ key: [] }] });
    expect(Object.keys(api.paths)).toEqual([PATH]);
    expect(Object.keys(api.components.schemas).sort()).toEqual(["PaymentPassword", "Problem", "Verified"]);
    const body = api.components.schemas.PaymentPassword;
    expect([body?.required, body?.additionalProperties]).toEqual([["member", "password"], false]);
  });
});
