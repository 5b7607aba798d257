import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { z } from "zod";
import type { Log } from "../../core/log.ts";
import { CALL_TIMEOUT_MS, CLOCK_SKEW_SECONDS } from "./limits.ts";
import { ObjectId } from "./payloads.ts";

/** The scope with which Teams' clients get a token for the tab. */
const SCOPE = "access_as_user";
const FETCH_AGAIN_MS = 30_000;

/** `expires`: in seconds since 1970. */
export type TabUser = { user: string; expires: number };
/** Whose token it is; null where it is not one for our tab. */
export type VerifyTab = (authorization: string | undefined) => Promise<TabUser | null>;

type Parts = { appId: string; tenantId: string; publicUrl: string; loginUrl: string; now: () => Date; log: Log };

const Claims = z.object({ tid: z.string(), scp: z.string(), oid: ObjectId, exp: z.number() });

/**
 * A token of Entra's that Teams gives its tab: signed by our tenant's keys, for this app, to act for a person. Only `oid` says
 * who that is; names and addresses in it can be changed.
 * https://learn.microsoft.com/entra/identity-platform/claims-validation
 */
export function createTabVerifier({ appId, tenantId, publicUrl, loginUrl, now, log }: Parts): VerifyTab {
  const login = `${loginUrl.replace(/\/$/, "")}/${tenantId}`;
  const keys = createRemoteJWKSet(new URL(`${login}/discovery/v2.0/keys`), {
    timeoutDuration: CALL_TIMEOUT_MS,
    // A token can name any key: unknown ones must not make us ask each time.
    cooldownDuration: FETCH_AGAIN_MS,
  });
  const wanted = {
    algorithms: ["RS256"],
    issuer: `${login}/v2.0`,
    audience: [appId, `api://${appId}`, resourceOf(publicUrl, appId)],
    requiredClaims: ["exp", "nbf", "tid", "oid", "scp"],
    clockTolerance: CLOCK_SKEW_SECONDS,
  };
  return async (authorization) => {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? "") ?? [];
    if (!token) return null;
    try {
      const { payload } = await jwtVerify(token, keys, { ...wanted, currentDate: now() });
      const claims = Claims.safeParse(payload).data;
      if (claims?.tid.toLowerCase() !== tenantId || !claims.scp.split(" ").includes(SCOPE)) return null;
      return { user: claims.oid, expires: claims.exp };
    } catch (error) {
      const reason = error instanceof errors.JOSEError ? error.code : "keys_unreachable";
      log.warn({ platform: "teams", route: "/teams/home", reason }, "a token was refused");
      return null;
    }
  };
}

/** As it is called in the app's manifest and in Entra. */
export function resourceOf(publicUrl: string, appId: string): string {
  return `api://${new URL(publicUrl).hostname}/${appId}`;
}
