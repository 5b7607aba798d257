import type { webApi } from "@slack/bolt";
import { z } from "zod";
import type { ChatAccount } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { failureOf } from "./client.ts";

/** Who a request says it is from, and every workspace it names with that person. */
export type Speaker = { user: string; teams: string[]; isApp: boolean };
type Admission = { ok: true; by: ChatAccount; locale: string } | { ok: false; text: Text };
export type People = { admit(speaker: Speaker): Promise<Admission>; forget(user: string): void };

const REMEMBERED_MS = 5 * 60 * 1000;
const REMEMBERED_PEOPLE = 10_000;

/**
 * Decides who may speak: members of our own workspace who are people. In a channel shared by Slack Connect anybody can
 * press a button, so nobody is let in whom Slack does not positively call a member.
 */
export function createPeople(parts: {
  client: webApi.WebClient;
  tenant: () => string;
  now: () => Date;
  log: Log;
}): People {
  const known = new Map<string, { profile: unknown; until: number }>();

  async function profileOf(user: string): Promise<unknown> {
    const kept = known.get(user);
    if (kept && kept.until > parts.now().getTime()) return kept.profile;
    const { user: profile } = await parts.client.users.info({ user, include_locale: true });
    if (known.size >= REMEMBERED_PEOPLE) known.clear();
    known.set(user, { profile, until: parts.now().getTime() + REMEMBERED_MS });
    return profile;
  }

  return {
    forget: (user) => void known.delete(user),
    async admit(speaker) {
      const tenant = parts.tenant();
      if (isOutsider(speaker, tenant)) return { ok: false, text: text("slack.outsider") };
      try {
        const profile = await profileOf(speaker.user);
        const member = memberOf(profile, tenant);
        if (member?.id !== speaker.user) return { ok: false, text: text("slack.outsider") };
        return { ok: true, by: { platform: "slack", tenant, user: member.id }, locale: member.locale };
      } catch (error) {
        parts.log.warn(
          { platform: "slack", method: "users.info", reason: failureOf(error).reason },
          "who speaks is unknown",
        );
        return { ok: false, text: text("slack.unknown-person") };
      }
    },
  };
}

function isOutsider(speaker: Speaker, tenant: string): boolean {
  // Slackbot's profile says that it is no bot.
  if (speaker.isApp || speaker.user === "USLACKBOT") return true;
  return speaker.teams.length === 0 || speaker.teams.some((team) => team !== tenant);
}

const Member = z.looseObject({
  id: z.string().min(1),
  team_id: z.string(),
  deleted: z.literal(false),
  is_bot: z.literal(false),
  is_restricted: z.literal(false),
  is_ultra_restricted: z.literal(false),
  locale: z.string().min(1).max(35).optional(),
});

// Flags that make nobody an outsider. is_app_user only says that the person has authorized an app.
const HARMLESS = new Set(["is_admin", "is_owner", "is_primary_owner", "is_app_user", "is_email_confirmed"]);

/**
 * The member whom a profile positively describes, or null: is_stranger, is_workflow_bot, is_connector_bot and any flag
 * that Slack may yet invent must be absent or false. https://docs.slack.dev/reference/objects/user-object
 */
export function memberOf(profile: unknown, tenant: string): { id: string; locale: string } | null {
  const read = Member.safeParse(profile);
  if (!read.success || read.data.team_id !== tenant) return null;
  const flags = Object.entries(read.data).filter(([name]) => name.startsWith("is_") && !HARMLESS.has(name));
  if (flags.some(([, value]) => value !== false)) return null;
  return { id: read.data.id, locale: read.data.locale ?? "en" };
}
