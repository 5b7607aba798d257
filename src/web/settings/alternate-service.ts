import type { Errors } from "../../core/form.ts";

/**
 * Where a member's codes go: `alternate`, or null for `email`, their own address. `change`: what is to be instead, `email`
 * null for their own address again; `mine`: they have typed it here and a code has gone there. `at`: until then it has to
 * be confirmed; where it is, from then on codes go there.
 */
export type AlternateState = {
  email: string;
  alternate: string | null;
  /** codes come from an app, and are mailed only where they are not */
  hasApp: boolean;
  change: { email: string | null; isConfirmed: boolean; mine: boolean; at: Date } | null;
};

export type Done = { ok: true } | { ok: false; errors: Errors };

/** What a link in a mail is for. */
export type LinkPurpose = "confirm" | "stop";

/**
 * What the pages about the alternate address need. Most take the cookie's token; where there is no such session, they throw
 * Refusal "web.session-over". Those of a link take the token of the link, and know nobody.
 */
export type AlternateService = {
  /** hours that a change waits after it is confirmed */
  hours: number;
  find(token: string): Promise<AlternateState>;
  /** Mails a code there. Like `remove`, only while a code was typed a moment ago. */
  ask(token: string, email: string): Promise<Done>;
  /** Mails another code. Throws a Refusal, e.g. after too many codes. */
  sendAgain(token: string): Promise<void>;
  confirm(token: string, code: string): Promise<Done>;
  remove(token: string): Promise<void>;
  /** What is to be is not to be. It gives nothing, so no code is asked for. */
  stop(token: string): Promise<void>;
  /** The address that a link is about, masked where it stops; null where the link is good for nothing. Changes nothing. */
  open(linkToken: string, purpose: LinkPurpose): Promise<{ email: string | null } | null>;
  /** Mails a code to the new address. Throws a Refusal where the link is over, or after too many codes. */
  sendByLink(linkToken: string): Promise<void>;
  confirmByLink(linkToken: string, code: string): Promise<Done>;
  /** False: the link is over. */
  stopByLink(linkToken: string): Promise<boolean>;
};
