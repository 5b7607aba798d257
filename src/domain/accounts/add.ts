import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { type Change, guarded } from "../command.ts";
import { accountName, mayManage, NEEDS } from "./account.ts";
import { fields } from "./account-form.ts";
import { gainFact } from "./cards.ts";
import { requireFree, takenBy } from "./names.ts";
import { findPeople, insertAccount } from "./store.ts";

type Add = { name: string; reason: string };

const add: Change<Add> = {
  name: "account.add",
  needs: NEEDS,
  input: z.strictObject({ name: z.string().min(1), reason: z.string() }),
  fields: [fields.name, fields.reason],
  form({ actor, values }, words) {
    requireEverywhere(actor);
    return {
      form: {
        title: text("account.add.title"),
        intro: [text("account.add.intro")],
        fields: [fields.name, fields.reason],
        submit: text("button.continue"),
      },
      values: words ? { name: words } : values,
    };
  },
  parse: ({ values }) => ({ name: accountName(String(values.name ?? "")), reason: String(values.reason ?? "") }),
  title: (_, { name }) => text("account.add.request", { account: name }),
  subjects: (_, { name }) => [name.toLowerCase()],
  targets: () => [],
  // Every grant on all accounts covers it.
  scope: () => "all",
  async facts({ tx, organization, now }, { name }) {
    const gaining = await findPeople(tx, organization.id, { ids: [], andAll: true }, now);
    return [{ label: text("fact.account"), value: verbatim(name) }, gainFact(gaining)];
  },
  async check(context, { name }) {
    requireEverywhere(context.actor);
    await requireFree(context, name);
  },
  apply({ organization }, { name }) {
    const id = randomUUID();
    return {
      events: [{ kind: "account.created", accountId: id }],
      writes: [insertAccount({ organizationId: organization.id, id, name })],
    };
  },
  moved: (context, { name }) => takenBy(context, name),
  again: ({ name, reason }) => ({ command: "account.add", values: { name, reason } }),
};

export const addAccount = guarded(add);

function requireEverywhere(actor: Actor): void {
  if (!mayManage(actor, "all")) throw new Refusal(text("refused.manage-everywhere"), { forbidden: true });
}
