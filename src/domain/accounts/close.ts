import { z } from "zod";
import type { Fact } from "../../core/card.ts";
import { Refusal } from "../../core/refusal.ts";
import { type TextId, text, verbatim } from "../../text/text.ts";
import { type Change, type ChangeContext, type Context, guarded } from "../command.ts";
import { NEEDS } from "./account.ts";
import { accountField, fields, readAccount, suggestAccounts } from "./account-form.ts";
import { leftFacts, namingFact } from "./cards.ts";
import { requireFree, takenBy } from "./names.ts";
import { closeAccount, findAccount, findNaming, findPeople, NAMED, reopenAccount } from "./store.ts";
import { late, lockTarget, movedSince, redrawn, requireTarget, type Target } from "./target.ts";

type Ask = Target & { reason: string };

/** What closing and opening again have in common: one account, chosen or named, and a reason. */
const about = {
  needs: NEEDS,
  input: z.strictObject({ accountId: z.uuid(), from: z.string(), reason: z.string() }),
  fields: [fields.account, fields.reason],
  parse: parseAsk,
  subjects: (_: ChangeContext, { accountId }: Ask) => [accountId],
  targets: () => [],
  scope: (_: ChangeContext, { accountId }: Ask) => [accountId],
} as const;

const close: Change<Ask> = {
  ...about,
  name: "account.close",
  form: (context, words) => askForm(context, words, { closed: false }),
  suggest: (context, { field, typed }) =>
    field === "account" ? suggestAccounts(context, { closed: false }, typed) : [],
  title: (_, { from }) => text("account.close.request", { account: from }),
  facts: async (context, ask) => [...(await touched(context, ask, true)), says("account.close.effect")],
  check(context, ask) {
    const { closed } = requireTarget(context, ask);
    if (closed) throw new Refusal(text("account.closed-since", { account: ask.from }), { field: "account" });
  },
  async apply(context, ask) {
    await lockTarget(context, ask);
    const ids = { organizationId: context.organization.id, id: ask.accountId };
    return {
      events: [{ kind: "account.closed", accountId: ask.accountId }, ...(await redrawn(context, ask.accountId))],
      writes: [closeAccount(ids, context.now, late)],
    };
  },
  moved: (context, ask) => movedSince(context, ask, false),
  again: ({ accountId: account, reason }) => ({ command: "account.close", values: { account, reason } }),
};

const reopen: Change<Ask> = {
  ...about,
  name: "account.reopen",
  form: (context, words) => askForm(context, words, { closed: true }),
  suggest: (context, { field, typed }) =>
    field === "account" ? suggestAccounts(context, { closed: true }, typed) : [],
  title: (_, { from }) => text("account.reopen.request", { account: from }),
  facts: async (context, ask) => [...(await touched(context, ask, false)), says("account.reopen.effect")],
  async check(context, ask) {
    const { closed, name } = requireTarget(context, ask);
    if (!closed) throw new Refusal(text("account.open-since", { account: ask.from }), { field: "account" });
    await requireFree(context, name).catch((error) => {
      throw error instanceof Refusal ? new Refusal(error.text, { field: "account" }) : error;
    });
  },
  async apply(context, ask) {
    await lockTarget(context, ask);
    const ids = { organizationId: context.organization.id, id: ask.accountId };
    return {
      events: [{ kind: "account.reopened", accountId: ask.accountId }, ...(await redrawn(context, ask.accountId))],
      writes: [reopenAccount(ids, late)],
    };
  },
  async moved(context, ask) {
    const since = movedSince(context, ask, true);
    return since.length > 0 ? since : takenBy(context, ask.from);
  },
  again: ({ accountId: account, reason }) => ({ command: "account.reopen", values: { account, reason } }),
};

export const closeMerchantAccount = guarded(close);
export const reopenMerchantAccount = guarded(reopen);

async function askForm(context: Context, words: string | undefined, which: { closed: boolean }) {
  const start = words === undefined ? { values: context.values } : await readAccount(context, words, which);
  const account = await accountField(context, which, start.values?.account);
  return {
    form: {
      title: which.closed ? text("account.reopen.title") : text("account.close.title"),
      intro: [which.closed ? text("account.reopen.effect") : text("account.close.effect")],
      fields: [account, fields.reason],
      submit: text("button.continue"),
    },
    ...start,
  };
}

async function parseAsk({ tx, organization, values }: Context): Promise<Ask> {
  const accountId = z.uuid().safeParse(values.account);
  const found = accountId.success ? await findAccount(tx, organization.id, { id: accountId.data }) : null;
  if (!found) throw new Refusal(text("field.unknown-choice"), { field: "account" });
  return { accountId: found.id, from: found.name, reason: String(values.reason ?? "") };
}

/** Whom and what it touches: the account, who is named there, and the requests that name it. */
async function touched({ tx, organization, now }: ChangeContext, { accountId, from }: Ask, isClosing: boolean) {
  const people = await findPeople(tx, organization.id, { ids: [accountId], andAll: false }, now);
  const naming = await findNaming(tx, organization.id, accountId, NAMED);
  const numbers = naming.slice(0, NAMED).map(({ number }) => String(number));
  const requests = { names: numbers, hasMore: naming.length > NAMED };
  return [
    { label: text("fact.account"), value: verbatim(from) },
    namingFact(people),
    ...(isClosing ? leftFacts(people) : []),
    ...(numbers.length > 0 ? [{ label: text("fact.open-requests"), value: text("account.requests", requests) }] : []),
  ] satisfies Fact[];
}

function says(id: Extract<TextId, "account.close.effect" | "account.reopen.effect">): Fact {
  return { label: text("fact.effect"), value: text(id) };
}
