import type { Log } from "../core/log.ts";
import type { Connection, Session } from "./connection.ts";
import { openEmbedded } from "./embedded.ts";
import { codesOf, isUnreachable } from "./errors.ts";
import { PrismaClient } from "./generated/client.ts";
import { migrate, requireMigrated } from "./migrate.ts";
import { explain, openPostgresql } from "./postgresql.ts";
import { counted } from "./round-trips.ts";

export type Database = Omit<Connection, "adapter"> & {
  prisma: PrismaClient;
  /** Resolves when the database answers, rejects when it doesn't within two seconds. */
  ping(): Promise<void>;
};

export type DatabaseConfig = {
  dataDir: string;
  databaseUrl?: string | undefined;
  /** Takes a line for the console: making the embedded database takes seconds. */
  say?: ((line: string) => void) | undefined;
  log: Log;
  /** Only look: nothing is made or migrated, and a database that isn't there or is of another version is refused. */
  existing?: boolean | undefined;
  /** Another folder of migrations, for tests. */
  migrations?: string | undefined;
};

const PING_MS = 2_000;

/**
 * Opens the database, PostgreSQL if there is an address and else a folder, and brings it up to this version.
 * Rejects with a sentence for the console that says what to do.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const say = config.say ?? (() => undefined);
  const connection = config.databaseUrl
    ? await openPostgresql(parsed(config.databaseUrl), config.log)
    : await openEmbedded(config.dataDir, { say, existing: config.existing === true });
  try {
    await connection.session((session) => prepared(session, config));
    return database(connection);
  } catch (error) {
    await connection.close();
    throw config.databaseUrl && isConnecting(error)
      ? new Error(explain(config.databaseUrl, error), { cause: error })
      : error;
  }
}

async function prepared(session: Session, { existing, migrations, log }: DatabaseConfig): Promise<void> {
  if (existing) return requireMigrated(session, migrations);
  const count = await migrate(session, migrations);
  if (count > 0) log.info({ count }, "migrations applied");
}

/** A connection that is open, with Prisma on it. */
export function database(connection: Connection): Database {
  const prisma = new PrismaClient({ adapter: counted(connection.adapter) });
  return {
    kind: connection.kind,
    prisma,
    sql: connection.sql,
    session: connection.session,
    pgBossDb: connection.pgBossDb,
    ping: () => ping(connection),
    close: async () => {
      await prisma.$disconnect();
      await connection.close();
    },
  };
}

async function ping(connection: Connection): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("the database did not answer in time")), PING_MS);
  const answer = connection.sql("SELECT 1");
  answer.catch(() => undefined);
  await Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
}

function parsed(url: string): string {
  if (/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? "")) return url;
  throw new Error("DATABASE_URL must look like postgresql://user:password@host:5432/database. Correct or unset it.");
}

function isConnecting(error: unknown): boolean {
  const codes = codesOf(error);
  return isUnreachable(error) || ["28P01", "28000", "3D000", "42501"].some((code) => codes.has(code));
}
