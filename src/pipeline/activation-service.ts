import type { Errors } from "../core/form.ts";
import { Refusal } from "../core/refusal.ts";
import { inTransaction, isUnreachable } from "../db/transaction.ts";
import { personName } from "../domain/access/person-name.ts";
import type { Proof } from "../domain/command.ts";
import { createLimit, type Limit } from "../domain/credentials/hashing-limit.ts";
import { hashPassword, requireGoodPassword } from "../domain/credentials/password.ts";
import { ACCEPT, acceptWith, findOpenLink, sendActivationCode, whyOver } from "../domain/invitations/activation.ts";
import type { Link } from "../domain/invitations/activation-link-store.ts";
import { endOfOffer } from "../domain/invitations/offered.ts";
import { mailedCode } from "../domain/verification/factors/factors.ts";
import { prove as proveCode } from "../domain/verification/proof.ts";
import { text } from "../text/text.ts";
import type { Accepted, ActivationService, Given } from "../web/activation/service.ts";
import { createHashToKeep, type HashToKeep } from "./hash-to-keep.ts";
import type { Services } from "./services.ts";

type By = { token: string } | { id: string };
type Hashing = { limit: Limit; toKeep: HashToKeep };

/** What the activation pages may ask of the product. The link says whose it is. */
export function createActivationService(services: Services): ActivationService {
  const hashing = { limit: createLimit(), toKeep: createHashToKeep() };
  const find = async (by: By) => {
    const link = await findIn(services, by);
    if (!link) return null;
    const { member, waiting } = link.invitation;
    return { id: link.id, email: member.email, ends: endOfOffer(member.grants, waiting) };
  };
  return {
    codeLength: mailedCode.field.length,
    codeMinutes: mailedCode.minutes,
    open: (token) => reachable(find({ token })),
    find: (id) => reachable(find({ id })),
    whyClosed: (by) => reachable(inTransaction(services.db, (tx) => whyOver(tx, by, services.clock()))),
    sendCode: (id) => reachable(sendCode(services, id)),
    checkPassword: (id, password) => reachable(checkPassword(services, hashing, { id, password })),
    accept: (id, given) => reachable(activate(services, hashing, { id, ...given })),
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

async function getLink(services: Services, id: string): Promise<Link> {
  const link = await findIn(services, { id });
  if (!link) throw closed();
  return link;
}

async function checkPassword(
  services: Services,
  { toKeep }: Hashing,
  { id, password }: { id: string; password: string },
) {
  const link = await getLink(services, id);
  try {
    requireGood(link, password);
    return { errors: {}, hash: await toKeep(link.invitation.id, password) };
  } catch (error) {
    return { errors: errorsOf(error), hash: null };
  }
}

/** The name and the password first, which cost no attempt; then the code, counted before it is compared; only then the hashing. */
async function activate(
  services: Services,
  { limit, toKeep }: Hashing,
  { id, code, name: said, password }: Given & { id: string },
): Promise<Accepted> {
  const link = await getLink(services, id);
  try {
    const name = personName(said);
    if (typeof password === "string") requireGood(link, password);
    const proof = await prove(services, link, code);
    if (!proof) {
      const hash = typeof password === "string" ? await toKeep(link.invitation.id, password) : null;
      return { ok: false, errors: { code: text("code.wrong") }, hash };
    }
    const passwordHash = typeof password === "string" ? await hashPassword(password, limit) : password.hash;
    const { platforms } = services.places(link.organization.id);
    return { ok: true, linked: await accept(services, id, { proof, passwordHash, name }), chats: [...platforms] };
  } catch (error) {
    return { ok: false, errors: errorsOf(error), hash: null };
  }
}

/** What is said at a field of the form. Everything else is thrown on. */
function errorsOf(error: unknown): Errors {
  if (error instanceof Refusal && error.field) return { [error.field]: error.text };
  throw error;
}

const closed = () => new Refusal(text("web.closed-title"));

async function sendCode({ db, clock, record }: Services, id: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const link = await findOpenLink(tx, { id }, clock());
    if (!link) throw closed();
    const { organization, now } = link;
    const doer = { by: null, via: "web" } as const;
    await record(tx, { organizationId: organization.id, doer, ...(await sendActivationCode(tx, link)), now });
  });
}

function requireGood({ organization, invitation }: Link, password: string): void {
  requireGoodPassword(password, { email: invitation.member.email, organization: organization.name });
}

async function prove({ db, keys, clock }: Services, link: Link, code: string): Promise<Proof | null> {
  const { organization, invitation } = link;
  const by = { organizationId: organization.id, link: invitation.id };
  return proveCode(db.prisma, keys, { by, command: ACCEPT, subject: invitation.id, time: clock() }, code);
}

async function accept(
  { db, clock, record }: Services,
  id: string,
  given: { proof: Proof; passwordHash: string; name: string | null },
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
