import { z } from "zod";
import type { Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { answer, type Context, type Query } from "../command.ts";
import { findPage, type Page } from "./store.ts";

const PAGE = 10;

// Whatever version wrote the entry: only what a line shows is read, and an unknown kind is still listed.
const shown = z.object({
  kind: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  memberId: z.string().optional(),
  requestId: z.string().optional(),
  accountId: z.string().optional(),
  groupId: z.string().optional(),
  because: z.string().optional(),
  command: z.string().optional(),
  invitationId: z.string().optional(),
  roleId: z.string().optional(),
  apiKeyId: z.string().optional(),
  requestedBy: z.string().optional(),
  added: z.array(z.string()).optional(),
  takenAway: z.array(z.string()).optional(),
  sides: z.array(z.union([z.object({ roleId: z.string() }), z.object({ permission: z.string() })])).optional(),
  grants: z
    .array(z.object({ roleId: z.string(), accounts: z.union([z.literal("all"), z.array(z.string())]) }))
    .optional(),
});
type Shown = z.infer<typeof shown>;

/** What requests ask for, in a few words, by id: the requests' own room knows. */
type Titles = (context: Context, requestIds: readonly string[]) => Promise<ReadonlyMap<string, Text>>;

/** The history, newest first. */
export function showHistory(titlesOf: Titles): Query {
  return {
    name: "history.show",
    needs: "history:read",
    async run(context) {
      const { tx, organization, values } = context;
      const before = /^[0-9]{1,9}$/.test(String(values.before)) ? Number(values.before) : null;
      const { entries, names } = await findPage(tx, organization.id, before, PAGE + 1);
      const page = entries.slice(0, PAGE).map((entry) => ({ ...entry, said: shown.parse(JSON.parse(entry.body)) }));
      const requestIds = new Set(page.flatMap(({ said }) => said.requestId ?? []));
      const titles = await titlesOf(context, [...requestIds]);
      const items = page.map((entry) => itemOf(entry, names, titles));
      const last = page.at(-1)?.sequence;
      const older =
        entries.length > PAGE && last
          ? [{ label: text("button.older"), command: "history.show", values: { before: String(last) } }]
          : [];
      return answer({ kind: "card", card: { title: text("history.title"), items, buttons: older } });
    },
  };
}

type Entry = { sequence: number; hash: string; said: Shown };

function itemOf({ sequence, hash, said }: Entry, names: Page["names"], titles: ReadonlyMap<string, Text>): Item {
  const { kind, at, by, memberId, requestId, accountId, invitationId, because, command, grants = [] } = said;
  const named = (id: string | null | undefined) => (id ? names[id] : undefined);
  const title = requestId ? titles.get(requestId) : undefined;
  const line = {
    ...{ kind, because, command, by: named(by), member: named(memberId), account: named(accountId ?? said.groupId) },
    ...{
      request: named(requestId),
      inviter: named(invitationId),
      ...{
        asker: named(said.requestedBy),
        role: named(said.roleId),
        apiKey: named(said.apiKeyId),
        added: said.added,
        takenAway: said.takenAway,
      },
      sides: said.sides?.map((side) => ("roleId" in side ? { role: names[side.roleId] ?? "?" } : side)),
      grants: grants.map((grant) => grantOf(grant, names)),
    },
    ...(title && { title }),
  };
  return {
    title: text("history.entry", line),
    detail: text("history.detail", { at, sequence, hash: hash.slice(0, 12) }),
  };
}

/** A role's name and those of the merchant accounts; null: on all. What was erased is left out. */
function grantOf({ roleId, accounts }: NonNullable<Shown["grants"]>[number], names: Page["names"]) {
  const named = accounts === "all" ? null : accounts.flatMap((id) => names[id] ?? []);
  return { role: names[roleId] ?? "", accounts: named };
}
