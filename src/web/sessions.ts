import { randomBytes } from "node:crypto";
import type { CookieOptions, Request, Response } from "express";
import { z } from "zod";
import type { Keys } from "../core/keys.ts";
import type { Text } from "../core/text.ts";
import { isSentence } from "../text/text.ts";

const MINUTES = 30;
const PURPOSE = "activation-session";

const payload = z.object({
  link: z.string(),
  nonce: z.string(),
  /** milliseconds since 1970 */
  expires: z.number(),
  /** the masked address the last code went to */
  to: z.string().nullable(),
  /** why no code was sent */
  notice: z.custom<Text>(isSentence).nullable().catch(null),
});

/** An activation under way. The signed cookie holds it; the server keeps only the nonces of sessions that have ended. */
export type Session = z.infer<typeof payload>;

export type Sessions = {
  /** The session of this request, or null: none, expired, forged or over. */
  read(request: Request): Session | null;
  /** Starts one with its own nonce and ends `old`: a cookie that was planted or seen before is worthless then. */
  start(response: Response, about: Pick<Session, "link" | "to" | "notice">, old: Session | null): void;
  end(response: Response, old: Session | null): void;
};

/** Cookie sessions of 30 minutes. Over https the cookie is `__Host-`, so no subdomain and no plain http can set it. */
export function createSessions({ keys, now, secure }: { keys: Keys; now: () => Date; secure: boolean }): Sessions {
  const name = secure ? "__Host-countersign" : "countersign";
  const options: CookieOptions = { httpOnly: true, secure, sameSite: "strict", path: "/" };
  // A restart forgets them. That is safe: a link can be used only once anyway.
  const over = new Map<string, number>();

  function retire(session: Session): void {
    for (const [nonce, expires] of over) if (expires <= now().getTime()) over.delete(nonce);
    over.set(session.nonce, session.expires);
  }

  return {
    read(request) {
      const session = opened(keys, cookieOf(request, name));
      return session && session.expires > now().getTime() && !over.has(session.nonce) ? session : null;
    },
    start(response, about, old) {
      if (old) retire(old);
      const expires = now().getTime() + MINUTES * 60_000;
      const session = { ...about, nonce: randomBytes(18).toString("base64url"), expires };
      response.cookie(name, sealed(keys, session), { ...options, maxAge: MINUTES * 60_000 });
    },
    end(response, old) {
      if (old) retire(old);
      response.clearCookie(name, options);
    },
  };
}

function sealed(keys: Keys, session: Session): string {
  const data = Buffer.from(JSON.stringify(session)).toString("base64url");
  return `${data}.${keys.mac(PURPOSE, data)}`;
}

function opened(keys: Keys, cookie: string): Session | null {
  const [data = "", mac = ""] = cookie.split(".");
  if (!keys.matches(PURPOSE, data, mac)) return null;
  return payload.safeParse(JSON.parse(Buffer.from(data, "base64url").toString("utf8"))).data ?? null;
}

function cookieOf(request: Request, name: string): string {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}
