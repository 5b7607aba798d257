import { PrismaPg } from "@prisma/adapter-pg";
import { sha256 } from "../core/keys.ts";
import type { Log } from "../core/log.ts";
import type { Connection, Session } from "./connection.ts";
import { honest, queries } from "./driver-adapter.ts";
import { codesOf } from "./errors.ts";

/** One request's statements share a connection for the length of its transaction; the queue has a few of its own. */
const POOL = 10;
const QUEUE_POOL = 4;

// A database that is down must be noticed within Slack's three seconds. The server ends what a request left behind;
// where the server itself has vanished, `query_timeout` ends the wait.
const CONNECT_MS = 2_000;
const TURN_MS = 5_000;
const LIMITS = {
  connectionTimeoutMillis: TURN_MS,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 15_000,
  query_timeout: 15_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
};

// A statement with a name is planned once for each connection, not each time: to plan what is asked about a speaker
// takes longer than to answer it. A PgBouncer that pools transactions has to be 1.21 or newer for this.
const nameOf = (sql: string) => sha256(sql).slice(0, 32);

// A session is for migrations, which may take longer than a request. node-postgres reads the limit from a query too.
const patient = (text: string, values?: unknown[]) => ({ text, ...(values && { values }), query_timeout: 86_400_000 });

/**
 * A pool of connections to PostgreSQL. Nothing is connected yet: each use takes a connection that works, so when the
 * database comes back, so does this.
 */
export async function openPostgresql(url: string, log: Log): Promise<Connection> {
  const lost = (error: Error) => log.warn({ error }, "a database connection was lost");
  const config = { connectionString: url, application_name: "countersign", max: POOL, ...LIMITS };
  const events = { onPoolError: lost, onConnectionError: lost };
  const factory = new PrismaPg(config, { ...events, statementNameGenerator: ({ sql }) => nameOf(sql) });
  const adapter = await factory.connect();
  const pool = quickToConnect(adapter.underlyingDriver());
  const sql = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows;
  return {
    kind: "postgresql",
    adapter: {
      provider: factory.provider,
      adapterName: factory.adapterName,
      connect: async () => ({
        ...queries(adapter),
        executeScript: (script) => adapter.executeScript(script),
        startTransaction: async (level) => honest(await adapter.startTransaction(level)),
        getConnectionInfo: () => adapter.getConnectionInfo(),
        dispose: () => adapter.dispose(),
      }),
    },
    sql,
    session: (use) => inSession(pool, lost, use),
    pgBossDb: {
      connectionString: url,
      application_name: "countersign queue",
      max: QUEUE_POOL,
      connectionTimeoutMillis: CONNECT_MS,
    },
    close: () => pool.end(),
  };
}

type Pool = ReturnType<PrismaPgAdapter["underlyingDriver"]>;
type PrismaPgAdapter = Awaited<ReturnType<PrismaPg["connect"]>>;

// A pool has a single limit for two waits: for the server to answer, and for a turn when every connection is in use. A
// rush of requests would then look like a database that is down. The connection itself gets the shorter limit here.
function quickToConnect(pool: Pool): Pool {
  const inside = pool as unknown as { Client: new (config: object) => object };
  inside.Client = class extends inside.Client {
    constructor(config: object) {
      super({ ...config, connectionTimeoutMillis: CONNECT_MS });
    }
  };
  return pool;
}

// node-postgres takes its own error listener off a connection that is lent out: without one here, a server that goes
// away in the middle would end this process.
async function inSession<T>(
  pool: Pool,
  lost: (error: Error) => void,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  client.on("error", lost);
  let isUsable = false;
  try {
    const value = await use({
      query: async (text, values = []) => (await client.query(patient(text, values))).rows,
      script: async (text) => void (await client.query(patient(text))),
    });
    isUsable = true;
    return value;
  } finally {
    client.off("error", lost);
    client.release(!isUsable);
  }
}

/** The address without its password, for sentences. */
function withoutPassword(url: string): string {
  const parsed = new URL(url);
  return `${parsed.host}${parsed.pathname}`;
}

/** What an error of connecting means to the person who starts the program. */
export function explain(url: string, error: unknown): string {
  const where = withoutPassword(url);
  const codes = codesOf(error);
  const is = (...known: string[]) => known.some((code) => codes.has(code));
  if (is("28P01")) return `PostgreSQL at ${where} refused the password. Check user and password in DATABASE_URL.`;
  if (is("28000")) return `PostgreSQL at ${where} doesn't let this user in. Check DATABASE_URL and pg_hba.conf.`;
  if (is("3D000")) return `There is no such database: ${where}. Create it first (createdb), or correct DATABASE_URL.`;
  if (is("53300")) return `PostgreSQL at ${where} has no connection left. Raise max_connections, or stop something.`;
  if (is("57P03")) return `PostgreSQL at ${where} is starting or stopping. Try again in a moment.`;
  if (is("42501")) return `This user may not create tables in ${where}. Make it the owner of the database.`;
  const reason = error instanceof Error && error.message ? error.message : [...codes].join(", ");
  return `PostgreSQL at ${where} can't be reached (${reason}). Is it running, and is DATABASE_URL right?`;
}
