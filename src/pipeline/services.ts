import { randomBytes } from "node:crypto";
import type { Address } from "../core/conversation.ts";
import type { Keys } from "../core/keys.ts";
import type { Log } from "../core/log.ts";
import type { Platform } from "../core/platform.ts";
import type { Database } from "../db/open.ts";
import type { Clock } from "../db/sql.ts";
import type { Record } from "../domain/history/record.ts";

/** What the pipeline is given at start. */
export type Services = {
  db: Database;
  /** what time it is, to the database */
  clock: Clock;
  record: Record;
  keys: Keys;
  log: Log;
  newReference: () => string;
  publicUrl: string;
  places: Places;
};

/** Where an organization's people can be reached. */
export type Places = (organizationId: string) => {
  /** the platforms that are connected */
  platforms: readonly Platform[];
  /** where approvals are asked for; none: each approver's direct messages */
  approvalChannels: readonly Address[];
  /** an e-mail address that is told of what concerns security */
  securityContact: string | null;
};

/** 40 random bits: enough to find one line in a log, short enough to read out on the telephone. */
export function newReference(): string {
  return randomBytes(5).toString("hex");
}
