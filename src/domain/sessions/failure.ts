import { isIPv6 } from "node:net";
import type { Keys } from "../../core/keys.ts";

/** So many wrong passwords within MINUTES, from one network and for one address; then both wait until these are over. */
export const FAILURES = { network: 100, address: 10, member: 5 } as const;
export const MINUTES = 15;
/** So often within MINUTES a new password is compared with the member's other one: it could be used to guess that. */
export const COMPARED = 5;
/** How often within an hour a link for a new password can be asked for, from one network and for one address. */
export const ASKED = { network: 30, address: 3 } as const;
export const ASKED_MINUTES = 60;

/**
 * What failures are counted under. It is an HMAC: addresses that somebody typed are not kept, and whether one is a
 * member's makes no difference.
 */
export function failureKey(keys: Keys, kind: string, what: string): string {
  return `${kind} ${keys.mac("web-failure", `${kind} ${what}`)}`;
}

/** An IPv4 address, or the first 64 bits of an IPv6 one, which is what one customer gets (RFC 6177). */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  return isIPv6(address) ? groupsOf(address).slice(0, 4).join(":") : address;
}

/** The eight groups, `::` and leading zeros written out. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const groups = (part: string) => part.split(":").filter(Boolean);
  const [first, last] = [groups(head), groups(tail ?? "")];
  const missing = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => "0");
  return [...first, ...missing, ...last].map((group) => Number.parseInt(group, 16).toString(16));
}
