import { count, time } from "./format.ts";

export type GrantEnd = null | { hours: number } | { at: string; zone: string };

const hoursOf = (hours: number): string => count(hours, { one: "hour", other: "hours" });

/** `, until 31 December`: after a role that is given. */
export function endOf(end: GrantEnd): string {
  if (end === null) return ", for good";
  return "at" in end ? `, until ${chosenTime(end)}` : `, for ${hoursOf(end.hours)} from when it is approved`;
}

export function chosenTime({ at, zone }: { at: string; zone: string }): string {
  return `${time(at)} (chosen in ${zone})`;
}

export function hoursFromActivation(hours: number): string {
  return `${hoursOf(hours)} from activation`;
}
