import type { Fact } from "../../core/card.ts";
import type { Errors } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";

export type Decision = "approved" | "denied" | "confirmed";

/** A request that waits for the one whose link it is. `options` (WebAuthn) by decision; null: they have no passkey. */
export type Waiting = {
  isOpen: true;
  title: Text;
  facts: Fact[];
  email: string;
  isRequester: boolean;
  asking: { challengeId: string; options: Partial<Record<Decision, object>> } | null;
};
export type Over = { isOpen: false; title: Text; said: Text[] };

export type Decided = { ok: true; over: Over } | { ok: false; errors: Errors };

/** What the pages below /decide need from the product. The token in the link says who decides what, and proves nothing. */
export type DecideService = {
  /** Null: the link is none of ours, or its time is over. Throws a Refusal where its member may not decide. */
  find(token: string): Promise<Waiting | Over | null>;
  /** Decides as the member whose passkey has signed this very decision. */
  decide(
    token: string,
    given: { challengeId: string; decision: Decision; comment: string; answer: unknown },
  ): Promise<Decided | null>;
};
