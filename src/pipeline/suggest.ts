import type { Asking, Suggest } from "../core/conversation.ts";
import { SUGGESTED_MOST } from "../core/conversation.ts";
import type { Option } from "../core/form.ts";
import { Refusal } from "../core/refusal.ts";
import { inTransaction, isUnreachable } from "../db/transaction.ts";
import { findSpeaker } from "../domain/access/actor-store.ts";
import { findCommand, isStorable, requireMayRun } from "./route-command.ts";
import type { Services } from "./services.ts";

const TYPED_MOST = 200;

/** What fits what somebody types in a `search` field: rights are checked as for the form that the field is in. */
export function createSuggest(services: Services): Suggest {
  return async (asking) => {
    try {
      return (await suggested(services, asking)).slice(0, SUGGESTED_MOST);
    } catch (error) {
      const { platform } = asking.by;
      if (!(error instanceof Refusal) && !isUnreachable(error))
        services.log.error({ platform, error }, "nothing could be suggested");
      return [];
    }
  };
}

async function suggested({ db, clock, publicUrl }: Services, asking: Asking): Promise<Option[]> {
  const { by: account, locale, ref, field, values } = asking;
  const command = findCommand(asking.command);
  const typed = asking.typed.slice(0, TYPED_MOST);
  if (command?.kind !== "change" || !command.change.suggest || !isStorable(typed)) return [];
  const { suggest } = command.change;
  return inTransaction(db, async (tx) => {
    const speaker = await findSpeaker(tx, account, clock());
    if (!speaker?.actor) return [];
    const { organization, actor, factor, now } = speaker;
    requireMayRun(actor, command);
    const said = { account, values, ref, key: "", locale, reshow: true };
    const context = { ...said, tx, organization, actor, publicUrl, factor, now, proof: null, pageFor: () => null };
    return suggest(context, { field, typed });
  });
}
