import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

// The old version, as far as it is used here. Its modules are loaded by their path, so these types are what is known.

export type OldDatabase = {
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
};
export type Job = { name: string };
type Handler = (job: Job, about: { id: string; attempt: number }) => Promise<void>;
type Queue = { enqueue(tx: unknown, jobs: { data: Job }[]): Promise<void>; stop(): Promise<void> };
type App = { web: unknown; organization: { id: string }; start(): Promise<void>; stop(): Promise<void> };
type Environment = Record<string, string>;

export type Seen = { kind: string; id: string; text: string; links: { url: string }[]; buttons: string[] };
export type Values = Record<string, string | string[]>;
type Json = Record<string, unknown>;
type OldSlack = {
  apiUrl: string;
  botToken: string;
  signingSecret: string;
  connect(url: string): void;
  person(person: { id: string; name: string; email: string }): void;
  channel(channel: { id: string; members: string[] }): void;
  command(user: string, command: string, words?: string): Promise<Seen>;
  press(user: string, what: Seen, label: string): Promise<Seen>;
  submitView(user: string, what: Seen, values: Values): Promise<Seen>;
  closeModal(what: Seen): void;
  sees(user: string): Seen[];
  fail(method: string, how: { error: string; times?: number }): void;
  argsOf(what: Seen): Json;
  viewOf(what: Seen): Json;
  close(): Promise<void>;
};
type OldTeams = {
  environment: Environment;
  connect(url: string): void;
  person(person: { id: string; name: string; email: string }): void;
  install(user: string): Promise<void>;
  channel(channel: { id: string; members: string[] }): { id: string };
  personal(user: string): { id: string };
  says(user: string, words: string): Promise<Seen>;
  mentions(user: string, channel: unknown, words: string): Promise<Seen>;
  press(user: string, what: Seen, label: string): Promise<Seen>;
  submit(user: string, what: Seen, values: Values): Promise<Seen>;
  sees(user: string): Seen[];
  cardOf(user: string, what: Seen): Json;
  close(): Promise<void>;
};
type Tryout = {
  connect(url: string): void;
  join(person: { name: string; email: string }): Promise<string>;
  types(user: string, words: string): Promise<Seen>;
  presses(user: string, what: Seen, label: string): Promise<Seen>;
  submits(user: string, what: Seen, values: Values): Promise<Seen>;
  sees(user: string): Promise<Seen[]>;
};
type Visitor = {
  go(url: string): Promise<{ html: string }>;
  submit(action: RegExp, values?: Record<string, string>): Promise<{ url: string; html: string }>;
};
type Mailbox = {
  mailer: unknown;
  mails: { to: string; code?: string; link?: { url: string } }[];
  codeFor(to: string): Promise<string>;
  linkFor(to: string): Promise<string>;
};

export type Old = Awaited<ReturnType<typeof openOld>>;

/** The first moment of the story; the tests go on from its last one. */
const BEGIN = Date.parse("2026-11-16T08:00:00Z");
const KEY = "a key for tests, at least thirty-two characters";

/** The old version on an embedded database in `dataDir`, with nothing running yet. */
export async function openOld(checkout: string, dataDir: string) {
  const load = (path: string) => import(join(checkout, path));
  const { openDatabase } = await load("src/db/open.ts");
  const { openQueue } = await load("src/db/queue.ts");
  const { createLog } = await load("src/log.ts");
  const log = createLog("silent");
  const db: OldDatabase = await openDatabase({ dataDir, log });
  const queue: Queue = await openQueue(db, log);
  const mailbox: Mailbox = (await load("test/fakes/mailbox.ts")).createMailbox();
  const slack: OldSlack = await (await load("test/fakes/slack.ts")).startFakeSlack();
  const teams: OldTeams = await (await load("test/fakes/teams.ts")).startFakeTeams();
  const tryout: Tryout = (await load("test/fakes/local.ts")).localDriver();
  const { createVisitor } = await load("test/fakes/visitor.ts");
  const visitor = (): Visitor => createVisitor();
  const { createApp } = await load("src/app.ts");
  const { readConfig } = await load("src/config.ts");
  const { createKeys } = await load("src/core/keys.ts");
  const { listen } = await load("src/web/server.ts");
  const { tick } = await load("src/timed.ts");
  const { commands, nameOf } = await load("src/commands.ts");
  let at = BEGIN;
  const now = () => new Date(at);
  let running: { app: App; server: Server } | undefined;
  let handler: Handler | undefined;
  let url = "";

  async function stop(): Promise<void> {
    if (!running) return;
    const { server, app } = running;
    running = undefined;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await app.stop();
  }

  /** Starts the server anew with this environment. Jobs are only worked by `works`. */
  async function start(environment: Environment): Promise<void> {
    await stop();
    const port = await freePort();
    const given = { NODE_ENV: "test", ORGANIZATION_NAME: "Acme Payments", MERCHANT_ACCOUNTS: "Berlin, Paris, Rome" };
    const config = readConfig({ ...given, DATA_DIR: dataDir, PORT: String(port), ...environment });
    const work = async (taken: Handler) => {
      handler = taken;
    };
    const parts = { config, db, queue: { ...queue, work }, keys: createKeys([KEY]), mailer: mailbox.mailer, log, now };
    const app: App = await createApp(parts);
    running = { app, server: listen(app.web, port, "127.0.0.1") };
    url = `http://127.0.0.1:${port}`;
    for (const chat of [slack, teams, tryout]) chat.connect(url);
    await app.start();
  }

  /** Works what is queued, one job after the other, until none is left that fits. */
  async function works(fits: (job: Job) => boolean = () => true): Promise<void> {
    for (;;) {
      const rows = await db.sql(
        `SELECT id::text, data::text FROM pgboss.job WHERE state = 'created' ORDER BY created_on`,
      );
      const jobs = rows.map((row) => ({ id: String(row.id), job: JSON.parse(String(row.data)).job as Job }));
      const due = jobs.filter(({ job }) => fits(job));
      const [next] = due.sort((one, other) => (JSON.stringify(one.job) < JSON.stringify(other.job) ? -1 : 1));
      if (!next) return;
      await db.sql("DELETE FROM pgboss.job WHERE id = $1", [next.id]);
      await handler?.(next.job, { id: next.id, attempt: 1 });
    }
  }

  return {
    ...{ db, dataDir, mailbox, slack, teams, tryout, visitor, now, start, works },
    url: () => url,
    /** every command that a button or a form can name */
    commands: (commands as unknown[]).map((command): string => nameOf(command)),
    later: ({ minutes = 0, hours = 0 }) => {
      at += (hours * 60 + minutes) * 60_000;
    },
    /** what the clock does twice a minute */
    async ticks(): Promise<void> {
      const enqueue = (tx: unknown, jobs: Job[]) =>
        queue.enqueue(
          tx,
          jobs.map((data) => ({ data })),
        );
      await tick({ db, book: { organizationId: running?.app.organization.id, enqueue }, now });
    },
    async close(): Promise<void> {
      await stop();
      await queue.stop();
      await db.close();
      await slack.close();
      await teams.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
