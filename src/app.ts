import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Application } from "express";
import { tryOutPeople } from "./boot/demo-people.ts";
import { commands } from "./commands.ts";
import type { Config } from "./config.ts";
import type { Address, Handle, Sender, Suggest } from "./core/conversation.ts";
import type { Keys } from "./core/keys.ts";
import type { Log } from "./core/log.ts";
import type { Platform } from "./core/platform.ts";
import { TRYOUT } from "./core/platform.ts";
import type { Premises } from "./core/task.ts";
import { findContact, rememberContact } from "./db/contacts.ts";
import { isFirstTime } from "./db/deliveries-seen.ts";
import type { Database } from "./db/open.ts";
import { inTransaction } from "./db/transaction.ts";
import { startClock } from "./delivery/clock.ts";
import { type Mailer, readFolder } from "./delivery/email.ts";
import type { Queue } from "./delivery/queue.ts";
import { deliver } from "./delivery/worker.ts";
import { type Book, record } from "./domain/history/record.ts";
import { found } from "./domain/invitations/founding.ts";
import { createDoor } from "./pipeline/activation-service.ts";
import { createHandle, type House } from "./pipeline/handle.ts";
import { prepare } from "./pipeline/outbound.ts";
import { tick } from "./pipeline/scheduled-jobs.ts";
import { createSuggest } from "./pipeline/suggest.ts";
import { createSlack } from "./platforms/slack/app.ts";
import { createTryout } from "./platforms/tryout/app.ts";
import { createWeb, type Mount, type Readiness } from "./web/server.ts";

export type Parts = {
  config: Config;
  db: Database;
  queue: Queue;
  keys: Keys;
  mailer: Mailer;
  log: Log;
  now: () => Date;
};

