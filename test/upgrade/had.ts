import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What an old version wrote to its database. */
export const rows = readFileSync(join(import.meta.dirname, "3021c16.sql"), "utf8");

const json = z.record(z.string(), z.unknown());
const kept = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("end"), at: z.string() }),
  z.object({ kind: z.literal("commands"), names: z.array(z.string()) }),
  z.object({ kind: z.literal("codes"), codes: z.record(z.string(), z.string()) }),
  z.object({ kind: z.literal("links"), mail: z.string(), chat: z.string() }),
  z.object({
    ...{ kind: z.literal("session"), cookie: z.string(), page: z.string() },
    form: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal("slack message"), id: z.string(), args: json }),
  z.object({ kind: z.literal("slack view"), name: z.string(), view: json }),
  z.object({ kind: z.literal("teams message"), user: z.string(), id: z.string(), card: json }),
  z.object({ kind: z.literal("teams card"), name: z.string(), card: json }),
  z.object({ kind: z.literal("try-out"), state: json }),
]);
type Kept = z.infer<typeof kept>;

const all = readFileSync(join(import.meta.dirname, "3021c16.jsonl"), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => kept.parse(JSON.parse(line)));

/** What people had in front of them when the old version stopped: exactly what it had sent. */
export function had<Kind extends Kept["kind"]>(kind: Kind): Extract<Kept, { kind: Kind }>[] {
  return all.filter((one): one is Extract<Kept, { kind: Kind }> => one.kind === kind);
}

export function theOne<Kind extends Kept["kind"]>(kind: Kind, name?: string): Extract<Kept, { kind: Kind }> {
  const [one] = had(kind).filter((each) => name === undefined || ("name" in each && each.name === name));
  if (!one) throw new Error(`there is no ${kind} ${name ?? ""}`);
  return one;
}

/** The code that somebody was mailed by the old version. */
export function codeOf(name: string): string {
  return theOne("codes").codes[name] ?? "";
}
