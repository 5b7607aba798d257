import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { JobContext, Task } from "../job.ts";
import { finished, isUnchanged, signersOf } from "../requests/apply.ts";
import { type ChangeRequest, lockRequest } from "../requests/store.ts";
import type { Effects } from "../verification/proof.ts";
import { carriedOut } from "./batch-effects.ts";
import { askedInput, BATCH, type StoredRow } from "./import.ts";
import { judgeAgain } from "./judge-again.ts";
import { digestOfRows, nextRows, noteOutcomes } from "./row-store.ts";

/**
 * Does the next rows, in one transaction: what is done, that it was done and the job for those that follow are saved
 * together, so whatever stops it, no row is done twice and none is left behind. The request is locked: two of these jobs
 * come one after the other.
 */
export async function prepareImportBatch(context: JobContext, job: Jobs["import-batch"]): Promise<Task> {
  const { tx, organization, time } = context;
  const request = await lockRequest(tx, organization.id, job.requestId, time);
  if (request?.state !== "applying") return nothing;
  const rows = await nextRows(tx, organization.id, job.importId, BATCH);
  const effects = await effectsOf(context, request, rows);
  const isLast = rows.length < BATCH;
  const outcomes = rows.map(({ line }) => ({ line, reason: effects.leftOut.get(line) ?? null }));
  const ends = isLast ? ended(request, job) : { events: [{ kind: "import.progressed", ...job } as const], writes: [] };
  await context.record(
    [...effects.events, ...ends.events],
    [
      ...effects.writes,
      ...noteOutcomes({ organizationId: organization.id, importId: job.importId }, outcomes, {
        now: request.now,
        areLast: isLast,
      }),
      ...ends.writes,
    ],
  );
  return nothing;
}

type Done = Effects & { leftOut: ReadonlyMap<number, Text> };

async function effectsOf(context: JobContext, request: ChangeRequest, rows: readonly StoredRow[]): Promise<Done> {
  const { tx, organization } = context;
  if (rows.length === 0) return { events: [], writes: [], leftOut: new Map() };
  const { importId, rowsDigest } = askedInput.parse(request.payload);
  // Somebody with access to the database could change what was signed. Then nothing more is done.
  const isSigned = isUnchanged(request) && (await digestOfRows(tx, organization.id, importId)) === rowsDigest;
  if (!isSigned) {
    const why = text("refused.content-changed");
    return { events: [], writes: [], leftOut: new Map(rows.map(({ line }) => [line, why])) };
  }
  const { allowed, leftOut, former } = await judgeAgain(context, request, rows);
  return { ...carriedOut(request, allowed, former), leftOut };
}

function ended(request: ChangeRequest, { importId, requestId }: Jobs["import-batch"]): Effects {
  const { events, writes } = finished(request, null);
  const tell = [request.requesterId, ...signersOf(request).map(({ id }) => id)];
  return { events: [...events, { kind: "import.finished", importId, requestId, tell }], writes };
}
