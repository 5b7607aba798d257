import { z } from "zod";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The longest time for which a role can be given, in hours: a year. Without an end it is given for good. */
export const HOURS_MOST = 366 * 24;

/** When a role ends: never, so many hours after it was given, or at a time (ISO 8601) that was chosen in a zone (IANA). */
export type End = null | { hours: number } | { at: string; zone: string };

export const storedEnd: z.ZodType<End> = z.union([
  z.null(),
  z.strictObject({ hours: z.number().int().min(1).max(HOURS_MOST) }),
  z.strictObject({ at: z.iso.datetime(), zone: z.string() }),
]);

/** The time at which it ends; the clock of a duration starts when the role is given. */
export function endTime(end: End, given: Date): Date | null {
  if (end === null) return null;
  return "hours" in end ? new Date(given.getTime() + end.hours * HOUR_MS) : new Date(end.at);
}

/** The day (`2026-12-31`) whose end in a zone that moment is. */
export function dayOf({ at, zone }: { at: string; zone: string }): string {
  const last = new Date(at).getTime() - 1;
  return new Date(last + offsetAt(last, zone)).toISOString().slice(0, 10);
}

/** The end of a day (`2026-12-31`) in a zone: the moment when the next one begins there. */
export function endOfDay(day: string, zone: string): Date {
  const next = new Date(`${day}T00:00:00Z`).getTime() + 24 * HOUR_MS;
  // Twice, because the zone may change its clocks between the first guess and the moment itself.
  const guess = next - offsetAt(next, zone);
  return new Date(next - offsetAt(guess, zone));
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric" },
  }).formatToParts(moment);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
  return local - Math.floor(moment / MINUTE_MS) * MINUTE_MS;
}
