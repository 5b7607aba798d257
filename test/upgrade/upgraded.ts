import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../src/app.ts";
import { createLog } from "../../src/boot/log.ts";
import { readConfig } from "../../src/config.ts";
import { createKeys } from "../../src/core/keys.ts";
import type { Connection } from "../../src/db/connection.ts";
import { openEmbedded } from "../../src/db/embedded.ts";
import { MIGRATIONS, migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { openPostgresql } from "../../src/db/postgresql.ts";
import { openQueue } from "../../src/delivery/queue.ts";
import { routingOf } from "../../src/jobs.ts";
import { listen } from "../../src/web/server.ts";
import { createClock } from "../fakes/clock.ts";
import { createMailbox } from "../fakes/mailbox.ts";
import { type FakeSlack, startFakeSlack } from "../fakes/slack.ts";
import { type FakeTeams, startFakeTeams } from "../fakes/teams.ts";
import { freshPlace, type Place } from "../harness/database.ts";
import { freePort } from "../harness/free-port.ts";
import type { Kind } from "../harness/matrix.ts";
import { silent } from "../harness/postgresql.ts";
import { had, rows, theOne } from "./had.ts";
import { emailOf, slackIds, teamsIds } from "./make/people.ts";

/** The migrations that 3021c16 had. */
export const OLD_MIGRATIONS = ["20261123090000_first", "20261123090100_guards", "20261124090000_contacts"];

/** A folder with those migrations alone. */
export async function oldMigrations(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-old-"));
  for (const name of OLD_MIGRATIONS) await cp(join(MIGRATIONS, name), join(folder, name), { recursive: true });
  return folder;
}

/** A database as the old version left it; `empty`: with its tables only. pg-boss is in it, which is still the same. */
export async function oldDatabase(kind: Kind, { empty = false } = {}): Promise<Place> {
  const place = await freshPlace(kind);
  const migrations = await oldMigrations();
  const connection = await connect(place);
  await connection.session(async (session) => {
    // Made anew in a copy of today's database: an embedded one takes seconds to make from nothing.
    await session.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await migrate(session, migrations);
    if (!empty) await session.script(`BEGIN; ${rows} COMMIT`);
  });
  await connection.close();
  await rm(migrations, { recursive: true });
  return place;
}

/** The database alone, as it is: nothing is migrated. */
export function connect({ databaseUrl, dataDir }: Place): Promise<Connection> {
  return databaseUrl ? openPostgresql(databaseUrl, silent) : openEmbedded(dataDir, { say: () => undefined });
}

export type Upgraded = Awaited<ReturnType<typeof upgrade>>;

/** Today's version on that database, at the moment at which the old one stopped, with what people had before them. */
export async function upgrade(kind: Kind, where: "chats" | "try-out") {
  const place = await oldDatabase(kind);
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => void lines.push(line) });
  const db = await openDatabase({ ...place, log });
  const queue = await openQueue(db, log, routingOf);
  const [clock, mailbox, slack, teams] = [
    createClock(),
    createMailbox(),
    await startFakeSlack(),
    await startFakeTeams(),
  ];
  clock.forward({ seconds: (Date.parse(theOne("end").at) - Date.now()) / 1000 });
  restore(slack, teams);
  await writeFile(join(place.dataDir, "try-out.json"), JSON.stringify(theOne("try-out").state));
  const port = await freePort();
  const given = { NODE_ENV: "test", ORGANIZATION_NAME: "Acme Payments", FIRST_ADMIN_EMAIL: emailOf("ada") };
  const chats = where === "chats" ? environmentOf(slack, teams) : {};
  const config = readConfig({ ...given, DATA_DIR: place.dataDir, PORT: String(port), ...chats });
  const keys = createKeys(["a key for tests, at least thirty-two characters"]);
  const parts = { config, db, queue, keys, mailer: mailbox.mailer, log, now: clock.now, clock: clock.database };
  const app = await createApp(parts);
  const server = listen(app.web, port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${port}`;
  for (const chat of [slack, teams]) chat.connect(url);
  return {
    ...{ app, db, queue, slack, teams, clock, mailbox, lines, place, url },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.stop();
      await queue.stop();
      await db.close();
      await slack.close();
      await teams.close();
      await place.drop();
    },
  };
}

function restore(slack: FakeSlack, teams: FakeTeams): void {
  for (const [name, id] of Object.entries(slackIds)) slack.person({ id, name, email: emailOf(name) });
  for (const [name, id] of Object.entries(teamsIds)) {
    teams.person({ id, name, email: emailOf(name) });
    teams.personal(id);
  }
  slack.channel({ id: "C0APPROVALS", members: Object.values(slackIds) });
  for (const { id, args } of had("slack message")) slack.restoreMessage(id, args);
  for (const { user, id, card } of had("teams message")) teams.restore(user, card, { id });
}

function environmentOf(slack: FakeSlack, teams: FakeTeams) {
  const { botToken, signingSecret, apiUrl } = slack;
  const ours = { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: apiUrl };
  return { ...ours, ...teams.environment };
}
