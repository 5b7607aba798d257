import { randomUUID } from "node:crypto";
import type { Button } from "../../core/card.ts";
import { FILE_MOST_BYTES, fileNameOf } from "../../core/file.ts";
import type { Field } from "../../core/form.ts";
import type { Write } from "../../db/write.ts";
import { isZone } from "../../text/locale.ts";
import { text } from "../../text/text.ts";
import { visibleName } from "../../text/visible.ts";
import { union } from "../access/account.ts";
import { scopeOf } from "../access/grant.ts";
import { answer, type Context, type Step } from "../command.ts";
import { draftCard } from "./cards.ts";
import { columns, NEEDS, ROWS_MOST, type Row, type Wanted } from "./import.ts";
import { judgeRows } from "./judge.ts";
import { findNamed, findVocabulary } from "./named-store.ts";
import { type Line, readCsv } from "./read-csv.ts";
import { namesIn, readRows } from "./read-rows.ts";
import { findImport, type Import, insertImport } from "./store.ts";
import { summaryOf } from "./summary.ts";

const FILE = "file";
const FILE_NAME_MOST = 80;

const field: Field = {
  ...{ kind: "file", name: FILE, label: text("import.file"), types: ["csv"], maxBytes: FILE_MOST_BYTES },
  hint: text("import.file-hint", { known: [...columns], most: ROWS_MOST }),
};

/** Reads a file of people and says what each row would come to. Nothing is changed: it is kept as a draft. */
export const readImport: Step = {
  name: "import.read",
  needs: NEEDS,
  fields: [field],
  proof: false,
  async open(context) {
    const draft = await findImport(context.tx, context.organization.id, { newestOf: context.actor.id });
    const form = {
      title: text("import.title"),
      intro: [text("import.intro")],
      fields: [field],
      submit: text("button.check-file"),
      ...(draft && { extras: [lastOne(draft)] }),
    };
    return answer({ kind: "form", command: "import.read", form, key: context.key });
  },
  async submit(context) {
    const { draft, rows, writes } = await readFile(context);
    const card = draftCard(draft, rows);
    return { reply: { kind: "card", card }, events: [], writes };
  },
};

function lastOne({ id, file }: Import): Button {
  return { label: text("import.last", { file }), command: "import.show", ref: { id, version: 1 } };
}

export type Reading = Pick<Context, "tx" | "organization" | "actor" | "values" | "locale" | "now" | "key">;
type ReadFile = { draft: Import; rows: Row[]; writes: Write[] };

/** Judges every row with this member's rights. The same form sent twice is read once: the key is taken then. */
export async function readFile(context: Reading): Promise<ReadFile> {
  const { tx, organization, actor, values, now, key } = context;
  const name = visibleName(String(values[fileNameOf(FILE)] ?? ""))
    .slice(0, FILE_NAME_MOST)
    .toWellFormed();
  const lines = readCsv(String(values[FILE] ?? ""));
  const known = await findImport(tx, organization.id, { key });
  const { rows, summary } = await judgeLines(context, lines);
  const id = known?.id ?? randomUUID();
  const draft: Import = {
    ...{ id, memberId: actor.id, file: name || "?", state: "draft", summary, done: 0, skipped: 0 },
    ...{ createdAt: now, isAsked: false, requestId: null },
  };
  if (known) return { draft: known, rows, writes: [] };
  const whose = { organizationId: organization.id, id, memberId: actor.id };
  return { draft, rows, writes: insertImport({ ...whose, key, file: draft.file, now }, summary, rows) };
}

async function judgeLines(context: Reading, lines: readonly Line[]) {
  const { tx, organization, actor, now } = context;
  const held = union([scopeOf(actor.grants, NEEDS), scopeOf(actor.grants, "member:edit")]);
  const { roles, accounts } = await findVocabulary(tx, organization.id, accountNamesIn(lines), held);
  const zone = actor.zone && isZone(actor.zone) ? actor.zone : "UTC";
  const read = readRows(lines, { roles, accounts, zone });
  const wanted = read.filter((row): row is Wanted => !("reason" in row));
  const ids = [...new Set(wanted.flatMap((row) => [...row.roles, ...(row.accounts === "all" ? [] : row.accounts)]))];
  const named = await findNamed(tx, organization.id, { ids, emails: wanted.map(({ email }) => email) }, now);
  const rows = await judgeRows({ ...context, mentioned: named }, read);
  return { rows, summary: summaryOf(rows, named.roles) };
}

/** Everything in the file that could be the name of an account, in small letters. */
function accountNamesIn(lines: readonly Line[]): string[] {
  const cells = new Set(lines.map(({ cells: { accounts } }) => accounts));
  const names = [...cells].flatMap((cell) => [
    cell,
    ...namesIn(cell, () => false),
    ...cell.split(/[;|]/).map((part) => part.trim()),
  ]);
  return [...new Set(names.map((name) => name.toLowerCase()))];
}
