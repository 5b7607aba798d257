import { randomUUID } from "node:crypto";
import type { DomainEvent } from "../../core/event.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import { type ApiScope, apiScopes, EXPIRES_DAYS, KEY_NAME, newKey, shortId } from "./api-key.ts";
import { findKeysCalled, insertKey, listKeys, revokeKey } from "./store.ts";

const DAY_MS = 86_400_000;

type Where = { organizationId: string; now: Date };
/** What is said of it, and what is to be written. */
type Done = { said: Text[]; events: DomainEvent[]; writes: Write[] };

export type NewApiKey = { name: string; scopes: readonly string[]; days: number };

/** A new key. It is in the answer, once, and nowhere else. */
export async function addKey(tx: Tx, { organizationId, now }: Where, asked: NewApiKey): Promise<Done> {
  const { name, days } = asked;
  const scopes = requireScopes(asked.scopes);
  if (!KEY_NAME.test(name)) throw new Refusal(text("api-key.bad-name"));
  if (!Number.isInteger(days) || days < 1 || days > EXPIRES_DAYS.most)
    throw new Refusal(text("api-key.bad-days", { most: EXPIRES_DAYS.most }));
  if ((await findKeysCalled(tx, organizationId, name)).length > 0) throw new Refusal(text("api-key.taken", { name }));
  const id = randomUUID();
  const { key, hash } = newKey(id);
  const expiresAt = new Date(now.getTime() + days * DAY_MS);
  return {
    said: [text("api-key.added", { name, until: expiresAt.toISOString() }), text("api-key.shown-once", { key })],
    events: [{ kind: "api-key.added", apiKeyId: id, scopes, expiresAt: expiresAt.toISOString() }],
    writes: [insertKey({ id, organizationId, name, hash, scopes, expiresAt, now })],
  };
}

function requireScopes(asked: readonly string[]): ApiScope[] {
  const known = apiScopes.filter((scope) => asked.includes(scope));
  if (known.length > 0 && asked.every((scope) => apiScopes.some((one) => one === scope))) return known;
  throw new Refusal(text("api-key.bad-scope", { scopes: apiScopes }));
}

/** A line for each key, the newest first. */
export async function tellKeys(tx: Tx, { organizationId, now }: Where): Promise<Done> {
  const keys = await listKeys(tx, organizationId);
  const lines = keys.map((key) => {
    const { name, scopes, createdAt, lastUsedAt } = key;
    const use = lastUsedAt ? text("api-key.used", { at: lastUsedAt.toISOString() }) : text("api-key.never-used");
    const at = createdAt.toISOString();
    return text("api-key.line", { id: shortId(key.id), name, scopes, at, ends: endOf(key, now), use });
  });
  return { said: lines.length > 0 ? lines : [text("api-key.none")], events: [], writes: [] };
}

function endOf({ expiresAt, revokedAt }: { expiresAt: Date; revokedAt: Date | null }, now: Date): Text {
  if (revokedAt) return text("api-key.was-revoked", { at: revokedAt.toISOString() });
  return text(expiresAt > now ? "api-key.ends" : "api-key.expired", { at: expiresAt.toISOString() });
}

export async function endKey(tx: Tx, { organizationId, now }: Where, which: string): Promise<Done> {
  const [found, another] = await findKeysCalled(tx, organizationId, which);
  const unknown = () => new Refusal(text("api-key.unknown", { which: text("typed", { typed: which }) }));
  if (!found || another) throw unknown();
  return {
    said: [text("api-key.revoked", { name: found.name })],
    events: [{ kind: "api-key.revoked", apiKeyId: found.id }],
    writes: [revokeKey(organizationId, found.id, now, unknown)],
  };
}
