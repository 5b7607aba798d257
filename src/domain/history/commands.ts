import { z } from "zod";
import { text } from "../../text/text.ts";
import { answer, type Query } from "../command.ts";
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
  because: z.string().optional(),
  command: z.string().optional(),
});

/** The history, newest first. */
export const showHistory: Query = {
  name: "history.show",
  needs: "history:read",
  async run({ tx, organization, values }) {
    const before = /^[0-9]{1,9}$/.test(String(values.before)) ? Number(values.before) : null;
    const { entries, names } = await findPage(tx, organization.id, before, PAGE + 1);
    const page = entries.slice(0, PAGE);
    const items = page.map((entry) => itemOf(entry, names));
    const last = page.at(-1)?.sequence;
    const older =
      entries.length > PAGE && last
        ? [{ label: text("button.older"), command: "history.show", values: { before: String(last) } }]
        : [];
    return answer({ kind: "card", card: { title: text("history.title"), items, buttons: older } });
  },
};

function itemOf({ sequence, hash, body }: Page["entries"][number], names: Page["names"]) {
  const { kind, at, by, memberId, requestId, accountId, because, command } = shown.parse(JSON.parse(body));
  const named = (id: string | null | undefined) => (id ? (names[id] ?? id) : undefined);
  const line = { kind, because, command, by: named(by), member: named(memberId) };
  return {
    title: text("history.entry", { ...line, request: named(requestId), account: named(accountId) }),
    detail: text("history.detail", { at, sequence, hash: hash.slice(0, 12) }),
  };
}
