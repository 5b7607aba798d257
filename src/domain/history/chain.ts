import { sha256 } from "../../core/keys.ts";

/** What the first entry's `previousHash` is. */
export const GENESIS = "0".repeat(64);

export type ChainRow = { organizationId: string; sequence: number; body: string; previousHash: string; hash: string };

/** JSON with sorted keys and no white space: the same value is always the same text (in the spirit of RFC 8785). */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/** The same sum that `audit_append` in the migration computes: lower-case hex SHA-256. */
export function chainHash(row: Omit<ChainRow, "hash">): string {
  return sha256([row.previousHash, row.organizationId, row.sequence, row.body].join("\n"));
}

/** How a row doesn't fit behind the one before it, or null. */
export function misfit(row: ChainRow, before: { sequence: number; hash: string }): string | null {
  if (row.sequence !== before.sequence + 1) return `entry ${before.sequence + 1} is missing`;
  if (row.previousHash !== before.hash) return "its previous hash is not the hash of the entry before it";
  if (row.hash !== chainHash(row)) return "its hash is not the hash of what it says";
  return null;
}
