import { randomBytes } from "node:crypto";
import type { CookieOptions, Request, Response } from "express";
import { z } from "zod";
import type { Keys } from "../core/keys.ts";
import { cookieOf } from "./cookies.ts";

const MINUTES = 30;
const PURPOSE = "activation-session";
/** A link's holder can start as many sessions as they like; only the newest ones have notes. */
const NOTED_PER_LINK = 5;

const payload = z.object({
  link: z.string(),
  nonce: z.string(),
  /** milliseconds since 1970 */
  expires: z.number(),
});

/** An activation under way, as the signed cookie names it. `notes` is null where the server has forgotten them. */
export type Session<Notes> = z.infer<typeof payload> & { notes: Notes | null };

/** What the pages have to remember between a POST and the page that it leads to is in notes, in this process's memory. */
export type Sessions<Notes> = {
  /** The session of this request, or null: none, expired, forged or over. */
  read(request: Request): Session<Notes> | null;
  /** Starts one with its own nonce and ends `old`: a cookie that was planted or seen before is worthless then. */
  start(response: Response, about: { link: string; notes: Notes }, old: Session<Notes> | null): void;
  /** Replaces the notes of a session; the cookie stays as it is. */
  note(session: Session<Notes>, notes: Notes): void;
};

type Parts = { keys: Keys; now: () => Date; secure: boolean };

/** Cookie sessions of 30 minutes. Over https the cookie is `__Host-`, so no subdomain and no plain http can set it. */
export function createSessions<Notes>({ keys, now, secure }: Parts): Sessions<Notes> {
  const name = secure ? "__Host-countersign" : "countersign";
  const options: CookieOptions = { httpOnly: true, secure, sameSite: "strict", path: "/" };
  // A restart forgets both. That is safe: a link can be used only once, and a form without its notes is an empty form.
  const over = new Map<string, number>();
  const noted = new Map<string, { link: string; expires: number; notes: Notes }>();

  function retire({ nonce, expires }: Session<Notes>): void {
    over.set(nonce, expires);
    noted.delete(nonce);
  }

  function note({ nonce, link, expires }: Session<Notes>, notes: Notes): void {
    forgetOld();
    noted.delete(nonce);
    const ofLink = [...noted].filter(([, one]) => one.link === link);
    for (const [oldest] of ofLink.slice(0, Math.max(0, ofLink.length - NOTED_PER_LINK + 1))) noted.delete(oldest);
    noted.set(nonce, { link, expires, notes });
  }

  function forgetOld(): void {
    const at = now().getTime();
    for (const [nonce, expires] of over) if (expires <= at) over.delete(nonce);
    for (const [nonce, { expires }] of noted) if (expires <= at) noted.delete(nonce);
  }

  return {
    read(request) {
      const session = opened(keys, cookieOf(request, name));
      if (!session || session.expires <= now().getTime() || over.has(session.nonce)) return null;
      return { ...session, notes: noted.get(session.nonce)?.notes ?? null };
    },
    start(response, { link, notes }, old) {
      if (old) retire(old);
      const expires = now().getTime() + MINUTES * 60_000;
      const session = { link, nonce: randomBytes(18).toString("base64url"), expires };
      note({ ...session, notes }, notes);
      response.cookie(name, sealed(keys, session), { ...options, maxAge: MINUTES * 60_000 });
    },
    note,
  };
}

function sealed(keys: Keys, session: z.infer<typeof payload>): string {
  const data = Buffer.from(JSON.stringify(session)).toString("base64url");
  return `${data}.${keys.mac(PURPOSE, data)}`;
}

function opened(keys: Keys, cookie: string): z.infer<typeof payload> | null {
  const [data = "", mac = ""] = cookie.split(".");
  if (!keys.matches(PURPOSE, data, mac)) return null;
  return payload.safeParse(JSON.parse(Buffer.from(data, "base64url").toString("utf8"))).data ?? null;
}
