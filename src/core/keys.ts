import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/**
 * Keyed hashes and encryption under SECRET_KEYS: the first key signs and encrypts, all of them verify and decrypt, so that
 * keys can be rotated.
 */
export type Keys = {
  /** base64url HMAC-SHA256 (RFC 2104); `purpose` keeps one use's hashes from being good for another. */
  mac(purpose: string, data: string): string;
  matches(purpose: string, data: string, mac: string): boolean;
  /**
   * AES-256-GCM (NIST SP 800-38D) under a random nonce of 12 bytes. `bound` says whose it is and what for: a sealed text
   * that was moved elsewhere can't be opened. The result is `v1.<key id>.<nonce>.<text and tag>`, base64url.
   */
  seal(bound: string, plain: string): string;
  /** Throws where the key is unknown, or the text was changed or moved. */
  open(bound: string, sealed: string): string;
  /** the ids of all keys, the first one's first */
  ids: readonly string[];
};

const [NONCE_BYTES, TAG_BYTES] = [12, 16];

export function createKeys(secrets: readonly [string, ...string[]]): Keys {
  const hmac = (secret: string, purpose: string, data: string) =>
    createHmac("sha256", secret).update(`${purpose}\0${data}`).digest("base64url");
  const sealing = secrets.map((secret) => ({ id: hmac(secret, "key id", "").slice(0, 8), key: sealingKey(secret) }));
  return {
    seal: (bound, plain) => sealed(sealing[0] as SealingKey, bound, plain),
    open: (bound, text) => opened(sealing, bound, text),
    ids: sealing.map(({ id }) => id),
    mac: (purpose, data) => hmac(secrets[0], purpose, data),
    matches: (purpose, data, mac) => secrets.some((secret) => isSame(hmac(secret, purpose, data), mac)),
  };
}

type SealingKey = { id: string; key: Buffer };

/** RFC 5869: what encrypts is another key than what signs. */
function sealingKey(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "countersign seal v1", 32));
}

function sealed({ id, key }: SealingKey, bound: string, plain: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(`${id}\0${bound}`));
  const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return ["v1", id, nonce.toString("base64url"), text.toString("base64url")].join(".");
}

function opened(keys: readonly SealingKey[], bound: string, sealed: string): string {
  const [version, id = "", nonce = "", text = ""] = sealed.split(".");
  const key = keys.find((one) => one.id === id)?.key;
  if (version !== "v1" || !key) throw new Error(`no key of SECRET_KEYS has the id ${id}`);
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length < TAG_BYTES) throw new Error("a sealed text is cut short");
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"), options);
  decipher.setAAD(Buffer.from(`${id}\0${bound}`));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
}

/** The id of the key that a text is sealed under. */
export function keyIdOf(sealed: string): string {
  return sealed.split(".")[1] ?? "";
}

/** SHA-256 as lower-case hex. */
export function sha256(data: string): string {
  return createHash("sha256").update(data).digest("hex");
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
