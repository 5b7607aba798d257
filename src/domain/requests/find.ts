import type { Values } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { can } from "../access/actor.ts";
import type { Asked, GuardedChange } from "../command.ts";
import { asOf } from "./request.ts";
import { type ChangeRequest, findRequest, findRequestId, lockRequest } from "./store.ts";

export type Changes = ReadonlyMap<string, GuardedChange>;

/** Who may reach a request: only its requester; those who could approve it; or either. */
type Audience = "requester" | "approver" | "anybody-concerned";

export function isRequestNumber(value: Values[string] | undefined): value is string {
  return typeof value === "string" && /^[0-9]{1,9}$/.test(value);
}

/** The request that a ref or a typed number names, if it is this person's to see, and the change it asks for. */
export async function requestFor(
  asked: Asked,
  changes: Changes,
  audience: Audience,
  how: { lock?: boolean } = {},
): Promise<{ request: ChangeRequest; change: GuardedChange }> {
  const { tx, actor } = asked;
  const id = await idOf(asked);
  const load = how.lock ? lockRequest : findRequest;
  const request = id ? await load(tx, actor.organization.id, id) : null;
  if (!request) throw new Refusal(text("refused.no-such-request"));
  requireAudience(asked, request, audience);
  return { request: asOf(asked.now, request), change: changeOf(changes, request) };
}

async function idOf({ tx, actor, ref, values }: Asked): Promise<string | null> {
  if (ref) return ref.id;
  if (!isRequestNumber(values.number)) return null;
  return findRequestId(tx, actor.organization.id, Number(values.number));
}

// Not being allowed reads like not existing, so that nobody learns what others have asked for; the history knows.
function requireAudience({ actor }: Asked, request: ChangeRequest, audience: Audience): void {
  const isRequester = request.requesterId === actor.id;
  const mayApprove = can(actor, "request:approve");
  const fits =
    audience === "requester" ? isRequester : audience === "approver" ? mayApprove : isRequester || mayApprove;
  if (!fits) throw new Refusal(text("refused.no-such-request"), { forbidden: true });
}

/** The change a stored request names; a version that doesn't know it can't judge it. */
export function changeOf(changes: Changes, request: { command: string }): GuardedChange {
  const change = changes.get(request.command);
  if (!change) throw new Refusal(text("refused.unknown-change", { command: request.command }));
  return change;
}
