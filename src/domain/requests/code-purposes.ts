import type { Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { nameOf } from "../access/person-name.ts";
import type { Changes } from "../command.ts";
import type { CodePurposes, DescribeCode } from "../verification/purpose.ts";
import { type About, contextOf } from "./find.ts";
import { findRequest } from "./store.ts";

/** What the mail with a code says about the request that it is for: who asks, and for what. */
export function requestPurposes(changes: Changes): CodePurposes {
  const describe =
    (what: (about: { number: number; title: Text }) => Text): DescribeCode =>
    async ({ tx, organization, time, locale }, requestId) => {
      const request = await findRequest(tx, organization.id, requestId, time);
      const change = request && changes.get(request.command);
      if (!request || !change) return null;
      const about = contextOf({ tx, locale }, request);
      const title = await change.title(about, request.payload);
      const facts = await change.facts(about, request.payload);
      return { what: what({ number: request.number, title }), facts: [requesterOf(request), ...facts] };
    };
  return {
    "request.verify": describe((about) => text("code.what.request.verify", about)),
    "request.approve": describe((about) => text("code.what.request.approve", about)),
    "request.deny": describe((about) => text("code.what.request.deny", about)),
  };
}

function requesterOf({ requester }: About["request"]): Fact {
  return { label: text("fact.requester"), value: verbatim(nameOf(requester)) };
}
