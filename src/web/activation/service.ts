import type { Errors } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import type { Chat } from "../pages.ts";

/** `password` is what was typed, or the hash of one that was checked before. */
export type Given = { code: string; name: string; password: string | { hash: string } };

/** `chats` are those that can be connected next. `hash` is of a good password, to be kept while the rest is corrected. */
export type Accepted =
  | { ok: true; linked: boolean; chats: Chat[] }
  | { ok: false; errors: Errors; hash: string | null };

/** What an open link leads to. `ends`: when all that is offered ends, if it does. */
type Open = { id: string; email: string; ends: Text | null };

/** What the activation pages need from the product. `id` names the link: the session holds it, and never the token. */
export type ActivationService = {
  /** digits of a mailed code */
  codeLength: number;
  /** minutes for which it is good */
  codeMinutes: number;
  /** The invitation a link's token opens, or null: unknown, used, replaced or expired. Changes nothing. */
  open(token: string): Promise<Open | null>;
  /** Is it still open? Changes nothing. */
  find(id: string): Promise<Open | null>;
  /** Why it is closed, where what was offered is over; null for every other reason, and for what is no link. */
  whyClosed(link: { token: string } | { id: string }): Promise<Text | null>;
  /** Mails a code. Throws a Refusal, e.g. after too many codes. */
  sendCode(id: string): Promise<void>;
  /**
   * What is wrong with a password, at "password"; else its hash, to be kept while the rest is corrected. The hash is
   * null where too many were made for this link, or are being made.
   */
  checkPassword(id: string, password: string): Promise<{ errors: Errors; hash: string | null }>;
  /** Errors are for "code", "name" or "password". Throws a Refusal if the link was closed meanwhile, or "web.busy". */
  accept(id: string, given: Given): Promise<Accepted>;
};
