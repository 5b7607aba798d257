import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { can } from "../access/grant.ts";
import type { Context } from "../command.ts";
import { findImport, type Import } from "./store.ts";

/** The one that a button names, or the member's newest draft. Not being allowed reads like not existing. */
export async function importFor(context: Context, audience: "its-own" | "readers"): Promise<Import> {
  const { tx, organization, actor, ref } = context;
  const found = await findImport(tx, organization.id, ref ? { id: ref.id } : { newestOf: actor.id });
  if (!found) throw new Refusal(text("refused.no-such-import"));
  const isOwn = found.memberId === actor.id;
  // Whoever may approve requests may read one, as with every other request.
  const mayRead = isOwn || (audience === "readers" && found.requestId !== null && can(actor, "request:approve"));
  if (!mayRead) throw new Refusal(text("refused.no-such-import"), { forbidden: true });
  return found;
}
