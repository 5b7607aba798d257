import type { Errors } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import type { Chat } from "../pages.ts";

const KEPT_MS = 10 * 60_000;

/** What is remembered of an activation between a POST and the page that it leads to. Never a password. */
export type Notes = {
  /** SHA-256 of the token that the browser came with: opened again, that link leads back here */
  opened: string;
  wasCodeSent: boolean;
  alert: Text | null;
  errors: Errors;
  typed: { code: string; name: string };
  password: KeptPassword | null;
  done: { email: string; linked: boolean; chats: readonly Chat[] } | null;
};

export const NO_NOTES: Notes = {
  ...{ opened: "", wasCodeSent: false, alert: null, errors: {} },
  ...{ typed: { code: "", name: "" }, password: null, done: null },
};

/** The hash of a password that was fine, while something else is corrected. After ten minutes it is forgotten. */
export type KeptPassword = { hash(): string | null };

export function keepPassword(hash: string): KeptPassword {
  let kept: string | null = hash;
  setTimeout(() => {
    kept = null;
  }, KEPT_MS).unref();
  return { hash: () => kept };
}
