import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** Makes ids, codes and tokens the same in every run. Call it before anything that draws them is loaded. */
export function countUp(): void {
  const { createHash } = crypto;
  let drawn = 0;
  let ids = 0;
  const bytes = (size: number) => createHash("shake256", { outputLength: size }).update(String(++drawn)).digest();
  const later = <T>(value: T, done?: (error: null, value: T) => void) => (done ? done(null, value) : value);
  Object.assign(crypto, {
    randomUUID: () => `${String(++ids).padStart(8, "0")}-0000-4000-8000-000000000000`,
    randomBytes: (size: number, done?: (error: null, value: Buffer) => void) => later(bytes(size), done),
    randomInt: (max: number) => bytes(6).readUIntBE(0, 6) % max,
  });
  syncBuiltinESMExports();
}
