import type { Factor } from "./factor.ts";

/** A device of the member's that signs on a page (WebAuthn). Nothing of it is typed: its answers are proved by `passkeys`. */
export const passkey = {
  kind: "passkey",
  strength: 3,
  minutes: 5,
  looksLike: () => false,
  check: () => "wrong",
} satisfies Factor;
