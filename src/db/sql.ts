import { Prisma } from "./generated/client.ts";

/** A piece of SQL with its values apart, to be put together with others. */
export type Sql = Prisma.Sql;
export const { sql, join, raw, empty } = Prisma;

/** What time it is, to the database: an expression. Decisions go by it and not by the clock of some process. */
export type Clock = () => Sql;

/** Milliseconds, because that is what a Date holds and the columns keep. */
export const databaseClock: Clock = () => sql`date_trunc('milliseconds', clock_timestamp())`;
