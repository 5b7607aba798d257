import type { ChatAccount } from "../../core/conversation.ts";
import { isEmail } from "../../core/email-address.ts";
import type { Log } from "../../core/log.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { CallFailed } from "./call.ts";
import type { Connector } from "./connector.ts";
import { ObjectId, Profile } from "./payloads.ts";

/** Who an activity says it is from, and where the roster that knows them is. */
export type Speaker = { id: string; objectId: unknown; roster: string; isPersonal: boolean };
/** Somebody who can be written to. The address is good enough to send to, but never says who somebody is. */
export type Contact = { tenant: string; user: string; email: string };
type Admitted = { ok: true; by: ChatAccount } | { ok: false; text: Text };
export type Admission = { admit(speaker: Speaker, connector: Connector): Promise<Admitted> };

type Member = { user: string; email: string | null };
type Known = { member: Member | null; isRemembered: boolean; until: number };
type AdmissionParts = {
  tenant: string;
  /** The id of the personal chat with somebody: there the app is installed for them. */
  personalChat: (user: string) => Promise<string>;
  remember: (contact: Contact) => Promise<void>;
  now: () => Date;
  log: Log;
};

const REMEMBERED_MS = 5 * 60 * 1000;
const REMEMBERED_MOST = 10_000;

/**
 * Decides who may use the bot: people of our own tenant. Anybody in a shared channel can press a button, so only those
 * are let in that the roster clearly calls users of this tenant.
 */
export function createAdmission(parts: AdmissionParts): Admission {
  const known = new Map<string, Known>();

  async function lookUp(speaker: Speaker, user: string, connector: Connector): Promise<Known> {
    const kept = known.get(user);
    if (kept && kept.until > parts.now().getTime()) return kept;
    const profile = await profileOf(speaker, user, connector, parts);
    const until = parts.now().getTime() + REMEMBERED_MS;
    const found = { member: memberOf(profile, parts.tenant, user), isRemembered: false, until };
    if (known.size >= REMEMBERED_MOST) known.clear();
    known.set(user, found);
    return found;
  }

  async function noteContact(found: Known, { user, email }: Member): Promise<void> {
    if (found.isRemembered || !email) return;
    found.isRemembered = true;
    await parts.remember({ tenant: parts.tenant, user, email }).catch((error: unknown) => {
      found.isRemembered = false;
      parts.log.warn({ platform: "teams", reason: "not_recorded", error }, "a contact could not be recorded");
    });
  }

  return {
    async admit(speaker, connector) {
      const user = ObjectId.safeParse(speaker.objectId).data;
      if (!user) return { ok: false, text: text("teams.outsider") };
      try {
        const found = await lookUp(speaker, user, connector);
        if (!found.member) return { ok: false, text: text("teams.outsider") };
        if (speaker.isPersonal) await noteContact(found, found.member);
        return { ok: true, by: { platform: "teams", tenant: parts.tenant, user } };
      } catch (error) {
        const reason = error instanceof CallFailed ? error.reason : "unexpected";
        parts.log.warn(
          { platform: "teams", method: "getMember", reason },
          "the sender of an activity could not be looked up",
        );
        return { ok: false, text: text("teams.unknown-person") };
      }
    },
  };
}

// In a chat without the bot, the compose box works but the roster can't be read. The personal chat's roster can.
async function profileOf(speaker: Speaker, user: string, connector: Connector, { personalChat }: AdmissionParts) {
  try {
    return await connector.conversations.getConversationMember(speaker.roster, speaker.id);
  } catch (error) {
    const isElsewhere = error instanceof CallFailed && (error.status === 403 || error.status === 404);
    if (!isElsewhere || speaker.isPersonal) throw error;
    return connector.conversations.getConversationMember(await personalChat(user), speaker.id);
  }
}

/** The member that a profile clearly describes, or null. A guest is known by the principal name too, whatever the role says. */
export function memberOf(profile: unknown, tenant: string, user: string): Member | null {
  const read = Profile.safeParse(profile);
  if (!read.success) return null;
  const { aadObjectId, tenantId, email, userPrincipalName } = read.data;
  const isGuest = /#EXT#/i.test(userPrincipalName ?? "");
  if (aadObjectId !== user || tenantId.toLowerCase() !== tenant || isGuest) return null;
  const address = [email, userPrincipalName].find((one) => one && isEmail(one));
  return { user, email: address?.toLowerCase() ?? null };
}
