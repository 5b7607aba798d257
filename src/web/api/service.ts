/** What a key may be used for. */
export type Scope = "payment-password:verify";

/** Who calls: the key, and what it may be used for. */
export type Caller = { keyId: string; may(scope: Scope): boolean };

/** `member` is an address or an id, as the caller has it. */
export type Asked = { member: string; password: string };

/** What the API needs from the product. It throws a Refusal where it can't answer now: to be asked again a little later. */
export type ApiService = {
  /** Whose key this is; null: unknown, expired or revoked. It notes that the key is in use. */
  caller(key: string): Promise<Caller | null>;
  /** Counts a call with this key, or one with it about a member. Null, or how many seconds to wait. */
  mayCall(keyId: string, member: string | null): Promise<number | null>;
  /** False, and after the same time, also where there is no such member, none is set, or it is locked. */
  verifyPayment(asked: Asked): Promise<boolean>;
};
