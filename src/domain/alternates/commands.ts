import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import { text } from "../../text/text.ts";
import { answer, type Context, type Step } from "../command.ts";
import { type AlternateChange, isOpen } from "./alternate.ts";
import { alternateCard, refOf } from "./cards.ts";
import { stopAlternate } from "./deeds.ts";
import { findAlternate, findOpen } from "./store.ts";

const STOP = "alternate.stop";

/** Codes go on going where they go: for the member whose they are. Asked first, and without a code: it gives nothing. */
export const stopNewAlternate: Step = {
  name: STOP,
  needs: "member",
  fields: [],
  proof: false,
  async open(context) {
    const { now, key } = context;
    const change = await ownChange(context);
    if (!isOpen(change, now)) return answer({ kind: "card", card: alternateCard(change, now) });
    const form = {
      title: text("alternate.stop.title"),
      intro: [text("alternate.stop.intro")],
      fields: [],
      submit: text("button.stop-alternate"),
    };
    return answer({ kind: "form", command: STOP, form, key, ref: refOf(change) });
  },
  async submit(context) {
    const { organization, now } = context;
    const change = await ownChange(context);
    if (!isOpen(change, now)) return answer({ kind: "card", card: alternateCard(change, now) });
    const card = alternateCard({ ...change, state: "stopped" }, now);
    return { reply: { kind: "card", card }, ...stopAlternate(organization.id, change) };
  },
};

/** The same refusal for somebody else's: nobody learns whose codes are to go where. */
async function ownChange({ tx, organization, actor, ref, now }: Context): Promise<AlternateChange> {
  const time = sql`${now}::timestamptz`;
  const change = ref
    ? await findAlternate(tx, organization.id, ref.id, time)
    : await findOpen(tx, organization.id, actor.id, time);
  if (change?.member.id === actor.id) return change;
  throw new Refusal(text("refused.no-alternate-change"));
}
