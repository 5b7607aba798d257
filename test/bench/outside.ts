import { join } from "node:path";
import { startMailServer } from "./mail.ts";
import type { Place } from "./places.ts";
import { fill } from "./seed.ts";
import { type Running, startServer } from "./servers.ts";
import { slackEnvironment, startSink } from "./sink.ts";
import { startTeamsSink } from "./teams-sink.ts";

/** The product's code, this or another version's: the folder of a checkout. */
export type Checkout = { root: string; name: string };

export const ours: Checkout = { root: join(import.meta.dirname, "../.."), name: "this version" };

/** Everything that the product talks to, on loopback: Slack, Teams and a mail server. */
export async function startOutside() {
  const [slack, teams, mail] = [await startSink(), await startTeamsSink(), await startMailServer()];
  return {
    ...{ slack, teams, mail },
    environment: {
      ...{ NODE_ENV: "production", PUBLIC_URL: "https://countersign.example.com" },
      ...{ ORGANIZATION_NAME: "Acme Payments", FIRST_ADMIN_EMAIL: "first@example.com" },
      ...{ MERCHANT_ACCOUNTS: "Online store,Retail stores" },
      ...{ SECRET_KEYS: "a key for figures of thirty-two or more characters" },
      ...{ SMTP_URL: mail.url, MAIL_FROM: "countersign@example.com" },
      ...{ ...slackEnvironment(slack), ...teams.environment },
    },
    async close(): Promise<void> {
      for (const one of [slack, teams, mail]) await one.close();
    },
  };
}

export type Outside = Awaited<ReturnType<typeof startOutside>>;

/** Starts a checkout's product, with Slack, Teams and mail connected, on a place of its own. */
export function startProduct(
  { root }: Checkout,
  { environment }: Outside,
  place: Place,
  flags: readonly string[] = [],
): Promise<Running> {
  const where = { DATA_DIR: place.dataDir, ...(place.databaseUrl && { DATABASE_URL: place.databaseUrl }) };
  return startServer({
    file: join(root, "test/bench/product.ts"),
    cwd: place.dataDir,
    environment: { ...environment, ...where },
    flags,
  });
}

/** Fills an empty place: the checkout's own product makes the tables and the organization. */
export async function seed(checkout: Checkout, outside: Outside, place: Place, members: number): Promise<void> {
  await (await startProduct(checkout, outside, place)).stop();
  await fill(place, members);
}
