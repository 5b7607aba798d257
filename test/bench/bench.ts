import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { argv } from "node:process";
import { withCheckout } from "./checkout.ts";
import { markdown, shortfalls } from "./figures.ts";
import { type Bench, compared, measured, part, profiled } from "./measure.ts";
import { type Options, readOptions } from "./options.ts";
import { startOutside } from "./outside.ts";
import { createPlaces, type Kind } from "./places.ts";
import { killAll } from "./servers.ts";

const load = () => loadavg()[0]?.toFixed(1);

async function main(options: Options): Promise<void> {
  const [before, memory] = [load(), Math.round(totalmem() / 2 ** 30)];
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model}), ${memory} GB`);
  const bench: Bench = { options, places: createPlaces(), outside: await startOutside(), figures: [] };
  try {
    await Promise.race([everything(bench), interrupted()]);
  } finally {
    killAll();
    await bench.outside.close();
    await bench.places.clear();
  }
  if (bench.figures.length > 0) console.log(`\n${markdown(bench.figures)}\n`);
  for (const sentence of shortfalls(bench.figures)) console.log(sentence);
  console.log(`\nLoad ${before} at the start, ${load()} at the end: other work on the machine slows what is measured.`);
}

async function everything(bench: Bench): Promise<void> {
  const { options, places } = bench;
  const kinds = await places.kinds();
  if (!kinds.includes("postgresql")) console.log("No PostgreSQL: only the embedded database is measured.");
  const each = async (work: (kind: Kind) => Promise<void>) => {
    for (const kind of kinds) await work(kind);
  };
  if (options.profile) return each((kind) => profiled(bench, kind));
  const commit = options.against;
  if (!commit) return each((kind) => measured(bench, kind));
  await part(bench, `against ${commit}`, () =>
    withCheckout(commit, async (other) => {
      await each((kind) => compared(bench, kind, other));
      return [];
    }),
  );
}

function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => reject(new Error(`${signal}: databases and folders were taken away`)));
  });
}

try {
  await main(readOptions(argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
