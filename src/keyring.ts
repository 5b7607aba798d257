import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.ts";
import { createKeys, type Keys } from "./core/keys.ts";

/** SECRET_KEYS, or else a key of its own in DATA_DIR, made at the first start and readable by its owner alone. */
export async function openKeys({ SECRET_KEYS, DATA_DIR }: Pick<Config, "SECRET_KEYS" | "DATA_DIR">): Promise<Keys> {
  const [first, ...older] = SECRET_KEYS ?? [];
  if (first) return createKeys([first, ...older]);
  const path = join(DATA_DIR, "secret-key");
  await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
  await writeFile(path, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return createKeys([await readFile(path, "utf8")]);
}
