import type { CookieOptions, Request, Response } from "express";

const YEAR_MS = 365 * 86_400_000;

export type Cookies = {
  read(request: Request, name: CookieName): string;
  /** Without a value the browser forgets it. `kept`: also after it is closed. */
  set(response: Response, name: CookieName, value: string | null, kept?: "kept"): void;
};

/**
 * `session`: who is in; `device`: a browser that was used before; `form`: whose form is sent before anybody is in;
 * `alternate`: a link with which a new address for codes is confirmed.
 */
type CookieName = "session" | "device" | "form" | "alternate";

/**
 * Over https a cookie is `__Host-`, so no subdomain and no plain http can set it. `Lax`, because people come from a link in
 * a chat or a mail; every POST is checked in two more ways.
 */
export function createCookies({ secure }: { secure: boolean }): Cookies {
  const named = (name: CookieName) => `${secure ? "__Host-" : ""}countersign-${name}`;
  const options: CookieOptions = { httpOnly: true, secure, sameSite: "lax", path: "/" };
  return {
    read: (request, name) => cookieOf(request, named(name)),
    set(response, name, value, kept) {
      if (value === null) response.clearCookie(named(name), options);
      else response.cookie(named(name), value, { ...options, ...(kept && { maxAge: YEAR_MS }) });
    },
  };
}

/** Empty where there is none. */
export function cookieOf(request: Request, name: string): string {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}
