import { newToken } from "../../core/token.ts";
import { text } from "../../text/text.ts";
import type { Query } from "../command.ts";
import { insertLink } from "./link-store.ts";
import { linkUrl } from "./notifications.ts";
import { LINK_MINUTES } from "./session.ts";
import { listSessions } from "./store.ts";

/**
 * Where a member's security settings are: a link for the one who asked, which works once. It is made for this answer, which
 * only they see, and the page asks for the password and a code.
 */
export const showSecurity: Query = {
  name: "security.show",
  needs: "member",
  async run({ tx, organization, actor, publicUrl, now }) {
    const token = newToken();
    const memberId = actor.id;
    const sessions = await listSessions(tx, organization.id, memberId, now);
    const card = {
      title: text("security.title"),
      body: [text("security.intro", { minutes: LINK_MINUTES["sign-in"] })],
      facts: [{ label: text("fact.sessions"), value: text("security.sessions", { count: sessions.length }) }],
      link: { label: text("security.link"), url: linkUrl(publicUrl, token) },
    };
    const writes = insertLink({ organizationId: organization.id, memberId, purpose: "sign-in", token, now });
    return { reply: { kind: "card", card }, events: [], writes };
  },
};
