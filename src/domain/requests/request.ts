import { sha256 } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { canonical } from "../history/chain.ts";

/**
 * opened -> awaiting_code -> awaiting_approval -> applied, or closed on the way by somebody or by the clock. `applying`
 * is a change that is carried out in pieces: nobody ends it any more, and no clock, and it is done to its last piece.
 * `stale` is one whose ground has moved.
 */
export const requestStates = [
  ...(["awaiting_code", "awaiting_approval", "applying", "applied"] as const),
  ...(["denied", "withdrawn", "expired", "stale"] as const),
];
export type RequestState = (typeof requestStates)[number];

/** Open: it waits for people, and its time can run out. */
export const openStates: readonly RequestState[] = ["awaiting_code", "awaiting_approval"];

/**
 * At most so many open requests of one member, against approval fatigue. Each was proved with a code; those that were not
 * are bounded by how many codes are sent and not used.
 */
const OPEN_MOST = 50;
export const HOUR = 3_600_000;

/** What is signed: the command and its whole content. Lower-case hex SHA-256. */
export function digestOf(command: string, payload: unknown): string {
  return sha256(canonical({ command, payload }));
}

/** The start of a digest, enough for two people to compare by eye. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

function isOpen(request: { state: RequestState; expiresAt: Date }, now: Date): boolean {
  return openStates.includes(request.state) && request.expiresAt > now;
}

/** A request past its time is expired, also before the clock has written that down. */
export function asOf<R extends { state: RequestState; expiresAt: Date }>(now: Date, request: R): R {
  return openStates.includes(request.state) && !isOpen(request, now) ? { ...request, state: "expired" } : request;
}

/** Nobody approves what they asked for themselves or what concerns them, through whichever chat account. */
export function requireImpartial(
  request: { requesterId: string; targets: readonly string[] },
  approverId: string,
): void {
  if (request.requesterId === approverId) throw new Refusal(text("refused.own-request"), { forbidden: true });
  if (request.targets.includes(approverId)) throw new Refusal(text("refused.own-target"), { forbidden: true });
}

type About = { requesterId: string; command: string; subjects: readonly string[] };
type Earlier = About & { number: number; state: RequestState; createdAt: Date; expiresAt: Date };

/** Refuses a second open request about the same thing, and more than the limits allow: both would tire the approvers. */
export function requireRoomFor(about: About, earlier: readonly Earlier[], now: Date): void {
  const isUnderWay = ({ state }: Earlier) => openStates.includes(state) || state === "applying";
  for (const one of earlier.filter(({ command }) => command === about.command).filter(isUnderWay)) {
    const shared = one.subjects.find((subject) => about.subjects.includes(subject));
    if (shared) throw alreadyAsked(about, one, shared);
  }
  const mine = earlier.filter(({ requesterId }) => requesterId === about.requesterId);
  if (mine.filter((one) => isOpen(one, now)).length >= OPEN_MOST)
    throw new Refusal(text("refused.open-requests", { most: OPEN_MOST }));
}

/** Among several it says which one it is. */
function alreadyAsked({ subjects }: About, { number }: Earlier, shared: string): Refusal {
  return new Refusal(text("refused.already-asked", { number, subject: subjects.length > 1 ? shared : null }));
}
