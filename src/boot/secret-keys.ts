import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { createKeys, type Keys } from "../core/keys.ts";

/** SECRET_KEYS, or else a key of its own in DATA_DIR, made at the first start and readable by its owner alone. */
export async function openKeys({ SECRET_KEYS, DATA_DIR }: Pick<Config, "SECRET_KEYS" | "DATA_DIR">): Promise<Keys> {
  const [first, ...older] = SECRET_KEYS ?? [];
  if (first) return createKeys([first, ...older]);
  const key = await ownKey(DATA_DIR).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `The key in DATA_DIR ${DATA_DIR} can't be read or made (${error.code}). Set SECRET_KEYS, or DATA_DIR to a folder that this user may write to.`,
      { cause: error },
    );
  });
  // Cut short by a crash or a full disk: an empty key would let anybody sign.
  if (key.length < 32)
    throw new Error(
      `The key in ${join(DATA_DIR, "secret-key")} is not whole. Restore it from a backup, or delete it: codes and sessions under way are void then.`,
    );
  return createKeys([key]);
}

async function ownKey(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret-key");
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(path, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return readFile(path, "utf8");
}
