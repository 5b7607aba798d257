import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { FILE_MOST_BYTES } from "../core/file.ts";
import { type Answer, askServer } from "./server.ts";

/** Has the running server read a file for a member; what it says about it. */
export async function importFile(dataDir: string, path: string, as: string): Promise<Answer> {
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} can't be read (${error.code}).`);
  });
  if (file.byteLength > FILE_MOST_BYTES)
    throw new Error(`${path} is too large: at most ${FILE_MOST_BYTES / 1024 / 1024} MB are read.`);
  const asked = { as, name: basename(path), bytes: file.toString("base64") };
  const answer = await askServer(dataDir, "/import", asked);
  if (answer) return answer;
  throw new Error(`The server is not running, or has another DATA_DIR than ${dataDir}. Start it, and try again.`);
}
