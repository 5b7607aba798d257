import { afterEach, expect, it, vi } from "vitest";
import { verifyPassword } from "../../src/domain/credentials/password.ts";
import { createHashToKeep } from "../../src/pipeline/hash-to-keep.ts";

const GOOD = "a quiet harbour at dawn";
afterEach(() => void vi.useRealTimers());

it("a password is kept as its hash", async () => {
  const hash = await createHashToKeep()("one", GOOD);
  expect(hash).toMatch(/^\$argon2id\$/);
  expect(await verifyPassword(GOOD, hash ?? "", (work) => work())).toBe(true);
});

it("an invitation has ten hashes in ten minutes, and another invitation its own", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const toKeep = createHashToKeep();
  for (let made = 0; made < 10; made += 1) expect(await toKeep("one", GOOD)).not.toBeNull();
  expect(await toKeep("one", GOOD)).toBeNull();
  expect(await toKeep("other", GOOD)).not.toBeNull();
  vi.advanceTimersByTime(10 * 60_000);
  expect(await toKeep("one", GOOD)).not.toBeNull();
});

it("one is made at a time and four wait; for more, nothing is kept and nobody waits", async () => {
  const toKeep = createHashToKeep();
  const hashes = await Promise.all(Array.from({ length: 8 }, (_, at) => toKeep(`invitation ${at}`, GOOD)));
  expect(hashes.filter((hash) => hash !== null)).toHaveLength(5);
});
