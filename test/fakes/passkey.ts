import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** What a page tells the browser to ask a device for (WebAuthn options, as JSON). */
type Options = { challenge: string; rp?: { id?: string }; rpId?: string };
/** Where it answers differently from an honest device of the right person. */
type Lies = {
  origin?: string;
  rpId?: string;
  isVerified?: boolean;
  counter?: number;
  challenge?: string;
  type?: string;
};

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest();

/** A device with one passkey (ES256), which answers as browsers do. WebAuthn Level 3, 6.1 and 6.5. */
export function createPasskey(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(16);
  const id = base64url(credentialId);
  let used = 0;

  /** rpIdHash, flags, counter. */
  function about(options: Options, { rpId, isVerified = true, counter }: Lies, more = 0): Buffer {
    const flags = PRESENT | (isVerified ? VERIFIED : 0) | more;
    const count = Buffer.alloc(4);
    used = counter ?? used + 1;
    count.writeUInt32BE(used);
    const host = rpId ?? options.rpId ?? options.rp?.id ?? new URL(origin).hostname;
    return Buffer.concat([sha256(host), Buffer.from([flags]), count]);
  }

  function clientData(type: string, options: Options, lies: Lies): Buffer {
    const challenge = lies.challenge ?? options.challenge;
    const said = { type: lies.type ?? type, challenge, origin: lies.origin ?? origin, crossOrigin: false };
    return Buffer.from(JSON.stringify(said));
  }

  /** The public key in COSE (RFC 9053), CBOR. */
  function cose(): Buffer {
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const [head, between] = [Buffer.from("a5010203262001215820", "hex"), Buffer.from("225820", "hex")];
    return Buffer.concat([head, Buffer.from(x, "base64url"), between, Buffer.from(y, "base64url")]);
  }

  const answer = (response: object) => ({ id, rawId: id, type: "public-key", response, clientExtensionResults: {} });

  return {
    makes(options: Options, lies: Lies = {}): object {
      const length = Buffer.from([0, credentialId.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, cose()]);
      const authData = Buffer.concat([about(options, lies, ATTESTED), attested]);
      // { fmt: "none", attStmt: {}, authData }
      const head = Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex");
      const attestationObject = base64url(Buffer.concat([head, Buffer.from([authData.length]), authData]));
      const clientDataJSON = base64url(clientData("webauthn.create", options, lies));
      return answer({ attestationObject, clientDataJSON, transports: ["internal"] });
    },
    signs(options: Options, lies: Lies = {}): object {
      const authenticatorData = about(options, lies);
      const data = clientData("webauthn.get", options, lies);
      const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(data)]), privateKey);
      return answer({
        authenticatorData: base64url(authenticatorData),
        clientDataJSON: base64url(data),
        signature: base64url(signature),
      });
    },
  };
}

export type FakePasskey = ReturnType<typeof createPasskey>;
