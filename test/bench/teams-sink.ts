import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "../fakes/teams/cards.ts";
import { createIdentity, createTokenEndpoint } from "../fakes/teams/identity.ts";
import { createWorld } from "../fakes/teams/world.ts";
import { emailOf, objectIdOf, TENANT } from "./seed.ts";
import { bodyOf, type Opened } from "./sink.ts";

const APP = { id: "c0a8a1de-9d6b-4f0e-8c1b-3a2f5d7e9b12", password: "a client secret for figures", tenant: TENANT };
/** The Bot Framework puts the same token on what it sends until it runs out, which is after ten minutes here. */
const SIGNED_FOR_MS = 5 * 60_000;

/**
 * The Bot Connector, the signer's keys and the token endpoint as an app under load sees them: they answer at once. The
 * fake Teams of the tests checks every card against the schema, which would be part of what is measured.
 */
export async function startTeamsSink() {
  const waiting = new Map<string, (opened: Opened) => void>();
  const world = createWorld(TENANT, APP.id);
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const sent = await bodyOf(request);
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(answer(decodeURIComponent(request.url ?? ""), sent, at)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${origin}/teams/`;
  const [identity, tokens] = [createIdentity(APP.id, origin), createTokenEndpoint(APP)];
  let signed = { authorization: "", until: 0 };

  function answer(url: string, sent: string, at: number): Json {
    if (url.endsWith("/openidconfiguration")) return identity.configuration();
    if (url.endsWith("/keys")) return identity.keys();
    if (url.endsWith("/token")) return tokens.answer(TENANT, new URLSearchParams(sent)).body;
    const [, what, id = ""] = /\/(members|activities)\/([^/]+)$/.exec(url) ?? [];
    const person = world.people.get(Buffer.from(id.slice("29:1".length), "base64url").toString());
    if (what === "members" && person) return world.profile(person);
    waiting.get(id)?.({ at, sent });
    waiting.delete(id);
    return { id: randomUUID() };
  }

  return {
    ...{ world, serviceUrl },
    environment: {
      ...{ TEAMS_APP_ID: APP.id, TEAMS_TENANT_ID: TENANT, TEAMS_APP_PASSWORD: APP.password },
      ...{ TEAMS_SERVICE_URL: serviceUrl, TEAMS_LOGIN_URL: origin },
      TEAMS_OPENID_URL: `${origin}/v1/.well-known/openidconfiguration`,
    },
    /** What is sent in reply to the activity with this id. */
    replied: (id: string) => new Promise<Opened>((resolve) => waiting.set(id, resolve)),
    join(member: number): void {
      const id = objectIdOf(member);
      world.people.set(id, { id, name: `Member ${member}`, email: emailOf(member) });
    },
    authorization(): string {
      if (Date.now() > signed.until)
        signed = { authorization: identity.authorization(serviceUrl) ?? "", until: Date.now() + SIGNED_FOR_MS };
      return signed.authorization;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TeamsSink = Awaited<ReturnType<typeof startTeamsSink>>;
