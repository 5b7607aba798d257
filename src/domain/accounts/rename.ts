import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { type Change, guarded } from "../command.ts";
import { accountName, NEEDS } from "./account.ts";
import { accountField, fields, readAccount, suggestAccounts } from "./account-form.ts";
import { requireFree, takenBy } from "./names.ts";
import { findAccount, renameAccount } from "./store.ts";
import { late, lockTarget, movedSince, redrawn, requireTarget, type Target } from "./target.ts";

type Rename = Target & { name: string; reason: string };

const OPEN = { closed: false };

const rename: Change<Rename> = {
  name: "account.rename",
  needs: NEEDS,
  input: z.strictObject({ accountId: z.uuid(), from: z.string(), name: z.string().min(1), reason: z.string() }),
  fields: [fields.account, fields.name, fields.reason],
  async form(context, words) {
    const start = words === undefined ? { values: context.values } : await readAccount(context, words, OPEN, true);
    const account = await accountField(context, OPEN, start.values?.account);
    const name = { ...fields.name, label: text("field.label.new-name") };
    return {
      form: {
        title: text("account.rename.title"),
        fields: [account, name, fields.reason],
        submit: text("button.continue"),
      },
      ...start,
    };
  },
  suggest: (context, { field, typed }) => (field === "account" ? suggestAccounts(context, OPEN, typed) : []),
  async parse({ tx, organization, values }) {
    const accountId = z.uuid().safeParse(values.account);
    const found = accountId.success ? await findAccount(tx, organization.id, { id: accountId.data }) : null;
    if (!found) throw new Refusal(text("field.unknown-choice"), { field: "account" });
    const name = accountName(String(values.name ?? ""));
    return { accountId: found.id, from: found.name, name, reason: String(values.reason ?? "") };
  },
  title: (_, { from, name }) => text("account.rename.request", { account: from, name }),
  subjects: (_, { accountId }) => [accountId],
  targets: () => [],
  scope: (_, { accountId }) => [accountId],
  facts: (_, { from, name }) => [
    { label: text("fact.before"), value: verbatim(from) },
    { label: text("fact.after"), value: verbatim(name) },
  ],
  async check(context, { accountId, from, name }) {
    const account = requireTarget(context, { accountId });
    if (account.closed) throw new Refusal(text("account.closed-since", { account: from }), { field: "account" });
    if (name === from) throw new Refusal(text("refused.same-name"), { field: "name" });
    await requireFree(context, name, accountId);
  },
  async apply(context, wanted) {
    await lockTarget(context, wanted);
    const ids = { organizationId: context.organization.id, id: wanted.accountId };
    return {
      events: [{ kind: "account.renamed", accountId: wanted.accountId }, ...(await redrawn(context, wanted.accountId))],
      writes: [renameAccount(ids, wanted.name, late)],
    };
  },
  async moved(context, wanted) {
    const since = movedSince(context, wanted, false);
    return since.length > 0 ? since : takenBy(context, wanted.name, wanted.accountId);
  },
  again: ({ accountId, name, reason }) => ({
    command: "account.rename",
    values: { account: accountId, name, reason },
  }),
};

export const renameMerchantAccount = guarded(rename);
