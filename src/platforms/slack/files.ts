import { fileValues, type SentFile } from "../../core/file.ts";
import type { Log } from "../../core/log.ts";
import { readFile } from "../../text/read-file.ts";
import { download } from "../shared/download.ts";
import type { Heard, HeardChoice, HeardSubmit } from "./intents.ts";
import { CALL_TIMEOUT_MS } from "./limits.ts";
import type { File } from "./payloads.ts";
import type { Sent } from "./view-state.ts";

/** Reads what somebody sent: one file, with its text or with why it has none. */
export type ReadFiles = (sent: File[]) => Promise<SentFile>;

type Parts = { apiUrl: string; botToken: string; log: Log };

const SLACK_FILES = "https://files.slack.com";

/**
 * A file is read with the bot's token, from an address that came from outside: so only on Slack's host for files (and on
 * the host that takes the place of Slack's API in tests), and without following a redirect.
 * https://docs.slack.dev/reference/objects/file-object
 */
export function createReadFiles({ apiUrl, botToken, log }: Parts): ReadFiles {
  const origins = [SLACK_FILES, ...(apiUrl.startsWith("https://slack.com/") ? [] : [new URL(apiUrl).origin])];
  const allows = (url: string) => URL.canParse(url) && origins.includes(new URL(url).origin);
  const how = { headers: { Authorization: `Bearer ${botToken}` }, within: CALL_TIMEOUT_MS, allows, redirects: 0 };
  return async ([file, ...more]) => {
    const name = file?.name ?? "";
    if (more.length > 0) return readFile(name, "several");
    // Of a file from another company, Slack tells neither its name nor where it is.
    const url = file?.url_private_download;
    const got = url ? await download(url, how) : "not-reached";
    // Most likely the app was installed before it asked for the scope `files:read`.
    if (got === "not-reached") log.warn({ platform: "slack", reason: got }, "a file that was sent could not be read");
    return readFile(name, got);
  };
}

type Sending = { says: Says; sent?: Sent };
type Says = (Heard | HeardChoice | HeardSubmit)["says"];

/** What was said, with the files that came along. They are read last: for people who may speak to us at all. */
export async function withFiles(readFiles: ReadFiles, { says, sent = {} }: Sending): Promise<Says> {
  const fields = Object.entries(sent);
  if (!says || says.kind === "pressed" || fields.length === 0) return says;
  const files = await Promise.all(fields.map(async ([field, some]) => [field, await readFiles(some)] as const));
  if (says.kind === "submitted")
    return {
      ...says,
      values: Object.assign({}, says.values, ...files.map(([field, file]) => fileValues(field, file))),
    };
  const [beside] = files;
  return beside ? { ...says, file: beside[1] } : says;
}
