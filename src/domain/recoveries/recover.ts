import type { DomainEvent } from "../../core/event.ts";
import { Refusal } from "../../core/refusal.ts";
import { newToken } from "../../core/token.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import type { Actor, Organization } from "../access/actor.ts";
import { findByEmail, findHolders } from "../access/actor-store.ts";
import { isAdministrator } from "../access/grant.ts";
import { dropAlternate } from "../alternates/deeds.ts";
import { endAuthenticators } from "../authenticators/store.ts";
import { endAddress, findOpenId, isReserved, moveAddress } from "../corrections/address-store.ts";
import { closeCodes, lockMember } from "../members/leave-store.ts";
import { deletePasskeys } from "../passkeys/store.ts";
import { insertNewLink } from "../sessions/link-store.ts";
import { endSessions } from "../sessions/store.ts";

type Asked = { tx: Tx; organization: Organization; email: string; address: string | null; now: Date };
type Recovered = { events: DomainEvent[]; writes: Write[]; token: string; sendsTo: string };

/**
 * Somebody whom nobody else can help is let in again, by who administers the server: what they prove themselves with is
 * taken off, they are signed out everywhere, and get a link to a new password. The page still asks for a code, which is
 * mailed to their address, or to `address` from now on.
 */
export async function recoverMember({ tx, organization, email, address, now }: Asked): Promise<Recovered> {
  const organizationId = organization.id;
  const found = await findByEmail(tx, organizationId, email);
  if (found?.state !== "active") throw new Refusal(text("recover.no-such-member", { who: shown(email) }));
  const member = await lockMember(tx, { organizationId, id: found.id, now }, ["active"]);
  await requireNobodyElse(tx, organization, member, now);
  const memberId = member.id;
  const token = newToken();
  const dropped = await dropAlternate(tx, { organizationId, member, now });
  const moved = await movedTo(tx, { organizationId, member, address, now });
  return {
    ...{ token, sendsTo: address ?? member.email },
    events: [
      { kind: "member.recovered", memberId, hasNewAddress: address !== null },
      ...dropped.events,
      ...moved.events,
    ],
    writes: [
      ...endSessions({ organizationId, memberId, now }),
      insertNewLink({ organizationId, memberId, purpose: "reset", token, now }),
      ...endAuthenticators({ organizationId, memberId }, now),
      deletePasskeys({ organizationId, memberId }),
      closeCodes({ organizationId, memberId, requestId: "", now }),
      ...dropped.writes,
      ...moved.writes,
    ],
  };
}

/** An administrator, and fewer others than it takes to ask for this in the chat and to approve it. */
async function requireNobodyElse(tx: Tx, organization: Organization, member: Actor, now: Date): Promise<void> {
  const who = shown(member.email);
  if (!isAdministrator(member.grants))
    throw new Refusal(text("recover.no-administrator", { who }), { forbidden: true });
  const holders = await findHolders(tx, organization.id, "request:approve", now);
  const others = holders.filter(
    ({ id, state, grants }) => id !== member.id && state === "active" && isAdministrator(grants),
  );
  if (others.length > organization.policy.approvals)
    throw new Refusal(text("recover.ask-others", { who, count: others.length }), { forbidden: true });
}

type Moving = { organizationId: string; member: Actor; address: string | null; now: Date };

/** The address is another one at once; one that was asked for before comes to nothing, whoever asked for it. */
async function movedTo(tx: Tx, { organizationId, member, address, now }: Moving) {
  const memberId = member.id;
  const open = await findOpenId(tx, organizationId, memberId);
  const events: DomainEvent[] = open ? [{ kind: "address.ended", memberId, addressId: open, state: "stopped" }] : [];
  const writes = open ? [endAddress(organizationId, open, "stopped", late)] : [];
  if (address === null) return { events, writes };
  if (address === member.email) throw new Refusal(text("recover.same-address", { who: shown(address) }));
  const isTaken = await findByEmail(tx, organizationId, address);
  if (isTaken || (await isReserved(tx, organizationId, address, memberId)))
    throw new Refusal(text("refused.address-taken"));
  const changed = moveAddress({ organizationId, memberId, before: member.email, email: address, now }, late);
  const moved: DomainEvent = { kind: "address.changed", memberId, addressId: changed.id };
  return { events: [...events, moved], writes: [...writes, ...changed.writes] };
}

const shown = (typed: string) => text("typed", { typed });
const late = (): Refusal => new Refusal(text("refused.member-changed"));
