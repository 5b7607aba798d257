import { randomUUID } from "node:crypto";
import { fileValues, type SentFile } from "../core/file.ts";
import { ANYBODY } from "../core/reader.ts";
import { Refusal } from "../core/refusal.ts";
import type { Text } from "../core/text.ts";
import { sql } from "../db/sql.ts";
import { inTransaction, readTime, type Tx } from "../db/transaction.ts";
import { type Actor, requirePermission } from "../domain/access/actor.ts";
import { findActor, findByEmail } from "../domain/access/actor-store.ts";
import { draftLines, nothingToAsk } from "../domain/imports/cards.ts";
import { NEEDS } from "../domain/imports/import.ts";
import { readFile, readImport } from "../domain/imports/read.ts";
import { getWholeOrganization } from "../domain/organizations/store.ts";
import { parseForm } from "../text/parse-form.ts";
import { text } from "../text/text.ts";
import { say } from "../text/translate.ts";
import { isStorable } from "./route-command.ts";
import type { Services } from "./services.ts";

type Imported = { ok: boolean; lines: string[] };

/** Reads a file for a member, named by address. */
export type ImportFile = (asked: { as: string; file: SentFile }) => Promise<Imported>;

/**
 * What the command line may do: have a file read and judged with a member's rights. It is kept as their draft and they are
 * told; only they can ask for approval, in their chat and with their code.
 */
export function createImportFile(
  { db, clock, record, log, newReference }: Services,
  organizationId: string,
): ImportFile {
  return async ({ as, file }) => {
    try {
      return await inTransaction(db, async (tx) => {
        const now = await readTime(tx, clock());
        const { actor, lines, ...done } = await read(tx, { organizationId, as, file, now });
        await record(tx, { organizationId, doer: { by: actor.id, via: "command line" }, ...done, now });
        return { ok: true, lines };
      });
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, lines: [inWords(error.text)] };
      const reference = newReference();
      log.error({ reference, error }, "a file could not be read at the command line");
      return { ok: false, lines: [inWords(text("went-wrong", { reference }))] };
    }
  };
}

type Asked = { organizationId: string; as: string; file: SentFile; now: Date };

async function read(tx: Tx, { organizationId, as, file, now }: Asked) {
  if (![as, ...Object.values(file)].every(isStorable)) throw new Refusal(text("refused.unreadable"));
  const actor = await memberCalled(tx, organizationId, as, now);
  requirePermission(actor, NEEDS);
  const [field] = readImport.fields;
  const parsed = parseForm({ fields: readImport.fields }, fileValues(field?.name ?? "", file));
  if (!parsed.ok) throw new Refusal(Object.values(parsed.errors)[0] ?? text("refused.file"));
  const organization = await getWholeOrganization(tx, organizationId);
  const about = { tx, organization, actor, values: parsed.values, locale: ANYBODY.locale, now, key: randomUUID() };
  const { draft, rows, writes } = await readFile(about);
  const sent = { kind: "import.sent", importId: draft.id, memberId: actor.id } as const;
  const next = nothingToAsk(draft) ?? text("import.to-ask", { who: actor.email });
  const lines = [...draftLines(draft, rows), next].map(inWords);
  return { actor, lines, events: [sent], writes };
}

async function memberCalled(tx: Tx, organizationId: string, as: string, now: Date): Promise<Actor> {
  const found = await findByEmail(tx, organizationId, as);
  const actor = found && (await findActor(tx, organizationId, found.id, sql`${now}::timestamptz`));
  if (actor?.state === "active") return actor;
  throw new Refusal(text("import.no-such-member", { who: text("typed", { typed: as }) }));
}

function inWords(sentence: Text): string {
  return say(sentence, ANYBODY);
}
