import { isEmail, normalizedEmail } from "../core/email-address.ts";
import { ANYBODY } from "../core/reader.ts";
import { Refusal } from "../core/refusal.ts";
import type { Text } from "../core/text.ts";
import { inTransaction, readTime, type Tx } from "../db/transaction.ts";
import { getWholeOrganization } from "../domain/organizations/store.ts";
import { recoverMember } from "../domain/recoveries/recover.ts";
import { linkUrl } from "../domain/sessions/notifications.ts";
import { LINK_MINUTES } from "../domain/sessions/session.ts";
import { minutesAfter } from "../domain/verification/challenge.ts";
import { text } from "../text/text.ts";
import { say } from "../text/translate.ts";
import { isStorable } from "./route-command.ts";
import type { Services } from "./services.ts";

/** Lets somebody in again whom nobody else can help; `address`: their new one, or null. */
export type Recover = (asked: { email: string; address: string | null }) => Promise<{ ok: boolean; lines: string[] }>;

type Given = Pick<Services, "db" | "clock" | "record" | "log" | "newReference" | "publicUrl">;

/** What the command line may do for a member, with nobody's rights: the history says that it came from there. */
export function createRecover(
  { db, clock, record, log, newReference, publicUrl }: Given,
  organizationId: string,
): Recover {
  return async (asked) => {
    try {
      return await inTransaction(db, async (tx) => {
        const now = await readTime(tx, clock());
        const { lines, ...done } = await recover(tx, { organizationId, publicUrl, now, ...asked });
        await record(tx, { organizationId, doer: { by: null, via: "command line" }, ...done, now });
        return { ok: true, lines };
      });
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, lines: [inWords(error.text)] };
      const reference = newReference();
      log.error({ reference, error }, "a member could not be recovered at the command line");
      return { ok: false, lines: [inWords(text("went-wrong", { reference }))] };
    }
  };
}

type Asked = { organizationId: string; publicUrl: string; email: string; address: string | null; now: Date };

async function recover(tx: Tx, { organizationId, publicUrl, now, ...asked }: Asked) {
  const [email, address] = [addressIn(asked.email), asked.address === null ? null : addressIn(asked.address)];
  const organization = await getWholeOrganization(tx, organizationId);
  const { token, sendsTo, events, writes } = await recoverMember({ tx, organization, email, address, now });
  const until = minutesAfter(now, LINK_MINUTES.reset).toISOString();
  const lines = [
    inWords(text("recover.link", { who: email, at: until })),
    linkUrl(publicUrl, token),
    inWords(text("recover.next", { email: sendsTo })),
    inWords(text("recover.told")),
  ];
  return { lines, events, writes };
}

function addressIn(typed: string): string {
  if (!isStorable(typed)) throw new Refusal(text("refused.unreadable"));
  const email = normalizedEmail(typed.trim());
  if (isEmail(email)) return email;
  throw new Refusal(text("recover.no-address", { who: text("typed", { typed }) }));
}

function inWords(sentence: Text): string {
  return say(sentence, ANYBODY);
}
