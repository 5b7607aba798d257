import { normalizedEmail } from "../core/email-address.ts";
import { Refusal } from "../core/refusal.ts";
import { newToken } from "../core/token.ts";
import { inTransaction, readTime } from "../db/transaction.ts";
import type { Write } from "../db/write.ts";
import type { Limit } from "../domain/credentials/hashing-limit.ts";
import { hashPassword, NOBODYS, needsRehash, verifyPassword } from "../domain/credentials/password.ts";
import { findPassword, replacePassword } from "../domain/credentials/password-store.ts";
import { forgiveFailure } from "../domain/sessions/failure-store.ts";
import { findLink, useLink } from "../domain/sessions/link-store.ts";
import { codeProved, passwordProved, sessionOver } from "../domain/sessions/sign-in.ts";
import { insertSession } from "../domain/sessions/store.ts";
import { enableCodes } from "../domain/verification/enable-store.ts";
import { text } from "../text/text.ts";
import type { Visitor, Went } from "../web/settings/service.ts";
import { requireAttempt } from "./web-attempts.ts";
import { asMember, errorsOf, getSession, proveSession, readSession, type Site, sendCode } from "./web-session.ts";

type Given = { email: string; password: string; page: string | null };

/** The address and the password. An attempt is counted before it is compared, whoever's the address is. */
export async function signIn(site: Site, limit: Limit, given: Given, visitor: Visitor): Promise<Went> {
  const { db, organizationId } = site;
  const email = normalizedEmail(given.email.trim());
  const keys = await requireAttempt(site, "address", email, visitor);
  const member = await inTransaction(db, (tx) => findPassword(tx, organizationId, { email }));
  const isRight = await verifyPassword(given.password, member?.passwordHash ?? NOBODYS, limit);
  if (!member || !isRight) return { ok: false, errors: { password: text("web.sign-in-wrong") } };
  const token = newToken();
  await startSession(
    site,
    { memberId: member.id, token, purpose: "sign-in", asks: "code", ...given },
    visitor,
    forgiven(site, keys),
  );
  await rehash(site, limit, { ...member, password: given.password });
  await sendFirstCode(site, token);
  return { ok: true, token };
}

/** The same for somebody who came with a link, which says who they are and proves nothing. */
export async function signInWithLink(
  site: Site,
  limit: Limit,
  token: string,
  password: string,
  visitor: Visitor,
): Promise<Went> {
  const { organizationId } = site;
  const session = await getSession(site, token, "password");
  const keys = await requireAttempt(site, "address", session.member.email, visitor);
  if (!(await isPassword(site, limit, session.member.id, password)))
    return { ok: false, errors: { password: text("web.password-wrong") } };
  const moved = await asMember(site, token, async (_tx, read) => {
    if (read.asks !== "password") throw sessionOver();
    const proved = passwordProved(organizationId, read);
    return { ...proved, writes: [...proved.writes, ...forgiven(site, keys)] };
  });
  await sendFirstCode(site, moved.token);
  return { ok: true, token: moved.token };
}

/** Is it the member's password? Not counted here. */
export async function isPassword(
  { db, organizationId }: Site,
  limit: Limit,
  memberId: string,
  password: string,
): Promise<boolean> {
  const member = await inTransaction(db, (tx) => findPassword(tx, organizationId, { id: memberId }));
  return (await verifyPassword(password, member?.passwordHash ?? NOBODYS, limit)) && member !== null;
}

/** Uses a link up. Only who resets a password has a code sent at once: they can do nothing else yet. */
export async function begin(site: Site, linkToken: string, page: string | null, visitor: Visitor) {
  const { db, clock, organizationId } = site;
  const link = await inTransaction(db, (tx) => findLink(tx, organizationId, linkToken, clock()));
  if (!link) return null;
  const token = newToken();
  const { memberId, purpose } = link;
  const asks = purpose === "reset" ? ("code" as const) : ("password" as const);
  const over = () => new Refusal(text("web.session-over"));
  const used = useLink(organizationId, link.id, link.now, over);
  // The mailed link shows that the mailbox is the member's, so failed codes in the pages are counted from zero again.
  const enabled = purpose === "reset" ? [enableCodes({ organizationId, memberId }, "web")] : [];
  await startSession(site, { memberId, token, purpose, asks, page }, visitor, [used, ...enabled]);
  if (purpose === "reset") await sendFirstCode(site, token);
  return token;
}

/** The code. Counted before it is compared; the session goes on under another token. */
export async function prove(site: Site, token: string, typed: string): Promise<Went> {
  const session = await readSession(site, token);
  // Who is in types one too, before something that matters.
  if (!session || (session.asks !== "code" && session.asks !== null)) throw sessionOver();
  const proof = await proveSession(site, session, typed);
  try {
    const { token: next } = await asMember(site, token, (tx, read) =>
      codeProved(tx, site.organizationId, read, { proof }),
    );
    return { ok: true, token: next };
  } catch (error) {
    return { ok: false, errors: errorsOf(error) };
  }
}

type Started = {
  memberId: string;
  token: string;
  purpose: "sign-in" | "reset";
  asks: "password" | "code";
  page: string | null;
};

async function startSession(
  { db, clock, record, organizationId }: Site,
  { memberId, token, purpose, asks, page }: Started,
  { agent, device }: Visitor,
  also: Write[],
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const now = await readTime(tx, clock());
    const { write } = insertSession({ organizationId, memberId, token, purpose, asks, page, agent, device, now });
    const writes = [...also, write];
    await record(tx, { organizationId, doer: { by: memberId, via: "web" }, events: [], writes, now });
  });
}

const forgiven = ({ organizationId }: Site, keys: string[]): Write[] =>
  keys.map((key) => forgiveFailure(organizationId, key));

/** Where no code can be sent now, the page says why when another one is asked for. */
async function sendFirstCode(site: Site, token: string): Promise<void> {
  await sendCode(site, token, false).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

/** A hash that was made with older figures is made again while the password is at hand. */
async function rehash(
  { db, clock, record, organizationId }: Site,
  limit: Limit,
  { id, passwordHash, password }: { id: string; passwordHash: string; password: string },
): Promise<void> {
  if (!needsRehash(passwordHash)) return;
  const hash = await hashPassword(password, limit);
  const writes = [replacePassword({ organizationId, memberId: id, before: passwordHash }, hash)];
  const doer = { by: id, via: "web" } as const;
  await inTransaction(db, async (tx) =>
    record(tx, { organizationId, doer, events: [], writes, now: await readTime(tx, clock()) }),
  );
}
