import type { Fact } from "../../core/card.ts";
import { unicodeEmail } from "../../core/email-address.ts";
import type { Text } from "../../core/text.ts";
import type { AccountName } from "../../text/account-name.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import type { ChangeContext } from "../command.ts";
import type { Invite } from "./invite-input.ts";

type Mentioned = ChangeContext["mentioned"];

/** So many names fit well into one row of a card. */
const NAMES_IN_A_FACT = 25;

/** "invite grace@example.com as Finance for Online store": what the request is in one line. */
export function inviteTitle({ roles, accounts }: Mentioned, wanted: Invite): Text {
  return text("invite.request", {
    emails: wanted.emails,
    roles: chosenRoles(roles, wanted).map(({ name }) => name),
    accounts: accountNames(accounts, wanted.accounts),
    end: wanted.end,
  });
}

/** Exactly what is asked for: each person, each role with what it permits, each account. */
export function inviteFacts({ roles, accounts }: Mentioned, wanted: Invite): Fact[] {
  return [
    ...wanted.emails.map((email) => ({ label: text("field.label.email"), value: emailInBothForms(email) })),
    ...chosenRoles(roles, wanted).map(({ name, permissions }) => ({
      label: text("fact.role"),
      value: text("role.with-permissions", { name, permissions }),
    })),
    ...accountFacts(accountNames(accounts, wanted.accounts)),
    ...(wanted.end ? [{ label: text("fact.ends"), value: text("invite.end", { end: wanted.end }) }] : []),
  ];
}

// Letters of another alphabet can look like Latin ones. So both forms are shown where they differ.
export function emailInBothForms(email: string): Text {
  const unicode = unicodeEmail(email);
  return unicode === email ? verbatim(email) : text("email.in-both-forms", { email, unicode });
}

function chosenRoles(roles: Mentioned["roles"], wanted: Invite) {
  return roles.filter(({ id }) => wanted.roles.includes(id));
}

function accountFacts(names: AccountName[] | null): Fact[] {
  const label = text("fact.accounts");
  if (names === null) return [{ label, value: text("accounts.named", { names }) }];
  const rows: Fact[] = [];
  for (let at = 0; at < names.length; at += NAMES_IN_A_FACT)
    rows.push({ label, value: text("accounts.named", { names: names.slice(at, at + NAMES_IN_A_FACT) }) });
  return rows;
}
