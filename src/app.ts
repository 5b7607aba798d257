import type { Application } from "express";
import { addChats, type Chat } from "./boot/chats.ts";
import { version } from "./boot/version.ts";
import type { Config } from "./config.ts";
import type { Address, Handle } from "./core/conversation.ts";
import type { Keys } from "./core/keys.ts";
import type { Log } from "./core/log.ts";
import { type Platform, platforms } from "./core/platform.ts";
import type { Database } from "./db/open.ts";
import { type Clock, databaseClock } from "./db/sql.ts";
import { inTransaction, readTime } from "./db/transaction.ts";
import type { Mailer } from "./delivery/email.ts";
import type { Queue } from "./delivery/queue.ts";
import { startClock } from "./delivery/timer.ts";
import { deliver } from "./delivery/worker.ts";
import { useOwnPermissions } from "./domain/access/permission.ts";
import { createRecord } from "./domain/history/record.ts";
import { found } from "./domain/invitations/founding.ts";
import { connectTenant } from "./domain/organizations/store.ts";
import { events } from "./events.ts";
import { jobs } from "./jobs.ts";
import { createActivationService } from "./pipeline/activation-service.ts";
import { type ApiKeys, createApiKeys } from "./pipeline/api-keys.ts";
import { createApiService } from "./pipeline/api-service.ts";
import { createDecideService } from "./pipeline/decide-service.ts";
import { tick } from "./pipeline/expire.ts";
import { createHandle } from "./pipeline/handle.ts";
import { createHomeShown } from "./pipeline/home-shown.ts";
import { createImportFile, type ImportFile } from "./pipeline/import-file.ts";
import { createLeft, type Left } from "./pipeline/left-chat.ts";
import { createOutbound } from "./pipeline/outbound.ts";
import { createReadiness } from "./pipeline/readiness.ts";
import { createRecover, type Recover } from "./pipeline/recover-member.ts";
import { createRosterRound } from "./pipeline/roster-round.ts";
import { createRotateKeys, type RotateKeys, requireKnownKeys } from "./pipeline/rotate-keys.ts";
import { newReference, type Places, type Services } from "./pipeline/services.ts";
import { createSettingsService } from "./pipeline/settings-service.ts";
import { createSuggest } from "./pipeline/suggest.ts";
import { APPROVALS } from "./platforms/tryout/messages.ts";
import { createWeb } from "./web/server.ts";

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
  importFile: ImportFile;
  apiKeys: ApiKeys;
  rotateKeys: RotateKeys;
  recover: Recover;
  organization: { id: string; name: string };
  /** true if this start made the organization */
  isNew: boolean;
  /** Connects the chats and starts sending what is queued. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

const CONCURRENT_JOBS = 4;
const CLOCK_MS = 30_000;
const ROSTER_MS = 60_000;

/** Wires everything by hand and listens to nothing. */
export async function createApp(parts: Parts): Promise<App> {
  const { config, db, queue, keys, log, now, clock = databaseClock } = parts;
  await requireKnownKeys(parts);
  useOwnPermissions(config.ownPermissions);
  const record = createRecord(events, queue.enqueue);
  const { organization, isNew } = await openOrganization(parts, { record, clock });
  const chats = new Map<Platform, Chat>();
  const places = placesOf(config, organization.id, chats);
  const { PUBLIC_URL: publicUrl } = config;
  const services: Services = { db, clock, record, keys, log, newReference, publicUrl, places };
  const handle = createHandle(services);
  const connect = (platform: Platform, tenant: string) =>
    inTransaction(db, (tx) => connectTenant(tx, organization.id, { platform, tenant }));
  const left = createLeft(services, organization.id);
  const homeShown = createHomeShown(services, organization.id);
  await addChats(chats, parts, { handle, suggest: createSuggest(services), organization, connect, left, homeShown });
  const readiness = createReadiness(parts);
  let isStarted = false;
  const web = createWeb({
    publicUrl,
    organization: organization.name,
    keys,
    activation: createActivationService(services),
    settings: createSettingsService(services, organization.id),
    decide: createDecideService(services),
    api: createApiService(services, organization.id),
    version,
    trustedProxies: config.TRUSTED_PROXIES,
    ready: async () => (isStarted ? readiness() : { ok: false, details: { starting: true } }),
    mounts: [...chats.values()].map(({ mount }) => mount),
    chats: [...chats.keys()],
    log,
    production: config.NODE_ENV === "production",
    now,
  });
  const { start, stop } = running(parts, chats, { services, organization, left });
  const started = () => {
    isStarted = true;
  };
  const atConsole = {
    importFile: createImportFile(services, organization.id),
    apiKeys: createApiKeys(services, organization.id),
    rotateKeys: createRotateKeys(services),
    recover: createRecover(services, organization.id),
  };
  return { web, handle, ...atConsole, organization, isNew, start: () => start().then(started), stop };
}

type Around = { services: Services; organization: App["organization"]; left: Left };

function running(parts: Parts, chats: ReadonlyMap<Platform, Chat>, { services, organization, left }: Around) {
  const { queue, mailer, log } = parts;
  const senders = new Map([...chats].map(([platform, { sender }]) => [platform, sender]));
  const { db } = services;
  const work = { db, enqueue: queue.enqueue, senders, mailer, ...createOutbound(services, jobs) };
  const elapsed = () => performance.now();
  const lookAround = createRosterRound({ db, organizationId: organization.id, senders, left, elapsed, log });
  let timers: ReturnType<typeof startClock>[] = [];
  return {
    async start() {
      for (const { start } of chats.values()) await start?.();
      await queue.work((queued) => deliver(work, queued), { concurrency: CONCURRENT_JOBS });
      timers = [startClock(() => tick(services), CLOCK_MS, log), startClock(lookAround, ROSTER_MS, log)];
    },
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()));
      for (const chat of chats.values()) await chat.stop?.();
    },
  };
}

async function openOrganization({ config, db }: Parts, { record, clock }: Pick<Services, "record" | "clock">) {
  const wanted = {
    name: config.ORGANIZATION_NAME,
    isNamed: config.isNamed,
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

/** The chats that are connected are those of the organization that is configured. */
function placesOf(config: Config, organizationId: string, chats: ReadonlyMap<Platform, Chat>): Places {
  return (id) => {
    if (id !== organizationId) return { platforms: [], approvalChannels: [], securityContact: null };
    const securityContact = config.SECURITY_CONTACT ?? null;
    return { platforms: [...chats.keys()], approvalChannels: approvalChannels(config, chats), securityContact };
  };
}

function approvalChannels(config: Config, chats: ReadonlyMap<Platform, Chat>): Address[] {
  const tryout = config.TRYOUT_APPROVALS === "channel" ? APPROVALS : undefined;
  const channels = { slack: config.APPROVALS_CHANNEL, teams: config.TEAMS_APPROVALS_CHANNEL, local: tryout };
  return platforms.flatMap((platform) => {
    const [id, sender] = [channels[platform], chats.get(platform)?.sender];
    return id && sender ? [{ platform, tenant: sender.tenant(), kind: "channel", id } as const] : [];
  });
}
