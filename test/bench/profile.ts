import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, told } from "./figures.ts";
import type { Measured } from "./load.ts";
import { type Outside, ours, startProduct } from "./outside.ts";
import type { Kind, Place } from "./places.ts";
import { group, inTurn } from "./rounds.ts";
import { cpuProfile, type Share, sharesOf } from "./shares.ts";
import { said } from "./side-by-side.ts";
import { askInSlack } from "./slack.ts";

const SHOWN = 14;

/** Where the product's processor time goes while people submit the invite form, by package and by folder. */
export async function profileSubmits(
  kind: Kind,
  outside: Outside,
  place: Place,
  { people, rounds }: { people: number; rounds: number },
): Promise<Figure[]> {
  const folder = join(place.dataDir, "profile");
  const product = await startProduct(ours, outside, place, ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
  let submits: Measured;
  try {
    const ask = askInSlack(product.url, outside.slack);
    const side = { name: "product", ask, members: group(0, people), submits: true, mail: outside.mail };
    submits = (await inTurn([side], rounds)).submit(side.name);
  } finally {
    // Node writes the profile when the process ends.
    await product.stop();
  }
  const [file] = await readdir(folder);
  const profile = cpuProfile.parse(JSON.parse(await readFile(join(folder, file ?? ""), "utf8")));
  const shares = sharesOf(profile, submits.spans, ours.root).slice(0, SHOWN);
  return [told(`${kind}, submits under a profiler`, said(submits)), ...shares.map((share) => figureOf(kind, share))];
}

function figureOf(kind: Kind, { group, share }: Share): Figure {
  return told(`${kind}, processor time in submits: ${group}`, `${(share * 100).toFixed(1)} %`);
}
