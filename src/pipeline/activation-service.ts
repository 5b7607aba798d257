import { Refusal } from "../core/refusal.ts";
import { inTransaction, isUnreachable } from "../db/transaction.ts";
import type { Proof } from "../domain/command.ts";
import { createLimit, type Limit } from "../domain/credentials/hashing-limit.ts";
import { hashPassword, requireGoodPassword } from "../domain/credentials/password.ts";
import { ACCEPT, acceptWith, findOpenLink, sendActivationCode } from "../domain/invitations/activation.ts";
import type { Link } from "../domain/invitations/activation-link-store.ts";
import { countAttempt } from "../domain/verification/attempt-store.ts";
import { maskEmail } from "../domain/verification/code-form.ts";
import { usualFactor } from "../domain/verification/factors/factors.ts";
import { proofOf } from "../domain/verification/proof.ts";
import { text } from "../text/text.ts";
import type { ActivationService } from "../web/activation/routes.ts";
import type { Services } from "./services.ts";

type Given = { code: string; password: string };
type By = { token: string } | { id: string };

/** What the activation pages may ask of the product. The link says whose it is. */
export function createActivationService(services: Services): ActivationService {
  const limit = createLimit();
  const find = async (by: By) => {
    const link = await findIn(services, by);
    return link && { id: link.id, email: link.invitation.member.email };
  };
  return {
    codeLength: usualFactor.field.length,
    open: (token) => reachable(find({ token })),
    find: (id) => reachable(find({ id })),
    sendCode: (id) => reachable(sendCode(services, id)),
    accept: (id, given) => reachable(activate(services, limit, { id, ...given })),
  };
}

/** While the database is away a page says so, as a chat does. */
async function reachable<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw isUnreachable(error) ? new Refusal(text("database-down")) : error;
  });
}

function findIn({ db, clock }: Services, by: By): Promise<Link | null> {
  return inTransaction(db, (tx) => findOpenLink(tx, by, clock()));
}

async function activate(
  services: Services,
  limit: Limit,
  { id, ...given }: Given & { id: string },
): Promise<Awaited<ReturnType<ActivationService["accept"]>>> {
  const link = await findIn(services, { id });
  if (!link) throw closed();
  try {
    const proof = await checked(services, link, given);
    const passwordHash = await hashPassword(given.password, limit);
    const { platforms } = services.places(link.organization.id);
    return { ok: true, linked: await accept(services, id, { proof, passwordHash }), chats: [...platforms] };
  } catch (error) {
    if (error instanceof Refusal && error.field) return { ok: false, errors: { [error.field]: error.text } };
    throw error;
  }
}

const closed = () => new Refusal(text("web.closed-title"));

async function sendCode({ db, clock, record }: Services, id: string): Promise<{ to: string }> {
  return inTransaction(db, async (tx) => {
    const link = await findOpenLink(tx, { id }, clock());
    if (!link) throw closed();
    const { organization, now } = link;
    const doer = { by: null, via: "web" } as const;
    await record(tx, { organizationId: organization.id, doer, ...(await sendActivationCode(tx, link)), now });
    return { to: maskEmail(link.invitation.member.email) };
  });
}

/** The password first, which costs no attempt; then the code, counted before it is compared; only then the hashing. */
async function checked({ db, keys, clock }: Services, link: Link, { code, password }: Given): Promise<Proof> {
  const { organization, invitation } = link;
  requireGoodPassword(password, { email: invitation.member.email, organization: organization.name });
  const by = { organizationId: organization.id, link: invitation.id };
  const attempt = await countAttempt(db.prisma, { by, command: ACCEPT, subject: invitation.id, time: clock() });
  const proof = proofOf(keys, attempt, code);
  if (!proof) throw new Refusal(text("code.wrong"), { field: "code" });
  return proof;
}

async function accept(
  { db, clock, record }: Services,
  id: string,
  given: { proof: Proof; passwordHash: string },
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    // Read again: hashing took its time, and decisions go by what is there now.
    const link = await findOpenLink(tx, { id }, clock());
    if (!link) throw closed();
    const { linked, ...done } = await acceptWith(tx, link, given);
    const { organization, invitation, now } = link;
    const doer = { by: invitation.member.id, via: "web" } as const;
    await record(tx, { organizationId: organization.id, doer, ...done, now });
    return linked !== null;
  });
}
