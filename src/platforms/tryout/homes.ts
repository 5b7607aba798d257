import { randomUUID } from "node:crypto";
import type { Handle, Home, HomeDrawn, HomeShown, Reply } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { TRYOUT } from "../../core/platform.ts";
import type { IntentReader } from "./reader.ts";
import { accountOf } from "./sender.ts";

/** What each person's Home shows. It is asked for when they look at it, and drawn again from then on. */
export type Homes = {
  of(person: string, reader: IntentReader): Promise<Reply>;
  draw(home: Home): HomeDrawn;
};

type Shown = { reply: Reply; version: string; until: number };
type Parts = { handle: Handle; homeShown: HomeShown; changed: () => void; log: Log };

const DAY_MS = 86_400_000;
/** A sentence says that there is no Home right now: it is asked for again soon. */
const SENTENCE_MS = 5_000;

export function createHomes({ handle, homeShown, changed, log }: Parts): Homes {
  const shown = new Map<string, Shown>();
  let versions = 0;
  const show = (person: string, reply: Reply): string => {
    versions += 1;
    const version = String(versions);
    const keptFor = reply.kind === "text" ? SENTENCE_MS : DAY_MS;
    shown.set(person, { reply, version, until: Date.now() + keptFor });
    return version;
  };
  return {
    async of(person, reader) {
      const kept = shown.get(person);
      if (kept && kept.until > Date.now()) return kept.reply;
      const by = accountOf(person);
      const reply = await handle({ kind: "pressed", command: "home.show", by, key: randomUUID(), ...reader });
      const version = show(person, reply);
      await homeShown({ by, locale: reader.locale, reply, version }).catch((error: unknown) => {
        log.warn({ platform: TRYOUT, reason: "not_recorded", error }, "an open Home could not be recorded");
      });
      return reply;
    },
    draw({ account: { user }, card, version }) {
      const kept = shown.get(user);
      // After a new start nobody looks at it until they look anew.
      if (!kept) return { kind: "gone" };
      if (version !== null && version !== kept.version) return { kind: "moved" };
      const drawn = show(user, { kind: "card", card });
      changed();
      return { kind: "shown", version: drawn };
    },
  };
}
