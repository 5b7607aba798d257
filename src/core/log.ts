/**
 * The fields a log line may have. An allow-list: nothing a person typed, no address, code, token or message body has a
 * field here, so it can't be logged by accident.
 */
export type LogFields = {
  reference?: string;
  platform?: string;
  command?: string;
  outcome?: string;
  reason?: string;
  job?: string;
  jobId?: string;
  attempt?: number;
  status?: number;
  method?: string;
  route?: string;
  port?: number;
  count?: number;
  milliseconds?: number;
  roundTrips?: number;
  error?: unknown;
};

export type Log = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};
