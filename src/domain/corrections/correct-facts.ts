import type { Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { nameOf } from "../access/person-name.ts";
import type { ChangeContext } from "../command.ts";
import { emailInBothForms } from "../invitations/invite-facts.ts";
import { grantFacts, memberFact } from "../members/member-input.ts";
import { type Correction, hasNewAddress, hasNewName } from "./correct-input.ts";

/** As the member was called then: by the time it is read, they may have the new name. */
const before = ({ name, email }: Correction) => ({ name: name.from, email: email.from });

export function correctionTitle(input: Correction): Text {
  const what = !hasNewAddress(input) ? "name" : hasNewName(input) ? "both" : "address";
  return text(`correct.request.${what}`, { who: nameOf(before(input)) });
}

/** What is and what is to be, and the roles that whoever reads the new address gets the codes for. */
export function correctionFacts(context: ChangeContext, input: Correction): Fact[] {
  const { name, email, grants } = input;
  return [
    memberFact(before(input)),
    ...(hasNewName(input)
      ? [
          { label: text("fact.before"), value: called(name.from) },
          { label: text("fact.after"), value: called(name.to) },
        ]
      : []),
    ...(hasNewAddress(input)
      ? [
          { label: text("fact.address-now"), value: emailInBothForms(email.from) },
          { label: text("fact.address-then"), value: emailInBothForms(email.to) },
        ]
      : []),
    ...grantFacts(context, grants, text("fact.role")),
  ];
}

function called(name: string | null): Text {
  return name === null ? text("correct.no-name") : verbatim(name);
}
