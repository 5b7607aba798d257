import { pino } from "pino";
import type { Log, LogFields } from "../core/log.ts";

const allowed = [
  "reference",
  "platform",
  "command",
  "outcome",
  "reason",
  "job",
  "jobId",
  "attempt",
  "status",
  "method",
  "route",
  "port",
  "count",
  "milliseconds",
  "roundTrips",
] as const satisfies readonly (keyof LogFields)[];

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "silent";

/**
 * pino behind an allow-list: only the fields of LogFields get through, and of an error only its name, code and where it
 * was thrown. Messages of errors quote what people typed (Prisma prints whole queries), so they stay out.
 */
export function createLog(level: LogLevel, destination?: pino.DestinationStream): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination(2),
  );
  return {
    info: (fields, message) => logger.info(told(fields), message),
    warn: (fields, message) => logger.warn(told(fields), message),
    error: (fields, message) => logger.error(told(fields), message),
  };
}

function told(fields: LogFields): Record<string, unknown> {
  const known = allowed.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]);
  return { ...Object.fromEntries(known), ...(fields.error === undefined ? {} : { error: bare(fields.error) }) };
}

function bare(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const code = "code" in error && /^[A-Z0-9_]{1,40}$/.test(String(error.code)) ? { code: error.code } : {};
  return { name: error.name, ...code, at: frames.slice(0, 12).map((line) => line.trim()) };
}
