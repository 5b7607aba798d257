import type { Button, Card, Fact, Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { isToBeDone, type Row, type StoredRow, type Summary } from "./import.ts";
import type { Import } from "./store.ts";

export const PAGE = 10;
/** So many rows in which something is wrong are shown at once. */
const WRONG_SHOWN = 5;

export function refOf({ id }: Pick<Import, "id">) {
  return { id, version: 1 };
}

/** What a file comes to, before anybody has asked for it: the numbers, and the first rows that can't be done. */
export function draftCard(draft: Import, rows: readonly Row[], said: Text[] = []): Card {
  const wrong = rows.filter(({ verdict }) => verdict === "wrong");
  const { counts } = draft.summary;
  const isEmpty = counts.invite + counts.give === 0;
  const ref = refOf(draft);
  const ask: Button = { label: text("button.ask-for-approval"), command: "member.import", ref, style: "primary" };
  return {
    title: text("import.draft", { file: draft.file }),
    body: [...said, text(isEmpty ? "import.nothing-to-do" : "import.only-read")],
    facts: countFacts(draft.summary),
    items: wrong.slice(0, WRONG_SHOWN).map(rowItem),
    buttons: [
      ...(isEmpty || draft.isAsked ? [] : [ask]),
      ...showButtons(draft),
      ...(draft.isAsked ? [] : [{ label: text("button.discard"), command: "import.discard", ref }]),
    ],
  };
}

/** What only shows more of it. */
function showButtons(draft: Pick<Import, "id">): Button[] {
  const ref = refOf(draft);
  return [rowsButton(draft), { label: text("button.send-list"), command: "import.send", ref }];
}

export function rowsButton(draft: Pick<Import, "id">): Button {
  return { label: text("button.rows"), command: "import.rows", ref: refOf(draft) };
}

export function countFacts({ counts }: Summary): Fact[] {
  const fact = (label: Text, people: number): Fact[] =>
    people > 0 ? [{ label, value: text("import.people", { count: people }) }] : [];
  return [
    ...fact(text("import.verdict.invite"), counts.invite),
    ...fact(text("import.verdict.give"), counts.give),
    ...fact(text("import.verdict.nothing"), counts.nothing),
    ...(counts.wrong > 0
      ? [{ label: text("import.verdict.wrong"), value: text("import.rows", { count: counts.wrong }) }]
      : []),
  ];
}

type Named = { roles: readonly { id: string; name: string }[]; accounts: readonly { id: string; name: string }[] };

/** A page of the rows, from 1, those first that can't be done. */
export function rowsCard(found: Import, rows: readonly StoredRow[], page: number, named: Named): Card {
  const { id, file, summary } = found;
  const { invite, give, nothing, wrong } = summary.counts;
  const pages = Math.max(1, Math.ceil((invite + give + nothing + wrong) / PAGE));
  const next: Button = { ...rowsButton({ id }), label: text("button.next-page"), values: { page: String(page + 1) } };
  return {
    title: text("import.draft", { file }),
    body: [rows.length === 0 ? text("import.rows-gone") : text("request.page", { page, of: pages })],
    items: rows.map((row) => rowItem(row, named)),
    buttons: [...(page < pages && rows.length > 0 ? [next] : []), backButton(found)],
  };
}

// Where a chat puts the answer to a button in the place of what it was on.
function backButton({ id, requestId }: Import): Button {
  if (!requestId) return { label: text("import.back"), command: "import.show", ref: refOf({ id }) };
  return { label: text("import.back-to-request"), command: "request.show", ref: { id: requestId, version: 1 } };
}

function rowItem(row: Row | StoredRow, named?: Named | number): Item {
  const { line, email, name } = row;
  return {
    title: text("import.row", { line, who: who(email, name) }),
    detail: outcomeOf(row, typeof named === "object" ? named : undefined),
  };
}

function who(email: string, name: string): Text {
  if (email === "") return name === "" ? text("import.nobody") : verbatim(name);
  return verbatim(name === "" ? email : `${name} (${email})`);
}

/** What a row comes to or has come to, in a sentence. */
export function outcomeOf(row: Row | StoredRow, named?: Named): Text {
  const { reason, verdict, gives, end } = row;
  if (reason) return text("import.left-out", { why: reason });
  if (!isToBeDone(row)) return text("import.has-all");
  const held = gives.map(({ roleId, accounts }) => ({
    role: named?.roles.find(({ id }) => id === roleId)?.name ?? "?",
    accounts:
      accounts === "all" ? null : accounts.map((id) => named?.accounts.find((one) => one.id === id)?.name ?? "?"),
  }));
  const isDone = "state" in row && row.state === "done";
  const until = end?.at ?? null;
  return verdict === "invite"
    ? text("import.invites", { held, until, isDone })
    : text("import.gives", { held, until, isDone });
}

/** The same without a chat: the numbers, and every row that is left out. */
export function draftLines({ file, summary }: Import, rows: readonly Row[]): Text[] {
  const wrong = rows.filter(({ verdict }) => verdict === "wrong").map((row) => rowItem(row));
  return [
    text("import.draft", { file }),
    ...countFacts(summary).map((fact) => text("import.fact", fact)),
    ...wrong.map(({ title, detail }) => text("import.row-outcome", { row: title, outcome: detail ?? "" })),
  ];
}
