import type { Card, Item } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import { text } from "../../text/text.ts";
import { scopeOf } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { answer, type Changes, type Context, type Query } from "../command.ts";
import { refOf } from "./cards.ts";
import { titleOf } from "./facts.ts";
import { type ChangeRequest, LISTED, listOpen } from "./store.ts";

export function listRequests(changes: Changes): Query {
  return {
    name: "request.list",
    needs: "member",
    run: async (context) => answer(await listReply(context, changes)),
  };
}

export async function listReply(context: Context, changes: Changes): Promise<Reply> {
  const { mine, others, hasMore } = await openRequests(context, changes);
  const items = [...mine, ...others];
  const more = hasMore ? [text("request.list.more", { shown: LISTED })] : [];
  const body = items.length === 0 ? [text("request.list.none")] : more;
  const card: Card = { title: text("request.list.title"), body, items };
  return { kind: "card", card };
}

type Looking = Pick<Context, "tx" | "organization" | "actor" | "now" | "locale">;
type Open = { mine: Item[]; others: Item[]; hasMore: boolean };

/** Somebody's own open requests and those of others that wait for them, oldest first, each with a button to open it. */
export async function openRequests(context: Looking, changes: Changes): Promise<Open> {
  const { tx, organization, actor, now } = context;
  const mayApproveOn = scopeOf(actor.grants, "request:approve");
  const requests = await listOpen(tx, organization.id, { memberId: actor.id, now, mayApproveOn });
  const open: Open = { mine: [], others: [], hasMore: requests.length > LISTED };
  for (const request of requests.slice(0, LISTED)) {
    const isMine = request.requesterId === actor.id;
    open[isMine ? "mine" : "others"].push(...(await itemOf(context, changes, request)));
  }
  return open;
}

async function itemOf(context: Looking, changes: Changes, request: ChangeRequest): Promise<Item[]> {
  const change = changes.get(request.command);
  if (!change) return [];
  const isMine = request.requesterId === context.actor.id;
  const mine = request.state === "awaiting_code" ? text("request.mine.code") : text("request.mine.approval");
  return [
    {
      title: await titleOf(context, { request, change }),
      detail: isMine ? mine : text("request.waits-for-you", { requester: nameOf(request.requester) }),
      button: { label: text("button.open"), command: "request.show", ref: refOf(request) },
    },
  ];
}
