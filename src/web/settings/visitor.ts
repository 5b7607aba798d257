import { getParser } from "bowser";
import type { Request, Response } from "express";
import { newToken } from "../../core/token.ts";
import type { Cookies } from "../cookies.ts";
import type { Visitor } from "./service.ts";

const AGENT_LENGTH = 80;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Whose browser it is. A browser that was never here is given something to be known by. */
export function visitorOf(cookies: Cookies, request: Request, response: Response): Visitor {
  const known = cookies.read(request, "device");
  const device = TOKEN.test(known) ? known : newToken();
  cookies.set(response, "device", device, "kept");
  return { network: request.ip ?? "unknown", agent: agentOf(request.get("User-Agent") ?? ""), device };
}

/** "Firefox on Windows": enough to tell one's own browsers apart; null where the browser does not say. */
function agentOf(header: string): string | null {
  if (header === "") return null;
  const parser = getParser(header.slice(0, 1_000));
  const [browser, system] = [parser.getBrowserName(), parser.getOSName()];
  if (!browser) return null;
  return (system ? `${browser}, ${system}` : browser).slice(0, AGENT_LENGTH);
}
