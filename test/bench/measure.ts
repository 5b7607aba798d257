import { against } from "./against.ts";
import type { Figure } from "./figures.ts";
import { importOf } from "./import.ts";
import { commitToMail } from "./mail.ts";
import { amountsFor, enough, MOST_ROUNDS, type Options, SMALL } from "./options.ts";
import { type Checkout, type Outside, ours, seed, startProduct } from "./outside.ts";
import type { Kind, Place, Places } from "./places.ts";
import { profileSubmits } from "./profile.ts";
import { grow } from "./seed.ts";
import { sideBySide } from "./side-by-side.ts";
import { signIns } from "./sign-ins.ts";
import { type Company, sizes } from "./sizes.ts";
import { startAndRest } from "./start.ts";

export type Bench = { options: Options; places: Places; outside: Outside; figures: Figure[] };

/** Takes a part's figures; a part that fails is told, and the others go on. */
export async function part({ figures }: Bench, what: string, work: () => Promise<Figure[]>): Promise<void> {
  const began = performance.now();
  try {
    figures.push(...(await work()));
    console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`${what}: could not run: ${explained(error)}`);
  }
}

function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.message} (${explained(error.cause)})` : error.message.trim();
}

/** Everything that is asked for, on one database. */
export async function measured(bench: Bench, kind: Kind): Promise<void> {
  const { options } = bench;
  const { wants } = options;
  const { large: members, rows, starts, tours } = amountsFor(options, kind);
  const until = performance.now() + enough(options);
  const next = (what: string, work: () => Promise<Figure[]>) =>
    part(bench, `${kind}: ${what}`, async () => {
      if (performance.now() > until) throw new Error("there was no time left");
      return work();
    });
  const made: Company[] = [];
  await next("making the organizations", async () => {
    made.push(...(await organizations(bench, kind, members)));
    return [];
  });
  const [small, large] = made;
  if (!small || !large) return;
  if (wants.start) await next("start and memory", () => startAndRest(kind, large.place, starts));
  if (wants.sizes) await next("every command, few members and many", () => sizes(kind, small, large, tours));
  if (wants["sign-ins"]) await next("people who sign in", () => signIns(kind, small.place));
  if (wants.import) await next(`an import of ${rows} rows`, () => importOf(kind, small.place, rows));
  if (wants.forms || wants.submits) await next("50 at once", () => underLoad(bench, kind, large.place));
}

async function organizations({ places, outside }: Bench, kind: Kind, members: number): Promise<Company[]> {
  const small = await places.place(kind);
  await seed(ours, outside, small, SMALL);
  const large = await places.place(kind, small);
  await grow(large, SMALL, members);
  return [
    { place: small, members: SMALL },
    { place: large, members },
  ];
}

async function underLoad({ options, places, outside }: Bench, kind: Kind, place: Place): Promise<Figure[]> {
  const { mails, people, rounds } = amountsFor(options, kind);
  const { wants } = options;
  // One process only may have an embedded database open.
  const floor = kind === "embedded" && wants.submits ? await places.place(kind, place) : place;
  const product = await startProduct(ours, outside, place);
  try {
    const mail = wants.submits ? [await commitToMail(kind, outside, { product, most: mails })] : [];
    return [...mail, ...(await sideBySide({ kind, outside, product, floor }, { people, rounds }, wants))];
  } finally {
    await product.stop();
  }
}

export async function profiled(bench: Bench, kind: Kind): Promise<void> {
  const { options, places, outside } = bench;
  const { members, ...amount } = loadFor(options, kind);
  await part(bench, `${kind}: profile`, async () => {
    const place = await places.place(kind);
    await seed(ours, outside, place, members);
    return profileSubmits(kind, outside, place, amount);
  });
}

/** This version and another one. */
export function compared(bench: Bench, kind: Kind, other: Checkout): Promise<void> {
  return part(bench, `${kind}: against ${other.name}`, () => against(other, bench, kind, loadFor(bench.options, kind)));
}

function loadFor(options: Options, kind: Kind): { members: number; people: number; rounds: number } {
  const { large, people, rounds } = amountsFor(options, kind);
  return { members: large, people, rounds: options.quick ? rounds : MOST_ROUNDS };
}
