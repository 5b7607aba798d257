import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { storedEnd } from "../access/grant-end.ts";
import { storedWaiting, waitingOf } from "./waiting-store.ts";

export const PAGE = 10;

/** Of a request's content, what an offer is made of; another version's row may lack it. */
const storedTerms = z
  .object({
    ...{ roles: z.array(z.string()), accounts: z.union([z.literal("all"), z.array(z.string())]) },
    end: storedEnd.default(null).catch(null),
  })
  .nullable()
  .catch(null);

const storedOffer = z.object({
  ...{ id: z.string(), email: z.string(), state: z.enum(["pending", "accepted", "revoked", "expired"]) },
  ...{ expiresAt: storedTime, renewedAt: z.array(storedTime), by: z.string().nullable() },
  ...{ roles: z.array(z.string()), terms: storedTerms, member: storedActor, waiting: storedWaiting },
});

/**
 * An invitation with who asked for it (null: the first start), the names of its roles, what its request asked for, and
 * the member to be, whose grants are what is offered while it is pending.
 */
export type Offer = z.infer<typeof storedOffer>;

/** One invitation by id, in whichever state; null if the organization has none of that id. */
export async function findOffer(tx: Tx, organizationId: string, id: string, now: Date): Promise<Offer | null> {
  const [offer] = await offers(tx, organizationId, sql`id = ${id}::uuid`, now);
  return offer ?? null;
}

/** The newest one of an address that is pending or expired; null if there is none. */
export async function findOfferTo(tx: Tx, organizationId: string, email: string, now: Date): Promise<Offer | null> {
  const [offer] = await offers(tx, organizationId, sql`email = ${email} AND ${isOpen(organizationId)}`, now);
  return offer ?? null;
}

/** A page: pending ones first, those that end first at the top; then expired ones, the latest first. One more if there are more. */
export function listOffers(tx: Tx, organizationId: string, from: number, now: Date): Promise<Offer[]> {
  return offers(tx, organizationId, isOpen(organizationId), now, from);
}

// An expired one counts until the address is invited again or has become a member.
function isOpen(organizationId: string): Sql {
  return sql`(state = 'pending' OR state = 'expired'
    AND NOT EXISTS (SELECT FROM member m WHERE m.organization_id = ${organizationId}::uuid AND m.email = i.email
      AND m.state <> 'removed')
    AND NOT EXISTS (SELECT FROM invitation newer WHERE newer.organization_id = ${organizationId}::uuid
      AND newer.email = i.email AND newer.created_at > i.created_at))`;
}

/** `i`, from the minute on, also before the clock has noted that it has expired. */
function isPending(now: Date): Sql {
  return sql`(i.state = 'pending' AND i.expires_at > ${now}::timestamptz)`;
}

async function offers(tx: Tx, organizationId: string, which: Sql, now: Date, from = 0): Promise<Offer[]> {
  const rows = await tx.$queryRaw<{ offer: unknown }[]>`
    SELECT jsonb_build_object('id', i.id, 'email', i.email, 'state', i.state, 'expiresAt', i.expires_at,
      'renewedAt', i.renewed_at, 'by', (SELECT email FROM member m
        WHERE m.organization_id = i.organization_id AND m.id = i.requester_id),
      'terms', q.payload, 'member', member_rights(i.organization_id, i.member_id, ${now}::timestamptz),
      'waiting', ${waitingOf},
      'roles', coalesce((SELECT jsonb_agg(r.name ORDER BY r.position, r.name) FROM role r
        WHERE r.organization_id = i.organization_id AND (jsonb_exists(q.payload -> 'roles', r.id::text) OR r.id IN
          (SELECT g.role_id FROM role_grant g WHERE g.organization_id = i.organization_id AND g.member_id = i.member_id))
        ), '[]')) AS offer
    FROM (SELECT * FROM invitation i WHERE organization_id = ${organizationId}::uuid AND ${which}
      ORDER BY ${isPending(now)} DESC, CASE WHEN ${isPending(now)} THEN expires_at END, expires_at DESC, id
      LIMIT ${PAGE + 1} OFFSET ${from}) i
    LEFT JOIN change_request q ON q.organization_id = i.organization_id AND q.id = i.request_id
    ORDER BY ${isPending(now)} DESC, CASE WHEN ${isPending(now)} THEN i.expires_at END, i.expires_at DESC, i.id`;
  return rows.map(({ offer }) => storedOffer.parse(offer));
}

type Ids = { organizationId: string; id: string };

/** Notes that it is sent again, and closes its links; `late` if it ended, or was sent again by somebody else meanwhile. */
export function noteRenewed({ organizationId, id }: Ids, seen: Offer, now: Date, late: () => Error): Write[] {
  const renewed = sql`
    UPDATE invitation SET renewed_at = array_append(renewed_at, ${now}::timestamptz)
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND state = 'pending'
      AND expires_at > ${now}::timestamptz AND cardinality(renewed_at) = ${seen.renewedAt.length}`;
  const replaced = sql`
    UPDATE activation_link SET replaced_at = ${now}::timestamptz WHERE organization_id = ${organizationId}::uuid
      AND invitation_id = ${id}::uuid AND replaced_at IS NULL AND used_at IS NULL`;
  return [write(renewed, { rows: 1, otherwise: late }), write(replaced)];
}

type Revoked = Ids & { memberId: string; note: string | null; now: Date };

/** Ends a pending invitation and the member who never was; the address may be invited again. `late` if it has ended. */
export function noteRevoked({ organizationId, id, memberId, note, now }: Revoked, late: () => Error): Write[] {
  const revoked = sql`
    UPDATE invitation SET state = 'revoked', note = ${note}
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND state = 'pending'
      AND expires_at > ${now}::timestamptz`;
  const removed = sql`
    UPDATE member SET state = 'removed'
    WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid AND state = 'invited'`;
  const taken = sql`
    DELETE FROM role_grant WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid`;
  return [write(revoked, { rows: 1, otherwise: late }), write(removed, { rows: 1, otherwise: late }), write(taken)];
}
