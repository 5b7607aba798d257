import { atMost, type Figure, ms, p50 } from "./figures.ts";
import { openInProcess } from "./in-process.ts";
import type { Place } from "./places.ts";
import { rowsScanned } from "./scans.ts";
import { tour } from "./tour.ts";
import type { Step } from "./traveller.ts";

const ROUND_TRIPS = 6;
const RATIO = 1.2;

export type Company = { place: Place; members: number };
type Played = ReadonlyMap<string, Step[]>;

/** Every command in a small and in a large organization: round trips, how much slower, and does any read it whole? */
export async function sizes(kind: string, small: Company, large: Company, times: number): Promise<Figure[]> {
  const before = await wholeReads(large);
  const [few, many] = await playBoth(small.place, large.place, times);
  const about = `${kind}, ${small.members} and ${large.members} members`;
  const each = [...many].flatMap(([command, steps]) =>
    figuresOf(`${about}: ${command}`, few.get(command) ?? [], steps),
  );
  const figures = [...each, allTogether(kind, few, many)];
  if (before === null) return figures;
  const scans = ((await wholeReads(large)) ?? 0) - before;
  return [...figures, atMost(`${kind}: times that ${large.members} members were read whole`, scans, 0, String)];
}

// In turn, so that whatever else the machine does meets both.
async function playBoth(small: Place, large: Place, times: number): Promise<[Played, Played]> {
  const products = [await openInProcess(small), await openInProcess(large)] as const;
  const steps: [Step[], Step[]] = [[], []];
  for (const product of products) await tour(product, 0);
  for (let round = 1; round <= times; round += 1)
    for (const at of [0, 1] as const) steps[at].push(...(await tour(products[at], round)));
  for (const product of products) await product.close();
  return [Map.groupBy(steps[0], named), Map.groupBy(steps[1], named)];
}

const named = ({ command }: Step) => command;

// BEGIN and COMMIT are round trips like any other and count towards the aim; how many there are without them is told.
function figuresOf(command: string, few: Step[], many: Step[]): Figure[] {
  const [before, after] = [middle(few), middle(many)];
  const trips = Math.max(...[...few, ...many].map(({ roundTrips }) => roundTrips));
  const told = { got: `${trips} (${trips - 2} without BEGIN and COMMIT)` };
  return [
    { ...atMost(`${command}: round trips`, trips, ROUND_TRIPS, String), ...told },
    atMost(`${command}: p50 ratio (${ms(before)}, ${ms(after)})`, after / before, RATIO, times),
  ];
}

const times = (value: number) => `${value.toFixed(2)} x`;

function allTogether(kind: string, few: Played, many: Played): Figure {
  const ratios = [...many].map(([command, steps]) => middle(steps) / middle(few.get(command) ?? []));
  return atMost(`${kind}: the commands' p50 ratio, median`, p50(ratios), RATIO, times);
}

function middle(steps: Step[]): number {
  return p50(steps.map(({ milliseconds }) => milliseconds));
}

async function wholeReads({ place, members }: Company): Promise<number | null> {
  return place.databaseUrl ? Math.floor((await rowsScanned(place.databaseUrl)) / members) : null;
}
