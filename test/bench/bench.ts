import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { type Figure, markdown } from "./figures.ts";
import { commitToMail, startMailServer } from "./mail.ts";
import { createPlaces, type Kind, type Place, type Places } from "./places.ts";
import { seed } from "./seed.ts";
import { startServer } from "./servers.ts";
import { sideBySide, slackEnvironment } from "./side-by-side.ts";
import { startSink } from "./sink.ts";
import { sizes } from "./sizes.ts";
import { startAndRest } from "./start.ts";
import { startTeamsSink } from "./teams-sink.ts";

type Amounts = { large: number; people: number; mails: number; starts: number; tours: number; rounds: number };

const { quick = false } = parseArgs({ options: { quick: { type: "boolean" } } }).values;
const SMALL = 100;
const AMOUNTS: Record<Kind, Amounts> = quick
  ? {
      postgresql: { large: 10_000, people: 50, mails: 10, starts: 1, tours: 2, rounds: 1 },
      embedded: { large: 500, people: 50, mails: 5, starts: 1, tours: 2, rounds: 1 },
    }
  : {
      postgresql: { large: 100_000, people: 200, mails: 40, starts: 3, tours: 15, rounds: 3 },
      embedded: { large: 10_000, people: 60, mails: 20, starts: 3, tours: 8, rounds: 3 },
    };
/** What has not begun by then is left out. */
const ENOUGH_MS = quick ? 42_000 : 180_000;

const load = () => loadavg()[0]?.toFixed(1);

async function main(): Promise<void> {
  const [before, memory] = [load(), Math.round(totalmem() / 2 ** 30)];
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model}), ${memory} GB`);
  const places = createPlaces();
  const figures: Figure[] = [];
  try {
    for (const kind of await places.kinds()) await measure(places, kind, figures);
  } finally {
    await places.clear();
  }
  console.log(`\n${markdown(figures)}`);
  console.log(`\nLoad ${before} at the start, ${load()} at the end: other work on the machine slows what is measured.`);
}

async function measure(places: Places, kind: Kind, figures: Figure[]): Promise<void> {
  const { large: members, starts, tours } = AMOUNTS[kind];
  const small = { place: await places.place(kind), members: SMALL };
  const large = { place: await places.place(kind), members };
  const part = async (what: string, work: () => Promise<Figure[]>) => {
    const began = performance.now();
    if (began > ENOUGH_MS) return console.log(`${kind}: ${what}: left out, there is no time`);
    figures.push(...(await work()));
    console.log(`${kind}: ${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  await part(`seeding ${SMALL} and ${members} members`, async () => {
    for (const { place, members } of [small, large]) await seed(place, members);
    return [];
  });
  await part("start and memory", () => startAndRest(kind, large.place, starts));
  await part("every command, few members and many", () => sizes(kind, small, large, tours));
  await part("50 at once", () => underLoad(kind, large.place));
}

async function underLoad(kind: Kind, place: Place): Promise<Figure[]> {
  const [sink, teams, mail] = [await startSink(), await startTeamsSink(), await startMailServer()];
  const product = await startServer("product.ts", place.dataDir, {
    ...{ NODE_ENV: "production", PUBLIC_URL: "https://countersign.example.com" },
    ...{ ORGANIZATION_NAME: "Acme Payments", FIRST_ADMIN_EMAIL: "first@example.com" },
    ...{ SECRET_KEYS: "a key for figures of thirty-two or more characters", DATA_DIR: place.dataDir },
    ...{ SMTP_URL: mail.url, MAIL_FROM: "countersign@example.com" },
    ...{ ...slackEnvironment(sink), ...teams.environment },
    ...(place.databaseUrl && { DATABASE_URL: place.databaseUrl }),
  });
  const { mails, people, rounds } = AMOUNTS[kind];
  try {
    const left = await commitToMail(kind, { sink, product, mail, most: mails });
    return [left, ...(await sideBySide({ label: kind, place, sink, teams, mail, product }, people, rounds))];
  } finally {
    await product.stop();
    await sink.close();
    await teams.close();
    await mail.close();
  }
}

await main();
