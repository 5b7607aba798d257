import type { Card } from "../../core/card.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { answer, type Context, type Outcome, type Query, type Step } from "../command.ts";
import { approvedCard, draftCard, PAGE, refOf, rowsCard } from "./cards.ts";
import { importFor } from "./find.ts";
import { idsIn, NEEDS } from "./import.ts";
import { findNamed } from "./named-store.ts";
import { namesOf } from "./outcome.ts";
import { listRows } from "./row-store.ts";
import { discardDrafts, type Import, noteList } from "./store.ts";

/** One's own file, as it was read. */
export const showImport: Query = {
  name: "import.show",
  needs: NEEDS,
  async run(context) {
    const draft = await importFor(context, "its-own");
    if (draft.state !== "draft") return answer({ kind: "card", card: approvedCard(draft) });
    const rows = await rowsOf(context, draft, { from: 0, most: PAGE });
    return answer({ kind: "card", card: draftCard(draft, rows) });
  },
};

/** The rows of a file: for the one who sent it, and for those who decide about it. */
export const showRows: Query = {
  name: "import.rows",
  needs: "member",
  async run(context) {
    const draft = await importFor(context, "readers");
    const from = /^[0-9]{1,5}$/.test(String(context.values.from)) ? Number(context.values.from) : 0;
    return answer({ kind: "card", card: await pageOf(context, draft, from) });
  },
};

async function pageOf(context: Context, draft: Import, from: number): Promise<Card> {
  const rows = await rowsOf(context, draft, { from, most: PAGE });
  const named = await findNamed(context.tx, context.organization.id, { ids: idsIn(rows), emails: [] }, context.now);
  return rowsCard(draft, rows, from, namesOf(named));
}

function rowsOf({ tx, organization }: Context, { id }: Import, part: { from: number; most: number }) {
  return listRows(tx, organization.id, { importId: id, ...part });
}

/** All rows as a file, by mail: a list a minute for each member. */
export const sendList: Step = {
  name: "import.send",
  needs: "member",
  fields: [],
  proof: false,
  open: listSent,
  submit: listSent,
};

async function listSent(context: Context): Promise<Outcome> {
  const found = await importFor(context, "readers");
  const { actor, organization, now } = context;
  const whose = { organizationId: organization.id, memberId: actor.id, now };
  const writes = [noteList(whose, () => new Refusal(text("refused.list-just-sent", { email: actor.email })))];
  const events = [{ kind: "import.list-asked", importId: found.id, memberId: actor.id } as const];
  const said = text("import.list-sent", { email: actor.email });
  if (found.memberId !== actor.id || found.state !== "draft")
    return { reply: { kind: "text", text: said }, events, writes };
  const rows = await rowsOf(context, found, { from: 0, most: PAGE });
  return { reply: { kind: "card", card: draftCard(found, rows, [said]) }, events, writes };
}

/** Forgets one's own file. Nothing of it was done. */
export const discardImport: Step = {
  name: "import.discard",
  needs: NEEDS,
  fields: [],
  proof: false,
  async open(context) {
    const { id, file } = await discardable(context);
    const form = {
      title: text("import.discard"),
      intro: [text("import.discard-intro", { file })],
      fields: [],
      submit: text("button.discard"),
    };
    return answer({ kind: "form", command: "import.discard", form, key: context.key, ref: refOf({ id }) });
  },
  async submit(context) {
    const { id, file, memberId } = await discardable(context);
    const writes = [discardDrafts(context.organization.id, memberId, { id })];
    return { reply: { kind: "text", text: text("import.discarded", { file }) }, events: [], writes };
  },
};

async function discardable(context: Context): Promise<Import> {
  const draft = await importFor(context, "its-own");
  if (draft.state !== "draft" || draft.isAsked) throw new Refusal(text("refused.import-asked"));
  return draft;
}
