import { join } from "node:path";
import type { Application } from "express";
import { tryOutPeople } from "./boot/demo-people.ts";
import { commands } from "./commands.ts";
import type { Config } from "./config.ts";
import type { Address, Handle, Sender, Suggest } from "./core/conversation.ts";
import type { Keys } from "./core/keys.ts";
import type { Log } from "./core/log.ts";
import { type Platform, TRYOUT } from "./core/platform.ts";
import { findContact, rememberContact } from "./db/contacts.ts";
import { isFirstTime } from "./db/deliveries-seen.ts";
import type { Database } from "./db/open.ts";
import { type Clock, databaseClock } from "./db/sql.ts";
import { inTransaction, readTime } from "./db/transaction.ts";
import { type Mailer, readFolder } from "./delivery/email.ts";
import type { Queue } from "./delivery/queue.ts";
import { startClock } from "./delivery/timer.ts";
import { deliver } from "./delivery/worker.ts";
import { createRecord } from "./domain/history/record.ts";
import { found } from "./domain/invitations/founding.ts";
import { connectTenant } from "./domain/organizations/store.ts";
import { events } from "./events.ts";
import { jobs } from "./jobs.ts";
import { createActivationService } from "./pipeline/activation-service.ts";
import { tick } from "./pipeline/expire.ts";
import { createHandle } from "./pipeline/handle.ts";
import { createOutbound } from "./pipeline/outbound.ts";
import { newReference, type Places, type Services } from "./pipeline/services.ts";
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
  /** another clock than the database's, for tests */
  clock?: Clock;
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
  const { config, db, queue, keys, log, now, clock = databaseClock } = parts;
  const record = createRecord(events, queue.enqueue);
  const { organization, isNew } = await openOrganization(parts, { record, clock });
  const chats = new Map<Platform, Chat>();
  const places = placesOf(config, organization.id, chats);
  const { PUBLIC_URL: publicUrl } = config;
  const services: Services = { db, clock, record, keys, log, newReference, publicUrl, places };
  const handle = createHandle(services);
  await addChats(chats, parts, { handle, suggest: createSuggest(services), organization: organization.name });
  const started = { isConnected: false };
  const web = createWeb({
    publicUrl,
    organization: organization.name,
    keys,
    activation: createActivationService(services),
    ready: async () => (started.isConnected ? readiness(parts) : { ok: false, details: { starting: true } }),
    mounts: [...chats.values()].map(({ mount }) => mount),
    chats: [...chats.keys()],
    log,
    production: config.NODE_ENV === "production",
    now,
  });
  return { web, handle, organization, isNew, ...running(parts, { chats, services, organization, started }) };
}

type Running = {
  chats: ReadonlyMap<Platform, Chat>;
  services: Services;
  organization: { id: string };
  /** until the workspaces are known, their people would be told that they are not connected */
  started: { isConnected: boolean };
};

function running({ queue, mailer, log }: Parts, { chats, services, organization, started }: Running) {
  const senders = new Map([...chats].map(([platform, { sender }]) => [platform, sender]));
  const { db } = services;
  const work = { db, enqueue: queue.enqueue, senders, mailer, ...createOutbound(services, jobs) };
  let timer: ReturnType<typeof startClock> | undefined;
  return {
    async start() {
      for (const [platform, { start, sender }] of chats) {
        await start?.();
        // Only now a chat knows which workspace it is in.
        const place = { platform, tenant: sender.tenant() };
        await inTransaction(db, (tx) => connectTenant(tx, organization.id, place));
      }
      started.isConnected = true;
      await queue.work((queued) => deliver(work, queued), { concurrency: CONCURRENT_JOBS });
      timer = startClock(() => tick(services), CLOCK_MS, log);
    },
    async stop() {
      await timer?.stop();
      for (const chat of chats.values()) await chat.stop?.();
    },
  };
}

async function openOrganization({ config, db }: Parts, { record, clock }: Pick<Services, "record" | "clock">) {
  const wanted = {
    name: config.ORGANIZATION_NAME,
    firstAdmin: config.FIRST_ADMIN_EMAIL,
    merchantAccounts: config.MERCHANT_ACCOUNTS,
  };
  return inTransaction(db, async (tx) => {
    const now = await readTime(tx, clock());
    const { organization, isNew, ...done } = await found(tx, { ...wanted, now });
    await record(tx, { organizationId: organization.id, doer: { by: null, via: "start" }, ...done, now });
    return { organization, isNew };
  });
}

type Asked = { handle: Handle; suggest: Suggest; organization: string };

async function addChats(
  chats: Map<Platform, Chat>,
  { config, db, log, now }: Parts,
  { handle, suggest, organization }: Asked,
): Promise<void> {
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

/** The chats that are connected are those of the organization that is configured. */
function placesOf(config: Config, organizationId: string, chats: ReadonlyMap<Platform, Chat>): Places {
  return (id) => {
    if (id !== organizationId) return { platforms: [], approvalChannels: [] };
    return { platforms: [...chats.keys()], approvalChannels: approvalChannels(config, chats) };
  };
}

function approvalChannels(config: Config, chats: ReadonlyMap<Platform, Chat>): Address[] {
  const channels = { slack: config.APPROVALS_CHANNEL, teams: config.TEAMS_APPROVALS_CHANNEL };
  return (["slack", "teams"] as const).flatMap((platform) => {
    const [id, sender] = [channels[platform], chats.get(platform)?.sender];
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
