import { setTimeout as sleep } from "node:timers/promises";
import { atMost, type Figure, ms, p50 } from "./figures.ts";
import type { Kind, Place } from "./places.ts";
import { startServer } from "./servers.ts";

const AIMS: Record<Kind, { ready: number; memory: number }> = {
  embedded: { ready: 2_000, memory: 600 },
  postgresql: { ready: 1_000, memory: 250 },
};
const REST_MS = 3_000;

/** The real program with the try-out chat, which listens on loopback: start to ready, and memory when it rests. */
export async function startAndRest(kind: Kind, place: Place, times: number): Promise<Figure[]> {
  const environment = { DATA_DIR: place.dataDir, ...(place.databaseUrl && { DATABASE_URL: place.databaseUrl }) };
  const [started, memory]: number[][] = [[], []];
  for (let i = 0; i < times; i += 1) {
    const server = await startServer({ file: "../../src/main.ts", cwd: place.dataDir, environment });
    try {
      started?.push(server.startedIn);
      if (i < times - 1) continue;
      await sleep(REST_MS);
      memory?.push(await server.memory());
    } finally {
      await server.stop();
    }
  }
  const megabytes = (value: number) => `${Math.round(value)} MB`;
  return [
    atMost(`${kind}: start to ready with an existing database`, p50(started ?? []), AIMS[kind].ready, ms),
    atMost(`${kind}: memory at rest (RSS)`, p50(memory ?? []), AIMS[kind].memory, megabytes),
  ];
}
