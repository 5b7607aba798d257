import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { findHolders } from "../access/actor-store.ts";
import { administrativeOf } from "../access/grant.ts";
import { optionalReason } from "../access/reason-field.ts";
import { type Change, type ChangeContext, type Context, guarded } from "../command.ts";
import { importFacts } from "./ask-facts.ts";
import { nothingToAsk, showButtons } from "./cards.ts";
import { importFor } from "./find.ts";
import { type Asked, askedInput, NEEDS, peopleIn } from "./import.ts";
import { digestOfRows, givenAmong } from "./row-store.ts";
import { beginImport, findImport } from "./store.ts";

const change: Change<Asked> = {
  name: "member.import",
  needs: NEEDS,
  input: askedInput,
  fields: [optionalReason],
  async form(context) {
    const draft = await importFor(context, "its-own");
    const why = nothingToAsk(draft);
    if (why) throw new Refusal(why);
    const form = {
      title: text("import.ask"),
      intro: [text("import.ask-intro", { file: draft.file, count: peopleIn(draft.summary) })],
      fields: [optionalReason],
      submit: text("button.continue"),
    };
    return { form, values: context.values, ref: { id: draft.id, version: 1 } };
  },
  async parse(context) {
    const { id: importId, file, summary } = await importFor(context, "its-own");
    const rowsDigest = await digestOfRows(context.tx, context.organization.id, importId);
    return { ...summary, importId, file, rowsDigest, reason: String(context.values.reason ?? "") };
  },
  title: (_, { file, ...summary }) => text("import.request", { file, count: peopleIn(summary) }),
  subjects: (_, { importId }) => [importId],
  targets,
  scope: (_, { accounts }) => accounts,
  facts: (context, asked) => importFacts(context, asked),
  approverNeeds: ({ mentioned }, { roles }) =>
    administrativeOf(mentioned.roles.filter(({ id }) => roles.some(({ roleId }) => roleId === id))),
  async check({ tx, organization, actor }, { importId, rowsDigest, ...summary }) {
    const draft = await findImport(tx, organization.id, { id: importId });
    if (draft?.state !== "draft") throw new Refusal(text("refused.import-gone"));
    if (draft.memberId !== actor.id) throw new Refusal(text("refused.no-such-import"), { forbidden: true });
    if (peopleIn(summary) === 0) throw new Refusal(text("import.nothing-to-do"));
    if ((await digestOfRows(tx, organization.id, importId)) !== rowsDigest)
      throw new Refusal(text("refused.content-changed"));
  },
  // Each row is judged again when its turn comes, with the rights that everybody has then.
  inPieces: true,
  apply({ organization, request, now }, { importId }) {
    const begun = { kind: "import.begun", importId, requestId: request.id } as const;
    return {
      events: [begun],
      writes: [
        beginImport({ organizationId: organization.id, id: importId, now }, () => new Refusal(text("refused.stale"))),
      ],
    };
  },
  result: (context, asked) => resultOf(context, asked),
  shows: ({ importId }) => showButtons({ id: importId }),
};

export const importMembers = guarded(change);

/**
 * The members in the file who could approve it: nobody approves what they get. Who may approve requests only since then is
 * looked at with each row.
 */
async function targets({ tx, organization, now }: ChangeContext, { importId }: Asked): Promise<string[]> {
  const holders = await findHolders(tx, organization.id, "request:approve", now);
  const emails = holders.map(({ email }) => email);
  const given = await givenAmong(tx, organization.id, importId, emails);
  return holders.filter(({ email }) => given.includes(email)).map(({ id }) => id);
}

async function resultOf({ tx, organization }: Pick<Context, "tx" | "organization">, asked: Asked): Promise<Text[]> {
  const found = await findImport(tx, organization.id, { id: asked.importId });
  if (!found) return [];
  const { done, skipped, state } = found;
  return [text(state === "done" ? "import.result" : "import.progress", { done, skipped, of: peopleIn(asked) })];
}
