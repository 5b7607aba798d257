import { constants, createHmac, createSign, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import type { Json } from "./cards.ts";

const ISSUER = "https://api.botframework.com";

/** How a token differs from a good one. A claim or header that is undefined is left out; `text` is sent unchanged. */
export type Signing = {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: "teams" | "webchat" | "stranger";
  secret?: string;
  /** Another Authorization header; null: none. */
  authorization?: string | null;
};

type Pair = { publicKey: KeyObject; privateKey: KeyObject };
const made = new Map<string, Pair>();

// A key takes a while to make: once for each of them, for all fakes of a process.
function pairOf(name: string): Pair {
  const known = made.get(name) ?? generateKeyPairSync("rsa", { modulusLength: 2048 });
  made.set(name, known);
  return known;
}

/** The signer of the Bot Framework: its configuration, its keys, the tokens it puts on activities. */
export function createIdentity(appId: string, origin: string) {
  const jwk = (name: string) => ({
    ...{ ...pairOf(name).publicKey.export({ format: "jwk" }), kid: `key-${name}`, x5t: `key-${name}` },
    use: "sig",
  });
  // Only the Bot Framework says of its keys what they are for. Entra's go with whatever a token names.
  const endorsed = (name: string, endorsements: string[]) => ({ ...jwk(name), alg: "RS256", endorsements });

  function token(serviceUrl: string, { claims = {}, header = {}, key = "teams", secret }: Signing = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: ISSUER, aud: appId, serviceurl: serviceUrl, nbf: now - 60, exp: now + 600, ...claims };
    const known = key === "stranger" ? "teams" : key;
    const signed = [{ alg: "RS256", typ: "JWT", kid: `key-${known}`, x5t: `key-${known}`, ...header }, all]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    return `${signed}.${signature(signed, header.alg, key, secret)}`;
  }

  /** A token that Entra gives Teams for the tab: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
  function tabToken(
    tenant: string,
    user: string,
    { claims = {}, header = {}, key = "teams", secret }: Signing = {},
  ): string {
    const now = Math.floor(Date.now() / 1000);
    const all = {
      ...{ iss: `${origin}/${tenant}/v2.0`, aud: appId, tid: tenant, oid: user, scp: "access_as_user", ver: "2.0" },
      ...{ iat: now - 60, nbf: now - 60, exp: now + 3_600, preferred_username: "somebody@else.example", ...claims },
    };
    const known = key === "stranger" ? "teams" : key;
    const signed = [{ alg: "RS256", typ: "JWT", kid: `key-${known}`, ...header }, all]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    return `${signed}.${signature(signed, header.alg, key, secret)}`;
  }

  return {
    tabToken,
    /** The tenant's keys. Only one of the pairs is the tenant's. */
    tabKeys: (): Json => ({ keys: [jwk("teams")] }),
    configuration: (): Json => ({
      ...{
        issuer: ISSUER,
        jwks_uri: `${origin}/v1/.well-known/keys`,
        id_token_signing_alg_values_supported: ["RS256"],
      },
      token_endpoint_auth_methods_supported: ["private_key_jwt"],
    }),
    keys: (): Json => ({ keys: [endorsed("teams", ["msteams"]), endorsed("webchat", ["webchat", "directline"])] }),
    /** The public key's text: what a confused verifier would take for a shared secret. */
    publicPem: () => pairOf("teams").publicKey.export({ format: "pem", type: "spki" }).toString(),
    authorization(serviceUrl: string, how: Signing = {}): string | null {
      return how.authorization === undefined ? `Bearer ${token(serviceUrl, how)}` : how.authorization;
    },
  };
}

function signature(signed: string, alg: unknown, key: string, secret: string | undefined): string {
  if (alg === "none") return "";
  if (alg === "HS256")
    return createHmac("sha256", secret ?? "secret")
      .update(signed)
      .digest("base64url");
  const privateKey = pairOf(key).privateKey;
  if (alg === "PS256") {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return createSign("RSA-SHA256")
      .update(signed)
      .sign({ key: privateKey, ...padding }, "base64url");
  }
  if (alg === "RS512") return createSign("RSA-SHA512").update(signed).sign(privateKey, "base64url");
  return createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url");
}

/** Where an app gets the token with which it calls: OAuth 2.0 client credentials. */
export function createTokenEndpoint(app: { id: string; password: string; tenant: string }) {
  const issued = new Set<string>();
  return {
    isIssued: (authorization: string | undefined) => issued.has((authorization ?? "").replace(/^Bearer /, "")),
    revoke: () => issued.clear(),
    answer(tenant: string, form: URLSearchParams): { status: number; body: Json } {
      const given = Object.fromEntries(form);
      const isApp = given.client_id === app.id && given.client_secret === app.password && tenant === app.tenant;
      if (given.grant_type !== "client_credentials" || !isApp)
        return { status: 401, body: { error: "invalid_client" } };
      if (given.scope !== `${ISSUER}/.default`) return { status: 400, body: { error: "invalid_scope" } };
      const access_token = `token-${randomUUID()}`;
      issued.add(access_token);
      return { status: 200, body: { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token } };
    },
  };
}
