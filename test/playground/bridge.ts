import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createIdentity, createTokenEndpoint } from "../fakes/teams/identity.ts";
import { APP, type Person } from "./people.ts";

type Answer = { status: number; body: string };
type Json = Record<string, unknown>;
/** Where a person's playground takes what the bot says. */
type Seat = { person: Person; connector: string };

/**
 * Takes the place of the Bot Framework, between several playgrounds and the bot: it signs what they send, hands out the
 * bot's token, and takes what the bot says, with that token only, to the playground whose conversation it is.
 */
export async function startBridge(botUrl: () => string) {
  const seats: Seat[] = [];
  /** What was not answered with success, for a person who looks for a reason. */
  const problems: string[] = [];
  const server = createServer(async (request, response) => {
    const answered = await answer(request).catch((error: unknown) => json(502, { error: String(error) }));
    const { pathname } = new URL(request.url ?? "", "http://bridge");
    if (answered.status >= 400 && answered.status !== 405)
      problems.push(`${request.method} ${pathname}: ${answered.status} ${answered.body}`);
    response.writeHead(answered.status, { "Content-Type": "application/json" }).end(answered.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${origin}/teams/`;
  const identity = createIdentity(APP.id, origin);
  const tokens = createTokenEndpoint(APP);

  async function answer(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const sent = await read(request);
    if (path.endsWith("/openidconfiguration")) return json(200, identity.configuration());
    if (path.endsWith("/.well-known/keys")) return json(200, identity.keys());
    if (path.endsWith("/oauth2/v2.0/token")) {
      const { status, body } = tokens.answer(path.split("/")[1] ?? "", new URLSearchParams(sent));
      return json(status, body);
    }
    if (path.endsWith("/api/messages")) return request.method === "POST" ? toBot(sent) : json(405, {});
    if (!path.startsWith("/teams/v3/conversations")) return json(404, {});
    if (!tokens.isIssued(request.headers.authorization)) return json(401, { error: { code: "Unauthorized" } });
    return toPlayground(request.method ?? "", path.replace("/teams", ""), sent);
  }

  async function toBot(sent: string): Promise<Answer> {
    const body = JSON.stringify({ ...JSON.parse(sent), serviceUrl });
    const headers = { "Content-Type": "application/json", Authorization: identity.authorization(serviceUrl) ?? "" };
    return passed(await fetch(`${botUrl()}/api/messages`, { method: "POST", headers, body }));
  }

  async function toPlayground(method: string, path: string, sent: string): Promise<Answer> {
    const conversation = decodeURIComponent(path.split("/")[3] ?? "");
    if (conversation === "") return openChat(JSON.parse(sent));
    const seat = seats.find(({ person }) => person.chat === conversation);
    if (!seat) return json(404, { error: { code: "ConversationNotFound" } });
    const body = sent === "" ? {} : { body: sent };
    const headers = { "Content-Type": "application/json" };
    return passed(await fetch(`${seat.connector}${path}`, { method, headers, ...body }));
  }

  /** A playground knows one person's personal chat only, and not by the object id. */
  function openChat({ members }: Json): Answer {
    const [{ id } = {}] = members as { id?: string }[];
    const seat = seats.find(({ person }) => person.objectId === id);
    return seat ? json(201, { id: seat.person.chat }) : json(403, { error: { code: "ForbiddenOperationException" } });
  }

  return {
    ...{ endpoint: `${origin}/api/messages`, problems },
    seat: (person: Person, port: number) =>
      void seats.push({ person, connector: `http://127.0.0.1:${port}/_connector` }),
    /** What a bot is configured with to be reached through this bridge. */
    environment: {
      ...{ TEAMS_APP_ID: APP.id, TEAMS_TENANT_ID: APP.tenant, TEAMS_APP_PASSWORD: APP.password },
      ...{ TEAMS_SERVICE_URL: serviceUrl, TEAMS_LOGIN_URL: origin },
      TEAMS_OPENID_URL: `${origin}/v1/.well-known/openidconfiguration`,
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });
const passed = async (response: Response): Promise<Answer> => ({
  status: response.status,
  body: await response.text(),
});
