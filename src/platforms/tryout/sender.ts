import {
  type ChatAccount,
  type Home,
  type HomeDrawn,
  type MessageRef,
  type Sender,
  Undeliverable,
} from "../../core/conversation.ts";
import { TRYOUT } from "../../core/platform.ts";
import type { Messages, Place } from "./messages.ts";
import type { People } from "./people.ts";

/** There is one chat and one workspace. The name is stored with every chat account, so it stays. */
export const TENANT = "local";

export function accountOf(person: string): ChatAccount {
  return { platform: TRYOUT, tenant: TENANT, user: person };
}

export function createSender(messages: Messages, people: People, drawHome: (home: Home) => HomeDrawn): Sender {
  return {
    tenant: () => TENANT,
    async post(to, card, locale) {
      requireOurs(to);
      if (to.kind === "person" && !people.find(to.id)) throw new Undeliverable("user_not_found");
      const place: Place = `${to.kind}:${to.id}`;
      const { id } = messages.add(place, { kind: "card", card, locale });
      return { platform: TRYOUT, tenant: TENANT, channel: place, message: String(id) };
    },
    async update(ref, card, locale) {
      requireOurs(ref);
      const isThere = messages.replace(Number(ref.message), ref.channel, { kind: "card", card, locale });
      if (!isThere) throw new Undeliverable("message_not_found");
    },
    async home(home) {
      requireOurs(home.account);
      return drawHome(home);
    },
    async find(email) {
      const person = people.byEmail(email);
      return person ? accountOf(person.id) : null;
    },
  };
}

function requireOurs(place: Pick<MessageRef, "platform" | "tenant">): void {
  if (place.platform !== TRYOUT || place.tenant !== TENANT) throw new Undeliverable("other_tenant");
}
