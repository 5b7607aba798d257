#!/usr/bin/env node
import "../boot/node-version.ts";
import { exit, stderr, stdout } from "node:process";
import { Command, InvalidArgumentError } from "commander";
import { version } from "../boot/version.ts";
import { ConfigProblem, readConfig, readEnvironment } from "../config.ts";
import { inTransaction } from "../db/transaction.ts";
import { apiScopes, EXPIRES_DAYS } from "../domain/api-keys/api-key.ts";
import { type Anchor, type Verdict, verifyChain } from "../domain/history/verify.ts";
import { findOrganization } from "../domain/organizations/store.ts";
import { lookAfterKeys, type Wanted } from "./api-key.ts";
import { withDatabase } from "./database.ts";
import { importFile } from "./import.ts";
import { recover } from "./recover.ts";
import { rotateKeys } from "./rotate.ts";
import type { Answer } from "./server.ts";

// 2: nothing was found out. 1 is kept for a history that was tampered with.
const NOTHING_FOUND_OUT = 2;

const program = new Command("countersign")
  .description("Looks after a Countersign installation.")
  .version(version)
  .exitOverride(({ exitCode }) => exit(exitCode === 0 ? 0 : NOTHING_FOUND_OUT));
const audit = program.command("audit").description("the history of changes");
audit
  .command("verify")
  .description("checks every entry of the history; exits with 1 and names the first bad one if it was tampered with")
  .option(
    "--head <sequence:hash>",
    "a head noted earlier; without one, a history cut off at its end can't be seen",
    head,
  )
  .action(async ({ head }: { head?: Anchor }) => {
    const verdict = await verify(head ?? null);
    (verdict.ok ? stdout : stderr).write(`${sentence(verdict)}\n`);
    process.exitCode = verdict.ok ? 0 : 1;
  });

program
  .command("import")
  .description(
    "has a CSV file of people checked by the running server; the member then asks for approval in their chat",
  )
  .argument("<file>", "the CSV file")
  .requiredOption("--as <email>", "the address of the member in whose name it is checked")
  .action(async (file: string, { as }: { as: string }) => {
    tell(await importFile(readConfig(readEnvironment()).DATA_DIR, file, as));
  });

program
  .command("keys")
  .description("the keys in SECRET_KEYS")
  .command("rotate")
  .description("encrypts again, under the first key, what is under another; can be interrupted, and done again")
  .action(async () => {
    tell(await rotateKeys(readConfig(readEnvironment()), (line) => stdout.write(`${line}\n`)));
  });

program
  .command("recover")
  .description("makes a link to a new password for an administrator whom no other administrators can help")
  .argument("<email>", "the member's address")
  .option("--address <new>", "their address from now on, where they can't read the old one any more")
  .action(async (email: string, { address }: { address?: string }) => {
    tell(await recover(readConfig(readEnvironment()), { email, address: address ?? null }));
  });

const apiKey = program.command("api-key").description("keys with which your systems use the API");
apiKey
  .command("add")
  .description("makes a key and shows it, this once")
  .argument("<name>", "what it is for: letters, digits, dots, hyphens and underscores")
  .requiredOption("--scope <scope...>", `what it may be used for: ${apiScopes.join(", ")}`)
  .option("--expires <days>", "for how many days it is good", days, EXPIRES_DAYS.usual)
  .action((name: string, { scope: scopes, expires }: { scope: string[]; expires: number }) =>
    keys({ deed: "add", asked: { name, scopes, days: expires } }),
  );
apiKey
  .command("list")
  .description("tells all keys, until when they are good, and when they were used last; not the keys themselves")
  .action(() => keys({ deed: "list", asked: {} }));
apiKey
  .command("revoke")
  .description("ends a key, at once")
  .argument("<name>", "its name, or how its id begins")
  .action((which: string) => keys({ deed: "revoke", asked: { which } }));

async function keys(wanted: Wanted): Promise<void> {
  tell(await lookAfterKeys(readConfig(readEnvironment()), wanted));
}

function days(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError("It must be a number of days.");
  return Number(value);
}

function tell({ ok, lines }: Answer): void {
  (ok ? stdout : stderr).write(`${lines.join("\n")}\n`);
  process.exitCode = ok ? 0 : 1;
}

async function verify(anchor: Anchor | null): Promise<Verdict> {
  return withDatabase(readConfig(readEnvironment()), async (db) => {
    const organization = await inTransaction(db, findOrganization);
    if (!organization) throw new Error("There is no organization in this database yet. Start the server once.");
    return verifyChain((read) => inTransaction(db, read), organization.id, anchor);
  });
}

function sentence(verdict: Verdict): string {
  if (!verdict.ok) return `The history was tampered with. Entry ${verdict.sequence}: ${verdict.reason}.`;
  const entries = verdict.entries === 1 ? "1 entry fits" : `${verdict.entries} entries fit`;
  const noted = `${verdict.entries}:${verdict.head}`;
  return `The history is whole: ${entries}.\nNote its head outside this machine, and give it next time: --head ${noted}`;
}

function head(value: string): Anchor {
  const { sequence, hash } = /^(?<sequence>\d{1,9}):(?<hash>[0-9a-f]{64})$/.exec(value)?.groups ?? {};
  if (!sequence || !hash)
    throw new InvalidArgumentError("It must look like 42:1f3a… with 64 digits and letters a to f.");
  return { sequence: Number(sequence), hash };
}

program.parseAsync().catch((error: unknown) => {
  const sentence = error instanceof ConfigProblem ? error.message : `countersign: ${messageOf(error)}`;
  stderr.write(`${sentence}\n`);
  process.exitCode = NOTHING_FOUND_OUT;
});

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
