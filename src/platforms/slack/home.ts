import type { webApi } from "@slack/bolt";
import type { HomeDrawn } from "../../core/conversation.ts";
import type { Block } from "./blocks.ts";
import { failureOf } from "./client.ts";

type Home = { user: string; blocks: Block[]; version: string | null };

/**
 * Draws somebody's Home over the version that is named, over any where none is. Slack's word for a version is its hash.
 * https://docs.slack.dev/reference/methods/views.publish
 */
export async function publishHome(client: webApi.WebClient, { user, blocks, version }: Home): Promise<HomeDrawn> {
  try {
    const view = { type: "home", blocks } as const;
    const published = await client.views.publish({ user_id: user, view, ...(version && { hash: version }) });
    return { kind: "shown", version: published.view?.hash ?? null };
  } catch (error) {
    if (failureOf(error).reason === "hash_conflict") return { kind: "moved" };
    throw error;
  }
}
