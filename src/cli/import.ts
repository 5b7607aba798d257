import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { FILE_MOST_BYTES } from "../core/file.ts";
import { type Answer, ask, findDoor } from "./door.ts";

/** Has the running server read a file for a member; what it says about it. */
export async function importFile(dataDir: string, path: string, as: string): Promise<Answer> {
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} can't be read (${error.code}).`);
  });
  if (file.byteLength > FILE_MOST_BYTES)
    throw new Error(`${path} is too large: at most ${FILE_MOST_BYTES / 1024 / 1024} MB are read.`);
  const door = await findDoor(dataDir);
  if (!door)
    throw new Error(`The server is not running, or has another DATA_DIR than ${dataDir}. Start it, and try again.`);
  return ask(door, "/import", { as, name: basename(path), bytes: file.toString("base64") });
}
