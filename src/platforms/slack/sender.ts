import type { webApi } from "@slack/bolt";
import { type MessageRef, type Sender, Throttled, Undeliverable } from "../../core/conversation.ts";
import { failureOf } from "./client.ts";
import { publishHome } from "./home.ts";
import { cardMessage } from "./message.ts";
import { type Home, memberOf } from "./outsiders.ts";

/** The channel of the bot's direct messages with a person. */
export type DirectChannel = (user: string) => Promise<string>;

/** No preview of a link is ever fetched: a preview would read an activation link (C8), and show what it found. */
export const NO_PREVIEWS = { unfurl_links: false, unfurl_media: false } as const;

// Slack's words for failures that no retry can help: https://docs.slack.dev/reference/methods/chat.postMessage#errors,
// chat.update, conversations.open and views.publish. A refused token is not among them: the person who runs the product can put that right.
const HOPELESS = new Set(
  `account_inactive cannot_dm_bot cant_update_message channel_not_found channel_type_not_supported edit_window_closed
  ekm_access_denied invalid_arguments invalid_blocks invalid_blocks_format invalid_user is_archived message_not_found
  messages_tab_disabled method_not_supported_for_channel_type msg_blocks_too_long msg_too_long no_text not_enabled
  not_in_channel restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel
  restricted_action_thread_only_channel team_access_not_granted team_not_found user_disabled user_not_found
  user_not_visible users_not_found`.split(/\s+/),
);

export function createDirectChannel(client: webApi.WebClient): DirectChannel {
  const opened = new Map<string, string>();
  return async (user) => {
    const known = opened.get(user);
    if (known) return known;
    const { channel } = await client.conversations.open({ users: user });
    if (!channel?.id) throw new Error("Slack opened no channel for direct messages");
    opened.set(user, channel.id);
    return channel.id;
  };
}

type SenderParts = { client: webApi.WebClient; home: () => Home; directChannel: DirectChannel };

export function createSender({ client, home, directChannel }: SenderParts): Sender {
  const tenant = () => home().team;
  const requireOurs = (place: { tenant: string }) => {
    if (place.tenant !== tenant()) throw new Undeliverable("other_tenant");
  };
  return {
    tenant,
    async post(to, card, locale) {
      requireOurs(to);
      return delivered(async () => {
        const channel = to.kind === "person" ? await directChannel(to.id) : to.id;
        const sent = await client.chat.postMessage({ channel, ...cardMessage(card, locale), ...NO_PREVIEWS });
        return refTo(sent, tenant());
      });
    },
    async update(ref, card, locale) {
      requireOurs(ref);
      await delivered(() =>
        client.chat.update({ channel: ref.channel, ts: ref.message, ...cardMessage(card, locale) }),
      );
    },
    async home({ account, card, locale, version }) {
      requireOurs(account);
      return delivered(() =>
        publishHome(client, { user: account.user, blocks: cardMessage(card, locale).blocks, version }),
      );
    },
    async find(email) {
      const profile = await delivered(() => lookUp(client, email));
      const member = memberOf(profile, home());
      return member && { platform: "slack", tenant: tenant(), user: member.id };
    },
  };
}

async function lookUp(client: webApi.WebClient, email: string): Promise<unknown> {
  try {
    return (await client.users.lookupByEmail({ email })).user;
  } catch (error) {
    if (failureOf(error).reason === "users_not_found") return null;
    throw error;
  }
}

function refTo(sent: { channel?: string; ts?: string }, tenant: string): MessageRef {
  if (!sent.channel || !sent.ts) throw new Error("Slack posted a message and did not say where");
  return { platform: "slack", tenant, channel: sent.channel, message: sent.ts };
}

/** Slack's failures in the queue's terms: wait, give up, or try again later. */
async function delivered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { reason, retryAfterSeconds } = failureOf(error);
    if (retryAfterSeconds !== undefined) throw new Throttled(retryAfterSeconds);
    if (HOPELESS.has(reason)) throw new Undeliverable(reason);
    if (reason === "unexpected") throw error;
    // A new error: Slack's own holds the request and the answer.
    throw new Error(`Slack did not take the message: ${reason}`);
  }
}
