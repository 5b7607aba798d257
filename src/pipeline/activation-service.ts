import { Refusal } from "../core/refusal.ts";
import type { Premises } from "../core/task.ts";
import { inTransaction, isUnreachable } from "../db/transaction.ts";
import { createLimit } from "../domain/credentials/limit.ts";
import { hashPassword, requireGoodPassword } from "../domain/credentials/password.ts";
import { record } from "../domain/history/record.ts";
import {
  ACCEPT,
  acceptWith,
  findOpenLink,
  type OpenLink,
  sendActivationCode,
} from "../domain/invitations/activation.ts";
import { maskEmail } from "../domain/verification/challenge.ts";
import { type Proof, proofOf } from "../domain/verification/proof.ts";
import { countAttempt } from "../domain/verification/store.ts";
import { text } from "../text/text.ts";
import type { ActivationService } from "../web/activation/routes.ts";
import type { House } from "./handle.ts";

type Given = { code: string; password: string };

/** What the activation pages may ask of the product. */
export function createDoor(house: House, premises: Premises): ActivationService {
  const { db, organization, now } = house;
  const limit = createLimit();
  const find = async (by: { token: string } | { id: string }) => {
    const link = await inTransaction(db, (tx) => findOpenLink(tx, organization.id, by, now()));
    return link && { id: link.id, email: link.invitation.member.email };
  };
  return {
    open: (token) => reachable(find({ token })),
    find: (id) => reachable(find({ id })),
    sendCode: (id) => reachable(sendCode(house, id)),
    accept: (id, given) => reachable(activate({ house, premises, limit }, id, given)),
  };
}

/** While the database is away a page says so, as a chat does. */
async function reachable<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw isUnreachable(error) ? new Refusal(text("database-down")) : error;
  });
}

type Activation = { house: House; premises: Premises; limit: ReturnType<typeof createLimit> };

async function activate(
  { house, premises, limit }: Activation,
  id: string,
  given: Given,
): Promise<Awaited<ReturnType<ActivationService["accept"]>>> {
  const link = await requireLink(house, id);
  try {
    const proof = await checked(house, link, given);
    const passwordHash = await hashPassword(given.password, limit);
    return { ok: true, ...(await accept(house, link, { proof, passwordHash })), chats: [...premises.platforms] };
  } catch (error) {
    if (error instanceof Refusal && error.field) return { ok: false, errors: { [error.field]: error.text } };
    throw error;
  }
}

async function sendCode({ db, book, organization, now }: House, id: string): Promise<{ to: string }> {
  return inTransaction(db, async (tx) => {
    const at = now();
    const link = await findOpenLink(tx, organization.id, { id }, at);
    if (!link) throw new Refusal(text("web.closed-title"));
    await record(tx, book, { by: null, via: "web" }, await sendActivationCode(tx, link, true, at), at);
    return { to: maskEmail(link.invitation.member.email) };
  });
}

async function requireLink({ db, organization, now }: House, id: string): Promise<OpenLink> {
  const link = await inTransaction(db, (tx) => findOpenLink(tx, organization.id, { id }, now()));
  if (!link) throw new Refusal(text("web.closed-title"));
  return link;
}

/** The password first, which costs no attempt; then the code, counted before it is compared; only then the hashing. */
async function checked(house: House, link: OpenLink, { code, password }: Given): Promise<Proof> {
  const { db, organization, keys, now } = house;
  requireGoodPassword(password, { email: link.invitation.member.email, organization: organization.name });
  const tried = { organizationId: organization.id, by: { link: link.invitationId }, command: ACCEPT };
  const attempt = await countAttempt(db.prisma, { ...tried, subject: link.invitationId, now: now() });
  const proof = proofOf(keys, attempt, code);
  if (!proof) throw new Refusal(text("code.wrong"), { field: "code" });
  return proof;
}

async function accept(
  { db, book, now }: House,
  link: OpenLink,
  given: { proof: Proof; passwordHash: string },
): Promise<{ linked: boolean }> {
  return inTransaction(db, async (tx) => {
    const at = now();
    const accepted = await acceptWith(tx, link, { ...given, now: at });
    if (!accepted) throw new Refusal(text("web.closed-title"));
    await record(tx, book, { by: link.invitation.memberId, via: "web" }, accepted.events, at);
    return { linked: accepted.linked !== null };
  });
}
