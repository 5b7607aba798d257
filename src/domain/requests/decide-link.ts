import { z } from "zod";
import type { Keys } from "../../core/keys.ts";
import { LINK_MINUTES } from "../passkeys/passkey.ts";
import { minutesAfter } from "../verification/challenge.ts";

/** What is done on the page that such a link leads to. */
const decidable = ["request.approve", "request.verify"] as const;
export type Decidable = (typeof decidable)[number];

export type DecideLink = {
  organizationId: string;
  memberId: string;
  command: Decidable;
  ref: { id: string; version: number };
  until: Date;
};

const stored = z.tuple([z.uuid(), z.uuid(), z.enum(decidable), z.uuid(), z.int(), z.int()]);
const PURPOSE = "decide";

/**
 * The address of a page on which that member decides. It is signed and kept nowhere: it shows what is decided, and signs
 * nobody in; to decide, the member proves who they are on the page.
 */
export function decideUrl(
  publicUrl: string,
  keys: Keys,
  { organizationId, memberId, command, ref, until }: DecideLink,
) {
  const seconds = Math.floor(until.getTime() / 1000);
  const said = JSON.stringify([organizationId, memberId, command, ref.id, ref.version, seconds]);
  const token = `${Buffer.from(said).toString("base64url")}.${keys.mac(PURPOSE, said)}`;
  return new URL(`/decide/${token}`, publicUrl).href;
}

/** From a chat, where the member is at the moment. */
export function soon(now: Date): Date {
  return minutesAfter(now, LINK_MINUTES);
}

/** What a link names, or null: it is none of ours, or its time is over. */
export function readDecideLink(keys: Keys, token: string, now: Date): DecideLink | null {
  const [said = "", mac = ""] = token.split(".").map((part, at) => (at === 0 ? decoded(part) : part));
  if (!keys.matches(PURPOSE, said, mac)) return null;
  const read = stored.safeParse(JSON.parse(said));
  if (!read.success) return null;
  const [organizationId, memberId, command, id, version, seconds] = read.data;
  const until = new Date(seconds * 1000);
  return until > now ? { organizationId, memberId, command, ref: { id, version }, until } : null;
}

const decoded = (part: string) => Buffer.from(part, "base64url").toString("utf8");
