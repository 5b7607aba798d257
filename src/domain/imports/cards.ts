import type { Button, Card, Fact, Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { fitting } from "../members/found-cards.ts";
import { peopleIn, type Row, type StoredRow, type Summary } from "./import.ts";
import { type Names, ON_A_CARD, outcomeOf } from "./outcome.ts";
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
  const ref = refOf(draft);
  const ask: Button = { label: text("button.ask-for-approval"), command: "member.import", ref, style: "primary" };
  const discard: Button = { label: text("button.discard"), command: "import.discard", ref };
  return {
    title: text("import.draft", { file: draft.file }),
    body: [...said, draft.isAsked ? text("import.waits") : (nothingToAsk(draft) ?? text("import.only-read"))],
    facts: countFacts(draft.summary),
    items: wrong.slice(0, WRONG_SHOWN).map((row) => rowItem(row)),
    buttons: [
      ...(nothingToAsk(draft) || draft.isAsked ? [] : [ask]),
      ...showButtons(draft),
      draft.isAsked ? backButton(draft) : discard,
    ],
  };
}

/** Why nobody has to approve it; null where somebody has to. */
export function nothingToAsk({ summary }: Pick<Import, "summary">): Text | null {
  if (peopleIn(summary) > 0) return null;
  const { nothing, wrong } = summary.counts;
  return text(nothing === 0 && wrong > 0 ? "import.all-left-out" : "import.nothing-to-do");
}

/** What has come of a file that was approved. */
export function approvedCard(found: Import): Card {
  const { file, state, done, skipped, summary } = found;
  const said = text(state === "done" ? "import.result" : "import.progress", { done, skipped, of: peopleIn(summary) });
  return {
    title: text("import.draft", { file }),
    body: [said],
    facts: countFacts(summary),
    buttons: [...showButtons(found), backButton(found)],
  };
}

/** What only shows more of it. */
export function showButtons(draft: Pick<Import, "id">): Button[] {
  const ref = refOf(draft);
  return [rowsButton(draft), { label: text("button.send-list"), command: "import.send", ref }];
}

function rowsButton(draft: Pick<Import, "id">): Button {
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

/** A page of the rows behind the first `from`, those first that can't be done: fewer where they are long. */
export function rowsCard(found: Import, rows: readonly StoredRow[], from: number, names: Names): Card {
  const { id, file, summary } = found;
  const { invite, give, nothing, wrong } = summary.counts;
  const items = fitting(rows.map((row) => rowItem(row, names)));
  const [to, of] = [from + items.length, invite + give + nothing + wrong];
  const next: Button = { ...rowsButton({ id }), label: text("button.next-page"), values: { from: String(to) } };
  return {
    title: text("import.draft", { file }),
    body: [items.length === 0 ? text("import.rows-gone") : text("import.rows-of", { first: from + 1, last: to, of })],
    items,
    buttons: [...(items.length > 0 && to < of ? [next] : []), backButton(found)],
  };
}

// Where a chat puts the answer to a button in the place of what it was on.
function backButton({ id, requestId }: Import): Button {
  if (!requestId) return { label: text("import.back"), command: "import.show", ref: refOf({ id }) };
  return { label: text("import.back-to-request"), command: "request.show", ref: { id: requestId, version: 1 } };
}

function rowItem(row: Row | StoredRow, names?: Names): Item {
  const { line, email, name } = row;
  return { title: text("import.row", { line, who: who(email, name) }), detail: outcomeOf(row, names, ON_A_CARD) };
}

function who(email: string, name: string): Text {
  if (email === "") return name === "" ? text("import.nobody") : verbatim(name);
  return verbatim(name === "" ? email : `${name} (${email})`);
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
