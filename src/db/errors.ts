/** A row with that key exists already. Works for model queries and for raw ones; says nothing about which key. */
export function isUniqueViolation(error: unknown): boolean {
  return has(error, ["P2002", "23505", "UniqueConstraintViolation"]);
}

/** The database chose this transaction as the loser of a conflict: the same again may well succeed. */
export function isConflict(error: unknown): boolean {
  return has(error, ["P2034", "40001", "40P01", "TransactionWriteConflict"]);
}

// Prisma's codes (prisma.io/docs/orm/reference/error-reference), then Node's, then PostgreSQL's (class 08: connection;
// 57P01-57P03: shutting down, crashed, starting up).
const UNREACHABLE = [
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2037", "DatabaseNotReachable", "ConnectionClosed"],
  ...["SocketTimeout", "TooManyConnections"],
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EPIPE"],
  ...["08000", "08001", "08003", "08004", "08006", "57P01", "57P02", "57P03", "53300"],
];

// node-postgres has no codes for these.
const UNREACHABLE_WORDS =
  /terminating connection|connection terminated|timeout exceeded when trying to connect|timeout expired|query read timeout|not queryable|unable to start a transaction in the given time/i;

/** The database is down, shutting down, or doesn't answer in time: say so, and try later. */
export function isUnreachable(error: unknown): boolean {
  return has(error, UNREACHABLE) || chain(error).some(({ message }) => UNREACHABLE_WORDS.test(String(message)));
}

/** Every code that an error and its causes carry: Prisma wraps the adapter's error, which wraps the driver's. */
export function codesOf(error: unknown): Set<string> {
  const codes = chain(error).flatMap(({ code, errorCode, kind, originalCode }) => [
    code,
    errorCode,
    kind,
    originalCode,
  ]);
  return new Set(codes.filter((code) => typeof code === "string"));
}

function has(error: unknown, known: string[]): boolean {
  const codes = codesOf(error);
  return known.some((code) => codes.has(code));
}

function chain(error: unknown, depth = 0): Record<string, unknown>[] {
  if (typeof error !== "object" || error === null || depth > 6) return [];
  const one = error as Record<string, unknown>;
  const meta = one.meta as Record<string, unknown> | undefined;
  const inner = [one.cause, meta?.driverAdapterError, ...(Array.isArray(one.errors) ? one.errors : [])];
  return [{ ...one, message: one.message }, ...inner.flatMap((next) => chain(next, depth + 1))];
}
