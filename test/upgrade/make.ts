import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { dump } from "./make/dump.ts";
import { openOld } from "./make/old.ts";
import { play } from "./make/play.ts";
import { countUp } from "./make/random.ts";

// Makes 3021c16.sql and 3021c16.jsonl, which the tests beside it open with today's version:
//
//   git worktree add <folder> 3021c16 && (cd <folder> && npm ci)
//   node test/upgrade/make.ts <folder>
//
// Everything in them was written by that version, played by the fakes in its own test folder. Time, ids, codes and tokens
// are counted up, so that a second run makes the same files.

const [checkout] = process.argv.slice(2);
if (!checkout) throw new Error("Give the folder in which 3021c16 is checked out.");

countUp();
const dataDir = await mkdtemp(join(tmpdir(), "countersign-upgrade-"));
const old = await openOld(resolve(checkout), dataDir);
const had = await play(old);
await writeFile(join(import.meta.dirname, "3021c16.sql"), await dump(old.db));
await writeFile(join(import.meta.dirname, "3021c16.jsonl"), had.map((one) => `${JSON.stringify(one)}\n`).join(""));
await old.close();
await rm(dataDir, { recursive: true });
process.exit();
