import { z } from "zod";
import type { Button } from "../../core/card.ts";
import type { Values } from "../../core/ref.ts";
import { text } from "../../text/text.ts";
import { answer, type Query } from "../command.ts";
import { type DormantPlace, findDormant } from "./find-store.ts";
import { memberItem } from "./found-cards.ts";
import { PAGE } from "./store.ts";

/** Who has not been here for long, and could do without what they may do. */
export const listDormant: Query = {
  name: "member.dormant",
  needs: "member:edit",
  async run({ tx, organization, values, now }) {
    const members = await findDormant(tx, organization.id, placeOf(values), now);
    const page = members.slice(0, PAGE);
    const items = page.map(({ member, since }) =>
      memberItem(member, text("dormant.item", { hasMore: member.seenAt !== null, at: since.toISOString() })),
    );
    const last = page.at(-1);
    const next: Button[] =
      members.length > PAGE && last
        ? [{ label: text("button.next-page"), command: "member.dormant", values: valuesOf(last) }]
        : [];
    const body = [text(items.length === 0 ? "dormant.none" : "dormant.intro")];
    return answer({ kind: "card", card: { title: text("dormant.title"), body, items, buttons: next } });
  },
};

const place = z.object({ since: z.iso.datetime().transform((iso) => new Date(iso)), id: z.uuid() });

/** If the place where a page ended can't be read, the list starts from its beginning. */
function placeOf(values: Values): DormantPlace | null {
  return place.safeParse({ since: values.since, id: values.behind }).data ?? null;
}

function valuesOf({ since, member }: { since: Date; member: { id: string } }): Values {
  return { since: since.toISOString(), behind: member.id };
}
