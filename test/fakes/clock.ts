import { type Clock as DatabaseClock, databaseClock, sql } from "../../src/db/sql.ts";

/** A clock that runs with the machine's and can be put forward; `database` is the same for the database's time. */
export function createClock() {
  let ahead = 0;
  const database: DatabaseClock = () => sql`(${databaseClock()} + ${ahead} * interval '1 millisecond')`;
  return {
    now: () => new Date(Date.now() + ahead),
    database,
    forward: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => {
      ahead += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
  };
}
