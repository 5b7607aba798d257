import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import { readPeople } from "../../text/read-people.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import type { ChangeContext, Context } from "../command.ts";
import { findMember } from "./store.ts";

/** The member that a button, a form or typed words name; null if nobody is named. Refuses one who isn't there. */
export async function findTarget(context: Context, words?: string): Promise<Actor | null> {
  const { tx, organization, ref, values, now } = context;
  const id = ref?.id ?? z.uuid().safeParse(values.memberId).data;
  if (id) return requireThere(await findActor(tx, organization.id, id, sql`${now}::timestamptz`), "");
  const who = (words ?? String(values.member ?? "")).trim();
  if (who === "") return null;
  const found = await findMember(tx, organization.id, whoIs(context, who), now);
  return requireThere(found?.member ?? null, who);
}

/** The one whom a stored change is about. */
export function targetOf({ mentioned }: Pick<ChangeContext, "mentioned">, { memberId }: { memberId: string }): Actor {
  return requireThere(mentioned.members.find(({ id }) => id === memberId) ?? null, "");
}

function requireThere(member: Actor | null, who: string): Actor {
  if (member) return member;
  throw new Refusal(text("refused.no-such-member", { who: text("typed", { typed: who }) }));
}

/** A mention is of somebody in the same workspace; else it has to be an address. */
export function whoIs({ account }: Pick<Context, "account">, who: string) {
  const { emails, wrong, mentions, words } = readPeople(who);
  const [[email], [user]] = [emails, mentions];
  const isOne = emails.length + mentions.length === 1 && wrong.length + words.length === 0;
  if (isOne && email) return { email };
  if (isOne && user) return { platform: account.platform, tenant: account.tenant, user };
  throw new Refusal(text("refused.not-a-member-name", { who: text("typed", { typed: who }) }));
}
