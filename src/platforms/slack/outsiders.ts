import { z } from "zod";
import { ANYBODY } from "../../core/reader.ts";
import { isLocale, isZone } from "../../text/locale.ts";

/** Where the app is installed: a workspace and, on Enterprise Grid, the enterprise that it belongs to. */
export type Home = { team: string; enterprise?: string };

/** A person of the home workspace. `teams` are all workspaces of the enterprise that the person is in. */
export type Member = { id: string; teams: string[] };

/** BCP 47, and an IANA time zone if Slack tells one. */
export type Language = { locale: string; zone?: string };

const Profile = z.looseObject({
  id: z.string().min(1).max(100),
  team_id: z.string().optional(),
  enterprise_user: z
    .looseObject({ enterprise_id: z.string().optional(), teams: z.array(z.string()).max(10_000).optional() })
    .optional(),
  deleted: z.literal(false),
  is_bot: z.literal(false),
  is_restricted: z.literal(false),
  is_ultra_restricted: z.literal(false),
});

// Flags that make nobody an outsider. is_app_user only says that the person has authorized an app.
const HARMLESS = new Set(["is_admin", "is_owner", "is_primary_owner", "is_app_user", "is_email_confirmed"]);

/**
 * The member that a profile clearly describes, or null. is_stranger, is_workflow_bot, is_connector_bot and any flag
 * that Slack may add later must be absent or false. https://docs.slack.dev/reference/objects/user-object
 */
export function memberOf(profile: unknown, home: Home): Member | null {
  const read = Profile.safeParse(profile);
  if (!read.success) return null;
  const flags = Object.entries(read.data).filter(([name]) => name.startsWith("is_") && !HARMLESS.has(name));
  if (flags.some(([, value]) => value !== false)) return null;
  const { id, team_id, enterprise_user: { enterprise_id, teams = [] } = {} } = read.data;
  if (enterprise_id !== undefined && enterprise_id !== home.enterprise) return null;
  // On Enterprise Grid a profile may name another workspace of the person, or none, but lists all of them.
  const inEnterprise = enterprise_id === undefined ? [] : teams;
  return team_id === home.team || inEnterprise.includes(home.team) ? { id, teams: inEnterprise } : null;
}

const Spoken = z.looseObject({
  locale: z.string().refine(isLocale).optional().catch(undefined),
  tz: z.string().refine(isZone).optional().catch(undefined),
});

/** The language and time zone of a profile; English where it tells none that can be read. */
export function languageOf(profile: unknown): Language {
  const { locale, tz } = Spoken.safeParse(profile).data ?? {};
  return { locale: locale ?? ANYBODY.locale, ...(tz && { zone: tz }) };
}
