import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createFileStore } from "../files.ts";
import type { Json } from "./cards.ts";
import { type Answer, answerCall, type Call, nameOf } from "./connector.ts";
import type { createIdentity, createTokenEndpoint } from "./identity.ts";
import type { World } from "./world.ts";

/**
 * How a call fails the next `times` times (once, if not said). `delayMs` alone only makes it slow; `accepted`: it is
 * done, and the answer says that it failed.
 */
export type Failing = {
  status?: number;
  code?: string;
  retryAfter?: number;
  delayMs?: number;
  times?: number;
  accepted?: boolean;
};
type Services = {
  world: World;
  identity: ReturnType<typeof createIdentity>;
  tokens: ReturnType<typeof createTokenEndpoint>;
};

/** What the app calls, on one loopback port: the signer's keys, the token endpoint, the Bot Connector under /teams. */
export async function startServer(servicesAt: (origin: string) => Services) {
  const failing = new Map<string, Failing>();
  const calls: Call[] = [];
  const files = createFileStore();
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { world, identity, tokens } = servicesAt(origin);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (await files.answer(request, response, true)) return;
    const sent = Buffer.concat(chunks).toString();
    const path = (request.url ?? "").split("?")[0] ?? "";
    const call = {
      method: methodOf(request.method ?? "", path),
      path: path.replace(/^\/teams/, ""),
      body: bodyOf(sent),
    };
    calls.push(call);
    const done = () => route(call, sent, request.headers.authorization);
    const { status, body, headers } = await failOr(call.method, done);
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
  }

  async function failOr(method: string, done: () => Answer): Promise<Answer> {
    const fails = failing.get(method);
    if (!fails) return done();
    fails.times = (fails.times ?? 1) - 1;
    if (fails.times <= 0) failing.delete(method);
    await sleep(fails.delayMs ?? 0);
    if (fails.accepted || fails.status === undefined) {
      const answered = done();
      if (fails.status === undefined) return answered;
    }
    const headers: Record<string, string> =
      fails.retryAfter === undefined ? {} : { "Retry-After": String(fails.retryAfter) };
    const code = fails.code ?? "ServiceError";
    return { status: fails.status, body: { error: { code, message: `secret detail of ${method}` } }, headers };
  }

  function route(call: Call, sent: string, authorization: string | undefined): Answer {
    if (call.method === "configuration") return { status: 200, body: identity.configuration() };
    if (call.method === "keys") return { status: 200, body: identity.keys() };
    if (call.method === "tabKeys") return { status: 200, body: identity.tabKeys() };
    if (call.method === "token") return tokens.answer(call.path.split("/")[1] ?? "", new URLSearchParams(sent));
    if (call.method === "unknown") return { status: 404, body: {} };
    if (!tokens.isIssued(authorization))
      return { status: 401, body: { error: { code: "Unauthorized", message: "Authorization has been denied" } } };
    return answerCall(world, call);
  }

  return {
    ...{ origin, calls, files, world, identity, tokens },
    fail: (method: string, how: Failing) => void failing.set(method, { ...how }),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function methodOf(verb: string, path: string): string {
  if (path.endsWith("/openidconfiguration")) return "configuration";
  if (path.endsWith("/.well-known/keys")) return "keys";
  if (path.endsWith("/discovery/v2.0/keys")) return "tabKeys";
  if (path.endsWith("/oauth2/v2.0/token")) return "token";
  return path.startsWith("/teams/v3/conversations") ? nameOf(verb, path.replace(/^\/teams/, "")) : "unknown";
}

function bodyOf(sent: string): Json {
  return sent.startsWith("{") ? JSON.parse(sent) : {};
}
