import type { Card } from "./card.ts";
import type { SentFile } from "./file.ts";
import type { Errors, Form, Option } from "./form.ts";
import type { Platform } from "./platform.ts";
import type { Ref, Values } from "./ref.ts";
import type { Text } from "./text.ts";

/** Who speaks, as the verified request says: never a name or an e-mail from a profile. */
export type ChatAccount = { platform: Platform; tenant: string; user: string };

type Base = {
  by: ChatAccount;
  /** Unique to the form or delivery it came from, so that a retry does nothing twice. At most 64 characters. */
  key: string;
  /** BCP 47, as the platform tells it. */
  locale: string;
  /** IANA, such as Europe/Berlin, where the platform tells it. */
  zone?: string;
};

/**
 * What somebody said. `typed`: words after `/team`, or written to the bot in a direct message; a mention is in the
 * text as `<@user-id>`; `file` is what was sent with them, already read. `pressed`: a button, or asking for a form.
 * `submitted`: a form with everything filled in, its files among the values (`fileValues`).
 */
export type Intent =
  | (Base & { kind: "typed"; text: string; where: "command" | "direct"; file?: SentFile })
  | (Base & { kind: "pressed"; command: string; ref?: Ref; values?: Values })
  | (Base & { kind: "submitted"; command: string; ref?: Ref; values: Values });

/** What is answered, to the person who spoke and to nobody else. */
export type Reply =
  | { kind: "form"; command: string; form: Form; key: string; values?: Values; errors?: Errors; ref?: Ref }
  | { kind: "card"; card: Card }
  | { kind: "text"; text: Text };

/** The one way into the product: never rejects, a bug is a text reply with a reference id. */
export type Handle = (intent: Intent) => Promise<Reply>;

/** What somebody is typing in a `search` field of a form. `values` is what the form holds, as far as the platform tells. */
export type Asking = {
  by: ChatAccount;
  locale: string;
  command: string;
  ref?: Ref;
  field: string;
  typed: string;
  values: Values;
};

/** At most so many options are suggested; a platform may show fewer. */
export const SUGGESTED_MOST = 100;

/** The options that fit what is typed, best first; rights are checked as for the form itself. Never rejects: no options. */
export type Suggest = (asking: Asking) => Promise<Option[]>;

/** Where a message goes: a person's direct messages, or a channel. */
export type Address = { platform: Platform; tenant: string; kind: "person" | "channel"; id: string };

/** A message that was posted, so that it can be updated. */
export type MessageRef = { platform: Platform; tenant: string; channel: string; message: string };

/** What came of drawing a Home. `moved`: another version than the one that was named is shown; `gone`: there is none. */
export type HomeDrawn = { kind: "shown"; version: string | null } | { kind: "moved" } | { kind: "gone" };

/** A Home as it is to be shown in place of the version that is named; null: of whatever is shown. */
export type Home = { account: ChatAccount; card: Card; locale: string; version: string | null };

/** Somebody has opened their Home and was answered with this. `version`: what the chat calls what it shows now. */
export type HomeShown = (home: {
  by: ChatAccount;
  locale: string;
  reply: Reply;
  version: string | null;
}) => Promise<void>;

/** Posts for one platform. Rejects with `Throttled` or `Undeliverable`; any other error is retried with back-off. */
export type Sender = {
  /** The Slack workspace or Entra tenant it posts to. Known once the platform has started. */
  tenant(): string;
  post(to: Address, card: Card, locale: string): Promise<MessageRef>;
  update(ref: MessageRef, card: Card, locale: string): Promise<void>;
  /** Draws somebody's Home again, where the platform has one. */
  home?(home: Home): Promise<HomeDrawn>;
  /** Who in the tenant has that address in their profile: good enough to send to, never to identify by. */
  find(email: string): Promise<ChatAccount | null>;
  /**
   * Is somebody still there? For platforms that don't tell by themselves. Null: that can't be told, which is no answer.
   * Rejects with `Throttled`.
   */
  isThere?(user: string): Promise<boolean | null>;
};

/** The platform asked to wait (HTTP 429); seconds as in `Retry-After`. */
export class Throttled extends Error {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(`throttled for ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No retry will help: the channel is gone, the person can't be written to. `reason` is the platform's own word. */
export class Undeliverable extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`undeliverable: ${reason}`);
    this.reason = reason;
  }
}
