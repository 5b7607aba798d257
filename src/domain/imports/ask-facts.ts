import type { Fact } from "../../core/card.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import type { ChangeContext } from "../command.ts";
import { shortDigest } from "../requests/request.ts";
import { countFacts } from "./cards.ts";
import type { Asked } from "./import.ts";

/** So many accounts are named. */
const ACCOUNTS_NAMED = 25;

/** The file in numbers: who is meant by each is on the pages of its rows. Who gets an administrative role is named. */
export function importFacts({ mentioned }: ChangeContext, asked: Asked): Fact[] {
  const roleName = (id: string) => mentioned.roles.find((role) => role.id === id)?.name ?? "?";
  const names = accountNames(mentioned.accounts, asked.accounts);
  const more = Math.max(0, (names?.length ?? 0) - ACCOUNTS_NAMED);
  return [
    { label: text("import.file"), value: verbatim(asked.file) },
    ...countFacts(asked),
    ...asked.roles.map(({ roleId, people }) => ({
      label: text("fact.role"),
      value: text("import.role-people", { role: roleName(roleId), count: people }),
    })),
    ...asked.administrators.map(({ roleId, people, more: others }) => ({
      label: text("import.administrators"),
      value: text("import.administrator-people", { role: roleName(roleId), people, more: others }),
    })),
    {
      label: text("fact.accounts"),
      value: text("import.accounts", { names: names?.slice(0, ACCOUNTS_NAMED) ?? null, more }),
    },
    { label: text("import.rows-digest"), value: verbatim(shortDigest(asked.rowsDigest)) },
  ];
}
