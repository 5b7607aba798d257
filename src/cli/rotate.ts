import { openKeys } from "../boot/secret-keys.ts";
import type { Config } from "../config.ts";
import { createRotateKeys } from "../pipeline/rotate-keys.ts";
import { withDatabase } from "./database.ts";
import { type Answer, askServer } from "./server.ts";

/** Re-seals what is encrypted: in PostgreSQL itself, in the embedded database through the server if one runs. */
export async function rotateKeys(config: Config, say: (line: string) => void): Promise<Answer> {
  if (!config.SECRET_KEYS)
    throw new Error(
      "SECRET_KEYS is not set. Put the new key first and the older one behind it (README, Change a key).",
    );
  const keys = await openKeys(config);
  const asked = { first: keys.ids[0] ?? "" };
  const answer = config.DATABASE_URL ? null : await askServer(config.DATA_DIR, "/keys/rotate", asked);
  const progress = (done: number) => say(`${done} so far`);
  return answer ?? withDatabase(config, (db) => createRotateKeys({ db, keys }, progress)(asked));
}