export type App = {
  web: Application;
  handle: Handle;
  organization: { id: string; name: string };
  /** true if this start made the organization */
  isNew: boolean;
  /** Connects the chats and starts sending what is queued. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A chat that the product speaks through. */
type Chat = { mount: Mount; sender: Sender; start?(): Promise<void>; stop?(): Promise<void> };

const CONCURRENT_JOBS = 4;
const CLOCK_MS = 30_000;

/** Wires everything by hand and listens to nothing. */
export async function createApp(parts: Parts): Promise<App> {
  const { config, db, queue, keys, log, now } = parts;
  const enqueue: Book["enqueue"] = (tx, jobs) =>
    queue.enqueue(
      tx,
      jobs.map((data) => ({ data })),
    );
  const { organization, isNew } = await openOrganization(parts, enqueue);
  const book: Book = { organizationId: organization.id, enqueue };
  const house: House = { db, book, organization, keys, log, now, newReference };
  const handle = createHandle(house);
  const chats = await createChats(parts, { handle, suggest: createSuggest(house) }, organization.name);
  const senders = new Map([...chats].map(([platform, { sender }]) => [platform, sender]));
  const premises: Premises = {
    organization,
    publicUrl: config.PUBLIC_URL,
    platforms: [...chats.keys()],
    approvalChannels: () => approvalChannels(config, senders),
    keys,
  };
  const web = createWeb({
    publicUrl: config.PUBLIC_URL,
    organization: organization.name,
    keys,
    activation: createDoor(house, premises),
    ready: () => readiness(parts),
    mounts: [...chats.values()].map(({ mount }) => mount),
    chats: [...chats.keys()],
    log,
    production: config.NODE_ENV === "production",
    now,
  });
  const work = {
    db,
    enqueue,
    senders,
    mailer: parts.mailer,
    prepare: (tx, job) => prepare(tx, premises, job, now()),
  } satisfies Parameters<typeof deliver>[0];
  return { web, handle, organization, isNew, ...running(parts, chats, book, work) };
}

function running(
  { queue, db, now, log }: Parts,
  chats: ReadonlyMap<Platform, Chat>,
  book: Book,
  work: Parameters<typeof deliver>[0],
) {
  let clock: ReturnType<typeof startClock> | undefined;
  return {
    async start() {
      for (const chat of chats.values()) await chat.start?.();
      await queue.work((job) => deliver(work, job), { concurrency: CONCURRENT_JOBS });
      clock = startClock(() => tick({ db, book, now }), CLOCK_MS, log);
    },
    async stop() {
      await clock?.stop();
      for (const chat of chats.values()) await chat.stop?.();
    },
  };
}

async function openOrganization({ config, db, now }: Parts, enqueue: Book["enqueue"]) {
  const at = now();
  const wanted = {
    name: config.ORGANIZATION_NAME,
    firstAdmin: config.FIRST_ADMIN_EMAIL,
    merchantAccounts: config.MERCHANT_ACCOUNTS,
  };
  return inTransaction(db, async (tx) => {
    const { organization, events, isNew } = await found(tx, { ...wanted, now: at });
    await record(tx, { organizationId: organization.id, enqueue }, { by: null, via: "start" }, events, at);
    return { organization, isNew };
  });
}

async function createChats(
  { config, db, log, now }: Parts,
  { handle, suggest }: { handle: Handle; suggest: Suggest },
  organization: string,
): Promise<ReadonlyMap<Platform, Chat>> {
  const chats = new Map<Platform, Chat>();
  const firstTime = (key: string) => isFirstTime(db, key, now());
  if (config.slack) {
    chats.set("slack", createSlack({ ...config.slack, handle, suggest, firstTime, log }));
  }
  if (config.teams)
    chats.set("teams", await createTeamsChat(config.teams, { db, log, now, handle, suggest, firstTime }));
  if (config.isTryOut) {
    const mailbox = () => readFolder(mailFolder(config));
    const stateFile = join(config.DATA_DIR, "try-out.json");
    const people = tryOutPeople(config.FIRST_ADMIN_EMAIL);
    const offered = () => commands.flatMap(({ words }) => words ?? []);
    const tryout = createTryout({ handle, suggest, mailbox, organization, people, stateFile, log, commands: offered });
    chats.set(TRYOUT, { ...tryout, stop: async () => tryout.close() });
  }
  return chats;
}

type TeamsParts = Pick<Parts, "db" | "log" | "now"> & {
  handle: Handle;
  suggest: Suggest;
  firstTime: (key: string) => Promise<boolean>;
};

async function createTeamsChat(teams: NonNullable<Config["teams"]>, parts: TeamsParts): Promise<Chat> {
  const { db, log, now, handle, suggest, firstTime } = parts;
  // Only where it is wanted: the SDK takes half a second and 50 MB to load.
  const { createTeams } = await import("./platforms/teams/app.ts");
  const place = { platform: "teams", tenant: teams.tenantId } as const;
  return createTeams({
    ...{ ...teams, handle, suggest, firstTime, log },
    remember: ({ user, email }) => rememberContact(db, { ...place, user }, email, now()),
    findContact: async (email) => (await findContact(db, place, email))?.user ?? null,
  });
}

/** Where mail goes that no SMTP server takes: a folder, which is the mailbox of the try-out chat. */
export function mailFolder(config: Pick<Config, "DATA_DIR">): string {
  return join(config.DATA_DIR, "mail");
}

function approvalChannels(config: Config, senders: ReadonlyMap<Platform, Sender>): Address[] {
  const channels = { slack: config.APPROVALS_CHANNEL, teams: config.TEAMS_APPROVALS_CHANNEL };
  return (["slack", "teams"] as const).flatMap((platform) => {
    const [id, sender] = [channels[platform], senders.get(platform)];
    return id && sender ? [{ platform, tenant: sender.tenant(), kind: "channel", id } as const] : [];
  });
}

async function readiness({ db, queue }: Parts): Promise<Readiness> {
  const started = performance.now();
  await db.ping();
  const { waiting, dead } = await queue.health();
  const milliseconds = Math.round(performance.now() - started);
  return {
    ok: true,
    details: { database: db.kind, databaseMilliseconds: milliseconds, jobsWaiting: waiting, jobsDead: dead },
  };
}

// 40 random bits: enough to find one line in a log, short enough to read out on the telephone.
function newReference(): string {
  return randomBytes(5).toString("hex");
}
