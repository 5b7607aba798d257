import type { webApi } from "@slack/bolt";
import type { ChatAccount } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { failureOf } from "./client.ts";
import { type Home, type Language, languageOf, type Member, memberOf } from "./outsiders.ts";
import type { Speaker } from "./speaker.ts";

type AdmissionResult = (Language & { ok: true; by: ChatAccount }) | { ok: false; text: Text; locale: string };
export type Admission = {
  admit(speaker: Speaker): Promise<AdmissionResult>;
  /** The language of a person who was looked up before; English for everybody else. */
  localeOf(user: string): string;
  /** The person is looked up again next time. */
  forget(user: string): void;
};
type AdmissionParts = { client: webApi.WebClient; home: () => Home; now: () => Date; log: Log };

const REMEMBERED_MS = 5 * 60 * 1000;
const REMEMBERED_PEOPLE = 10_000;

/**
 * Decides who may speak: people who are members of our own workspace. In a channel shared by Slack Connect anybody can
 * press a button, so only those are let in that Slack clearly calls members.
 */
export function createAdmission(parts: AdmissionParts): Admission {
  const known = new Map<string, { profile: unknown; until: number }>();
  const localeOf = (user: string) => languageOf(known.get(user)?.profile).locale;

  async function profileOf(user: string): Promise<unknown> {
    const kept = known.get(user);
    if (kept && kept.until > parts.now().getTime()) return kept.profile;
    const { user: profile } = await parts.client.users.info({ user, include_locale: true });
    if (known.size >= REMEMBERED_PEOPLE) known.clear();
    known.set(user, { profile, until: parts.now().getTime() + REMEMBERED_MS });
    return profile;
  }

  function refused(sentence: "slack.outsider" | "slack.unknown-person", { user }: Speaker): AdmissionResult {
    return { ok: false, text: text(sentence), locale: localeOf(user) };
  }

  async function admit(speaker: Speaker): Promise<AdmissionResult> {
    const home = parts.home();
    if (isOutsider(speaker, home)) return refused("slack.outsider", speaker);
    try {
      const profile = await profileOf(speaker.user);
      const member = memberOf(profile, home);
      if (!member || !isAbout(member, speaker, home)) return refused("slack.outsider", speaker);
      return { ok: true, by: { platform: "slack", tenant: home.team, user: member.id }, ...languageOf(profile) };
    } catch (error) {
      const { reason } = failureOf(error);
      parts.log.warn({ platform: "slack", method: "users.info", reason }, "a person could not be looked up");
      return refused("slack.unknown-person", speaker);
    }
  }

  return { admit, localeOf, forget: (user) => void known.delete(user) };
}

/** What the request alone tells: before anything is asked of Slack. */
function isOutsider(speaker: Speaker, home: Home): boolean {
  // Slackbot's profile says that it is no bot.
  if (speaker.isApp || speaker.user === "USLACKBOT" || speaker.teams.length === 0) return true;
  const foreign = speaker.teams.filter((team) => team !== home.team && team !== home.enterprise);
  // Within an enterprise a request may name another workspace of it. Then the profile decides.
  return foreign.some((team) => home.enterprise === undefined || !team.startsWith("T"));
}

/** The profile is the speaker's, and every workspace that the request names is one that the person is in. */
function isAbout(member: Member, speaker: Speaker, home: Home): boolean {
  const own = [home.team, home.enterprise, ...member.teams];
  return member.id === speaker.user && speaker.teams.every((team) => own.includes(team));
}
