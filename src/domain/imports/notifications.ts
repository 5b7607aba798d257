import type { Jobs } from "../../core/job.ts";
import type { Reader } from "../../core/reader.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { readerOf } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import { noticeTo, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { refOf } from "./cards.ts";
import { idsIn, peopleIn, ROWS_MOST } from "./import.ts";
import { listCsv } from "./list-csv.ts";
import { findNamed } from "./named-store.ts";
import { namesOf } from "./outcome.ts";
import { listRows } from "./row-store.ts";
import { findImport, type Import } from "./store.ts";

export async function prepareResults(_: JobContext, { importId, tell }: Jobs["import-results"]): Promise<Task> {
  const people = [...new Set(tell)];
  return { kind: "jobs", jobs: people.map((memberId) => ({ name: "import-result", importId, memberId })) };
}

/** What has come of each row, to those who wanted it. */
export function prepareResult(context: JobContext, job: Jobs["import-result"]): Promise<Task> {
  const sentence = ({ file, done, skipped, summary }: Import) => ({
    title: text("import.notice.title", { file }),
    sentence: text("import.notice", { file, done, skipped, of: peopleIn(summary) }),
  });
  return listMail(context, job, sentence);
}

/** All rows, to somebody who has asked for them. */
export function prepareList(context: JobContext, job: Jobs["import-list"]): Promise<Task> {
  const sentence = ({ file }: Import) => ({
    title: text("import.list-mail.title", { file }),
    sentence: text("import.list-mail", { file }),
  });
  return listMail(context, job, sentence);
}

type Whose = { importId: string; memberId: string };

async function listMail(
  context: JobContext,
  { importId, memberId }: Whose,
  about: (found: Import) => { title: Text; sentence: Text },
): Promise<Task> {
  const { tx, organization, time } = context;
  const member = await findActor(tx, organization.id, memberId, time);
  const found = await findImport(tx, organization.id, { id: importId });
  if (member?.state !== "active" || !found) return nothing;
  const task = noticeTo(context, member, { ...about(found), to: "mail" });
  if (task.kind !== "mail") return task;
  const content = await listOf(context, importId, readerOf(member));
  const attachments = [{ name: listName(found.file), type: "text/csv", content }];
  return { kind: "mail", mail: { ...task.mail, attachments } };
}

async function listOf({ tx, organization, readTime }: JobContext, importId: string, reader: Reader): Promise<string> {
  const rows = await listRows(tx, organization.id, { importId, from: 0, most: ROWS_MOST });
  const named = await findNamed(tx, organization.id, { ids: idsIn(rows), emails: [] }, await readTime());
  return listCsv(
    rows.toSorted((one, other) => one.line - other.line),
    namesOf(named),
    reader,
  );
}

/** "people-checked.csv" of "people.csv", with nothing in it that a mail program could take for something else. */
function listName(file: string): string {
  // Cut first: half of a sign, where the cut is in one, is replaced as well.
  const base = file.replace(/\.csv$/i, "").slice(0, 60);
  return `${base.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-") || "import"}-checked.csv`;
}

/** Tells a member that a file was read for them; they ask for approval themselves. */
export async function prepareReady(context: JobContext, job: Jobs["import-ready"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { importId, memberId, to } = job;
  if (!to) return planNotice(context, memberId, (place) => ({ name: "import-ready", ...job, to: place }));
  const member = await findActor(tx, organization.id, memberId, time);
  const found = await findImport(tx, organization.id, { id: importId });
  if (member?.state !== "active" || found?.state !== "draft") return nothing;
  const { file, summary } = found;
  const title = text("import.ready.title", { file });
  const sentence = text("import.ready", { file, count: peopleIn(summary), wrong: summary.counts.wrong });
  const buttons = [{ label: text("button.open"), command: "import.show", ref: refOf(found) }];
  return noticeTo(context, member, {
    title,
    sentence,
    to,
    buttons,
    byMail: { name: "import-ready", ...job, to: "mail" },
  });
}
