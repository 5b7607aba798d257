import type { Connector } from "./connector.ts";
import { type Activity, clientInfoIn, Mentioned, mentionsIn } from "./payloads.ts";

const MOST = 5;

/**
 * Gives each mention the object id of the person it means. Teams often names people by an id that is good for one bot
 * only (`29:…`); the roster knows both. A mention that the roster does not know stays without, and means nobody.
 */
export async function withObjectIds(activity: Activity, roster: string, connector: Connector): Promise<Activity> {
  const client = clientInfoIn(activity.entities);
  const mentions = await Promise.all(
    mentionsIn(activity.entities)
      .slice(0, MOST)
      .map(async (mention) => {
        const { mentioned } = mention;
        if (mentioned.aadObjectId || mentioned.id === activity.recipient.id) return mention;
        const found = await connector.conversations.getConversationMember(roster, mentioned.id).catch(() => undefined);
        const { aadObjectId } = Mentioned.safeParse(found).data ?? {};
        return { ...mention, mentioned: { ...mentioned, ...(aadObjectId && { aadObjectId }) } };
      }),
  );
  return { ...activity, entities: [...mentions, ...(client ? [client] : [])] };
}
