import { z } from "zod";
import { text } from "../../text/text.ts";
import type { Query } from "../command.ts";
import type { ChainRow } from "./chain.ts";
import { findNames, listEntries } from "./store.ts";

const PAGE = 10;

// Whatever version wrote the entry: only what a line shows is read, and an unknown kind is still listed.
const shown = z.object({
  kind: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  memberId: z.string().optional(),
  requestId: z.string().optional(),
  because: z.string().optional(),
  command: z.string().optional(),
});

/** The history, newest first. */
export const showHistory: Query = {
  name: "history.show",
  needs: "history:read",
  async run({ tx, actor, values }) {
    const before = /^[0-9]{1,9}$/.test(String(values.before)) ? Number(values.before) : null;
    const rows = await listEntries(tx, actor.organization.id, before, PAGE + 1);
    const page = rows.slice(0, PAGE);
    const entries = page.map(readEntry);
    const names = await findNames(tx, actor.organization.id, {
      members: entries.flatMap(({ by, memberId }) => [by, memberId].filter((id) => typeof id === "string")),
      requests: entries.flatMap(({ requestId }) => requestId ?? []),
    });
    const items = entries.map((entry) => ({
      title: text("history.entry", {
        ...entry,
        by: entry.by && (names.members.get(entry.by) ?? entry.by),
        member: entry.memberId && (names.members.get(entry.memberId) ?? entry.memberId),
        request: entry.requestId && (names.requests.get(entry.requestId) ?? entry.requestId),
      }),
      detail: text("history.detail", { at: entry.at, sequence: entry.sequence, hash: entry.hash.slice(0, 12) }),
    }));
    const last = page.at(-1)?.sequence;
    const older =
      rows.length > PAGE && last
        ? [{ label: text("button.older"), command: "history.show", values: { before: String(last) } }]
        : [];
    return { kind: "card", card: { title: text("history.title"), items, buttons: older } };
  },
};

function readEntry({ sequence, hash, body }: ChainRow) {
  return { ...shown.parse(JSON.parse(body)), sequence, hash };
}
