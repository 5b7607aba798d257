import { domainToASCII, domainToUnicode } from "node:url";

/** The longest e-mail address that can be delivered to: RFC 5321, section 4.5.3.1.3, less the angle brackets. */
export const EMAIL_MAX_LENGTH = 254;

// One bare address. Stricter than RFC 5322 on purpose: comments, quotes, commas and control characters have
// redirected mail before (header injection, several recipients).
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** True for a single bare e-mail address of at most 254 characters. */
export function isEmail(value: string): boolean {
  return value.length <= EMAIL_MAX_LENGTH && EMAIL.test(value);
}

const ASCII = /^[\x21-\x7e]*$/;
// Nothing with which a host could end in a URL: domainToASCII would drop what comes behind it.
const DOMAIN = /^[\p{L}\p{M}\p{N}.\u3002\uff61-]+$/u;

/**
 * The address as it is kept and compared: in small letters, and with the domain in its ASCII form (IDNA, UTS #46), so
 * that `Info@例子.公司` is `info@xn--fsqu00a.xn--55qx5d`. What is no address comes back as it is.
 */
export function normalizedEmail(typed: string): string {
  const { local, domain } = partsOf(typed);
  // Small letters only within ASCII: the Kelvin sign would become a "k", and the address somebody else's.
  if (!local || !ASCII.test(local)) return typed;
  if (ASCII.test(domain)) return typed.toLowerCase();
  const ascii = DOMAIN.test(domain) ? domainToASCII(domain) : "";
  return ascii ? `${local.toLowerCase()}@${ascii}` : typed;
}

/** The same address with its domain as people write it: `info@例子.公司`. Only to be read beside the ASCII form. */
export function unicodeEmail(email: string): string {
  const { local, domain } = partsOf(email);
  return local ? `${local}@${domainToUnicode(domain) || domain}` : email;
}

/**
 * Would it be an address if its part before the @ were ASCII? RFC 6531 and 6532 allow it, and such an address is refused
 * with a sentence of its own: every server on the way has to know SMTPUTF8, and where the first one doesn't,
 * nodemailer 10.6 sends the address as it is, without the keyword (RFC 6531, 3.2: it must not), and says that all is
 * well. A code or a link that may be lost without a word is no way in. There is no ASCII form to fall back on, as there
 * is for domains.
 */
export function hasUnicodeLocalPart(typed: string): boolean {
  const { local, domain } = partsOf(typed);
  return !ASCII.test(local) && !/\s/.test(local) && isEmail(normalizedEmail(`x@${domain}`));
}

function partsOf(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf("@");
  return at < 0 ? { local: "", domain: address } : { local: address.slice(0, at), domain: address.slice(at + 1) };
}
