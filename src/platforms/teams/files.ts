import type { SentFile } from "../../core/file.ts";
import type { Log } from "../../core/log.ts";
import { readFile } from "../../text/read-file.ts";
import { download } from "../shared/download.ts";
import { createAllowsFile } from "./hosts.ts";
import { CALL_TIMEOUT_MS, FILE_REDIRECTS } from "./limits.ts";
import type { File } from "./payloads.ts";

/** Reads what somebody sent: one file, with its text or with why it has none. */
export type ReadFiles = (sent: File[]) => Promise<SentFile>;

/** The address of a file is good for some minutes and opens it for anybody: no token is sent, to nobody's host. */
export function createReadFiles(serviceUrl: string, log: Log): ReadFiles {
  const how = { within: CALL_TIMEOUT_MS, allows: createAllowsFile(serviceUrl), redirects: FILE_REDIRECTS };
  return async ([file, ...more]) => {
    const name = file?.name ?? "";
    if (more.length > 0) return readFile(name, "several");
    const url = file?.content?.downloadUrl;
    if (url === undefined) return readFile(name, "not-text");
    const got = await download(url, how);
    if (got === "not-reached") log.warn({ platform: "teams", reason: got }, "a file that was sent could not be read");
    return readFile(name, got);
  };
}
