import type { Errors } from "../../core/form.ts";
import type { AlternateService } from "./alternate-service.ts";

/** What is missing before somebody is in. */
type Asks = "password" | "code" | "new-password" | "new-factor";

/** Whose browser it is, as far as the request tells: `network` is an IP address, `device` what its cookie holds. */
export type Visitor = { network: string; agent: string | null; device: string };

/** Somebody in the pages. `id` names the session; the cookie's token is known to the browser alone. */
export type Visit = {
  id: string;
  email: string;
  /** where codes are mailed to; masked where it is another address */
  codesTo: string;
  /** what is missing; null: they are in */
  asks: Asks | null;
  purpose: "sign-in" | "reset";
  /** the page to show once they are in */
  page: string | null;
  /** what they are asked for: a mailed code, or one of their authenticator app */
  factor: "email" | "authenticator" | "passkey";
  /** can they use a passkey instead? */
  hasPasskey: boolean;
  /** was a code typed a moment ago? */
  isFresh: boolean;
};

/** The session goes on under another token, or what is wrong, at the field of that name. */
export type Went = { ok: true; token: string } | { ok: false; errors: Errors };

/** `activeAt`: from when on it counts; null: there is none. `setUp` is there while one is being set up. */
export type AuthenticatorState = {
  activeAt: Date | null;
  isActive: boolean;
  setUp: { secret: string; uri: string } | null;
  /** how many recovery codes are left */
  recoveryCodes: number;
  /** it protects administrative permissions, so one person alone can't take it off */
  needsApproval: boolean;
};

/** `recoveryCodes` are told this once. The session goes on under another token where it waited for this. */
export type BoundAuthenticator = {
  ok: true;
  recoveryCodes: string[];
  activeAt: Date;
  isActive: boolean;
  token: string | null;
};
/** `lockedUntil`: wrong ones were typed, and it can be typed again then. Disabled: only when it was set anew. */
export type PaymentState = { setAt: Date; lockedUntil: Date | null; isDisabled: boolean };

/** `activeAt`: from when on it counts. Backed up: a cloud keeps it, so that its member's other devices have it too. */
export type OwnPasskey = {
  id: string;
  name: string;
  createdAt: Date;
  activeAt: Date;
  isActive: boolean;
  usedAt: Date | null;
  isBackedUp: boolean;
};

type Listed = { id: string; agent: string | null; seenAt: Date };

/**
 * What the pages below /security need from the product. Every function takes the cookie's token and finds out anew whose
 * it is; where there is no such session, it throws Refusal "web.session-over".
 */
export type SettingsService = {
  /** where the codes go */
  alternate: AlternateService;
  /** digits of a code, by what it comes from */
  codeLengths: Readonly<Record<"email" | "authenticator", number>>;
  /** minutes for which it is good */
  codeMinutes: number;
  /** minutes for which a link to a new password is good */
  resetMinutes: number;
  /** minutes without use after which somebody is signed out */
  idleMinutes: number;
  /** Who is there, or null. It notes that the session is in use. */
  find(token: string): Promise<Visit | null>;
  /** The first step in; a code is on its way then. Throws a Refusal after too many wrong passwords. */
  signIn(given: { email: string; password: string; page: string | null }, visitor: Visitor): Promise<Went>;
  /** Whose a link is, or null: unknown, used, replaced or too old. Changes nothing. */
  open(linkToken: string): Promise<{ email: string; purpose: "sign-in" | "reset" } | null>;
  /** Uses the link up. Null: it is over meanwhile. */
  begin(linkToken: string, page: string | null, visitor: Visitor): Promise<string | null>;
  /** The password of somebody who came with a link; a code is on its way then. */
  password(token: string, password: string, visitor: Visitor): Promise<Went>;
  /** Mails a code. Throws a Refusal, e.g. after too many codes. */
  sendCode(token: string): Promise<void>;
  prove(token: string, code: string): Promise<Went>;
  /** What a device is asked to sign (WebAuthn); null: they have no passkey that counts. */
  askForPasskey(token: string): Promise<{ challengeId: string; options: object } | null>;
  /** The same as a code. Throws a Refusal where it is none of theirs. */
  proveWithPasskey(token: string, signed: { challengeId: string; answer: unknown }): Promise<Went>;
  /** The same answer, and in the same time, whether or not the address is a member's. */
  forgotten(email: string, visitor: Visitor): Promise<void>;
  /** Who came with a link by mail and has typed a code; all sessions end. */
  resetPassword(token: string, password: string): Promise<{ ok: true } | { ok: false; errors: Errors }>;
  /** Only while a code was typed a moment ago. */
  changePassword(token: string, given: { current: string; password: string }, visitor: Visitor): Promise<Went>;
  /** A recovery code instead of the app's: good for setting up another one, and for nothing else. */
  recover(token: string, code: string, visitor: Visitor): Promise<Went>;
  authenticator(token: string): Promise<AuthenticatorState>;
  /** A new secret, which waits for its first code. Like what follows, only while a code was typed a moment ago. */
  beginAuthenticator(token: string): Promise<void>;
  confirmAuthenticator(token: string, code: string): Promise<BoundAuthenticator | { ok: false; errors: Errors }>;
  removeAuthenticator(token: string): Promise<void>;
  /** Were so many wrong codes typed in the member's chats that none are mailed for them any more? */
  areCodesOff(token: string): Promise<boolean>;
  /** Codes are mailed for the chats again. Only while a code was typed a moment ago. */
  enableCodes(token: string): Promise<void>;
  passkeys(token: string): Promise<{ isPossible: boolean; passkeys: OwnPasskey[] }>;
  /** What a browser needs to make a passkey (WebAuthn). Like what follows, only while a code was typed a moment ago. */
  beginPasskey(token: string): Promise<{ challengeId: string; options: object }>;
  addPasskey(
    token: string,
    made: { challengeId: string; name: string; answer: unknown },
  ): Promise<{ ok: true; isActive: boolean } | { ok: false; errors: Errors }>;
  removePasskey(token: string, id: string): Promise<void>;
  /** Null: none is set. */
  paymentPassword(token: string): Promise<PaymentState | null>;
  /** Only while a code was typed a moment ago. Also where one is set already: the old one is not asked for. */
  setPaymentPassword(token: string, password: string): Promise<{ ok: true } | { ok: false; errors: Errors }>;
  sessions(token: string): Promise<Listed[]>;
  endOthers(token: string): Promise<void>;
  signOut(token: string): Promise<void>;
};
