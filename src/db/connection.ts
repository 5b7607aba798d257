import type { SqlDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import type { ConstructorOptions } from "pg-boss";

type Rows = Record<string, unknown>[];

/** One connection to the database: what needs more than one statement on the same session uses this. */
export type Session = {
  query(text: string, values?: unknown[]): Promise<Rows>;
  /** Several statements at once, without values. */
  script(text: string): Promise<void>;
};

/** What the embedded database and PostgreSQL have in common. */
export type Connection = {
  kind: "embedded" | "postgresql";
  adapter: SqlDriverAdapterFactory;
  /** A statement of its own, `$1` for values. 64-bit integers differ between the two: cast counts to int. */
  sql(text: string, values?: unknown[]): Promise<Rows>;
  session<T>(use: (session: Session) => Promise<T>): Promise<T>;
  pgBossDb: ConstructorOptions;
  close(): Promise<void>;
};
