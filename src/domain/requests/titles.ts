import type { Text } from "../../core/text.ts";
import type { Changes, Context } from "../command.ts";
import { contextOf } from "./find.ts";
import { findRequests } from "./store.ts";

/** What requests ask for, in a few words, by id: for those who list what has happened to them. */
type Titles = (context: Context, requestIds: readonly string[]) => Promise<ReadonlyMap<string, Text>>;

export function titlesOf(changes: Changes): Titles {
  return async (context, requestIds) => {
    const { tx, organization, locale, now } = context;
    const titles = new Map<string, Text>();
    for (const request of await findRequests(tx, organization.id, requestIds, now)) {
      // A request of another version has no words here.
      const change = changes.get(request.command);
      if (change) titles.set(request.id, await change.title(contextOf({ tx, locale }, request), request.payload));
    }
    return titles;
  };
}
