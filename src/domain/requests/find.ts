import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import { text } from "../../text/text.ts";
import { can } from "../access/grant.ts";
import type { ChangeContext, Changes, Context, GuardedChange } from "../command.ts";
import { asOf } from "./request.ts";
import { type ChangeRequest, findRequest, findRequestId, lockRequest } from "./store.ts";

/** A stored request with the change that it asks for. */
export type About = { request: ChangeRequest; change: GuardedChange };

/** Who may reach a request: only its requester; those who could approve it; or either. */
type Audience = "requester" | "approver" | "anybody-concerned";

export function isRequestNumber(value: Values[string] | undefined): value is string {
  return typeof value === "string" && /^[0-9]{1,9}$/.test(value);
}

/** The request that a ref or a typed number names, if it is this person's to see, and the change it asks for. */
export async function requestFor(
  context: Context,
  changes: Changes,
  audience: Audience,
  how: { lock?: boolean } = {},
): Promise<About> {
  const { tx, organization, now } = context;
  const id = await idOf(context);
  const load = how.lock ? lockRequest : findRequest;
  const request = id ? await load(tx, organization.id, id, sql`${now}::timestamptz`) : null;
  if (!request) throw new Refusal(text("refused.no-such-request"));
  requireAudience(context, request, audience);
  return { request: asOf(now, request), change: changeOf(changes, request) };
}

async function idOf({ tx, organization, ref, values }: Context): Promise<string | null> {
  if (ref) return ref.id;
  if (!isRequestNumber(values.number)) return null;
  return findRequestId(tx, organization.id, { number: Number(values.number) });
}

// Not being allowed reads like not existing, so that nobody learns what others have asked for; the history knows.
function requireAudience({ actor }: Context, request: ChangeRequest, audience: Audience): void {
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

/** What drawing a request needs to know of the call or the job that draws it. */
export type DrawContext = Pick<ChangeContext, "tx" | "locale">;

/** What a stored request's change is told about itself, no matter who looks at it. */
export function contextOf({ tx, locale }: DrawContext, request: ChangeRequest): ChangeContext {
  const { organization, now, requester: actor, mentioned } = request;
  return { tx, locale, organization, now, actor, mentioned, values: {} };
}
