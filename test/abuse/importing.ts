import type { Reply } from "../../src/core/conversation.ts";
import type { Ref } from "../../src/core/ref.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { prepareImportBatch } from "../../src/domain/imports/batch.ts";
import { type Company, type Member, refIn, wordsOf } from "./setup.ts";

/** Sends a file as the form for it does. */
export function sendsFile(who: Member, rows: readonly string[], head = "email,roles,accounts"): Promise<Reply> {
  return who.submits("import.read", { file: [head, ...rows].join("\n"), "file.name": "people.csv" });
}

/** What a card says, and the ref of its first button. */
export function draftIn(reply: Reply): Ref {
  const ref = reply.kind === "card" ? reply.card.buttons?.find(({ ref: one }) => one)?.ref : undefined;
  if (!ref) throw new Error(wordsOf(reply));
  return ref;
}

/** Asks for approval of a draft; the request waits for it. */
export async function asksFor(company: Company, who: Member, draft: Ref): Promise<Ref> {
  const ref = refIn(await who.submits("member.import", { reason: "A new team" }, { ref: draft }));
  await company.confirms(who, ref);
  return company.current(ref.id);
}

/** One job that does the next rows. */
export function doesBatch(company: Company, importId: string, requestId: string): Promise<unknown> {
  return inTransaction(company.db, (tx) => prepareImportBatch(company.jobContext(tx), { importId, requestId }));
}

/** Batches until none is left; how many it took. */
export async function doesAll(company: Company, importId: string, requestId: string): Promise<number> {
  for (let count = 1; count < 200; count += 1) {
    await doesBatch(company, importId, requestId);
    const [found] = await company.rows("member_import", `AND id = '${importId}'`);
    if (found?.state === "done") return count;
  }
  throw new Error("it never ended");
}

/** Each row of a file: its line, what it comes to and what has come of it. */
export async function rowsOf(company: Company, importId: string) {
  const rows = await company.rows("import_row", `AND import_id = '${importId}' ORDER BY line`);
  return rows.map(({ line, email, verdict, state, reason }) => ({
    ...{ line, email, verdict, state },
    why: reason ? (reason as { id: string }).id : null,
  }));
}

/** For each row in the order of the file, why it is left out; null where it is not. */
export async function whyOf(company: Company, importId: string): Promise<(string | null)[]> {
  return (await rowsOf(company, importId)).map(({ why }) => why);
}
