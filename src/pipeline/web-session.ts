import type { Errors } from "../core/form.ts";
import { Refusal } from "../core/refusal.ts";
import { isToken } from "../core/token.ts";
import { inTransaction, isUnreachable, type Tx } from "../db/transaction.ts";
import type { Proof } from "../domain/command.ts";
import { codeOf, sendSessionCode, sessionOver } from "../domain/sessions/sign-in.ts";
import { findSession, type Read } from "../domain/sessions/store.ts";
import { codeIn } from "../domain/verification/factors/factors.ts";
import { type Effects, prove } from "../domain/verification/proof.ts";
import { text } from "../text/text.ts";
import type { Services } from "./services.ts";

/** The product behind the pages: of one organization. */
export type Site = Services & { organizationId: string };

/** While the database is away a page says so, as a chat does. */
export async function reachable<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw isUnreachable(error) ? new Refusal(text("database-down")) : error;
  });
}

/** What is said at a field of the form. Everything else is thrown on. */
export function errorsOf(error: unknown): Errors {
  if (error instanceof Refusal && error.field) return { [error.field]: error.text };
  throw error;
}

export function readSession({ db, clock, organizationId }: Site, token: string): Promise<Read | null> {
  if (!isToken(token)) return Promise.resolve(null);
  return inTransaction(db, (tx) => findSession(tx, organizationId, token, clock()));
}

/** Who has typed all that `asks` says is missing; null: who is in. */
export async function getSession(site: Site, token: string, ...asks: Read["asks"][]): Promise<Read> {
  const session = await readSession(site, token);
  if (!session || !asks.includes(session.asks)) throw sessionOver();
  return session;
}

type Does<Done> = (tx: Tx, session: Read) => Promise<Done>;

/** Does something as the one whose session it is, as it is now, and writes down what has happened. */
export async function asMember<Done extends Effects>(
  { db, clock, record, organizationId }: Site,
  token: string,
  does: Does<Done>,
): Promise<Done> {
  return inTransaction(db, async (tx) => {
    const session = await findSession(tx, organizationId, token, clock());
    if (!session) throw sessionOver();
    const done = await does(tx, session);
    const { events, writes } = done;
    const doer = { by: session.member.id, via: "web" } as const;
    await record(tx, { organizationId, doer, events, writes, now: session.now });
    return done;
  });
}

/** Counts the attempt that a typed code is, and compares it. */
export async function proveSession(site: Site, session: Read, typed: string): Promise<Proof | null> {
  const { db, keys, clock, organizationId } = site;
  const code = codeIn(typed);
  if (!code) return null;
  const { command, subject } = codeOf(session);
  const by = { organizationId, session: session.id };
  return prove(db.prisma, keys, { by, command, subject, time: clock() }, code);
}

export async function sendCode(site: Site, token: string, again: boolean): Promise<void> {
  await asMember(site, token, (tx, session) => sendSessionCode(tx, site.organizationId, session, again));
}
