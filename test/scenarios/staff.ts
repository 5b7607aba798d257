import type { ChatAccount } from "../../src/core/conversation.ts";
import { createRecord } from "../../src/domain/history/record.ts";
import { events } from "../../src/events.ts";

import { tick } from "../../src/pipeline/expire.ts";
import { createLeft } from "../../src/pipeline/left-chat.ts";
import { insertGrant, insertMember } from "../fixtures/rows.ts";

import { connects } from "../harness/company.ts";
import type { Seen } from "../harness/driver.ts";
import { settled } from "../harness/queue-jobs.ts";
import type { Person, Story } from "../harness/story.ts";

/** A member who was there before the story begins, connected to no chat yet. Returns the id. */
export async function employs({ db, app }: Story, email: string, roles: string[] = []): Promise<string> {
  const id = await insertMember(db, { organizationId: app.organization.id, email });
  for (const role of roles) await gives({ db, app }, id, role);
  return id;
}

/** Gives a member a role by its name, on all merchant accounts or on some, by name, and on groups, by id. */
export async function gives(
  { db, app }: Pick<Story, "db" | "app">,
  memberId: string,
  role: string,
  on: string[] | "all" = "all",
  groups: readonly string[] = [],
): Promise<void> {
  const [roleId = ""] = await idsOf({ db }, "role", role);
  const accounts = on === "all" ? on : await idsOf({ db }, "merchant_account", ...on);
  await insertGrant(db, { organizationId: app.organization.id, memberId, roleId, accounts, groups });
}

/** The same, and connected. */
export async function colleague(story: Story, name: string, roles: string[] = []): Promise<Person & { id: string }> {
  const person = await story.person(name);
  const id = await employs(story, person.email, roles);
  await connects(story, person);
  return { ...person, id };
}

export async function loses({ db }: Story, id: string): Promise<void> {
  await db.sql("DELETE FROM role_grant WHERE member_id = $1", [id]);
}

export async function memberId({ db }: Story, email: string): Promise<string> {
  const [row] = await db.sql("SELECT id::text FROM member WHERE email = $1 AND state <> 'removed'", [email]);
  return String(row?.id);
}

export function field(seen: Seen, name: string) {
  const found = seen.fields.find((one) => one.name === name);
  if (!found) throw new Error(`no field ${name} in: ${seen.text}`);
  return found;
}

/** The clock comes round: it does so by itself twice a minute. */
export async function comesRound({ db, queue, clock }: Story): Promise<void> {
  // A request that is being drawn at this moment would be left for the next round.
  await settled(queue);
  await tick({ db, clock: clock.database, record: createRecord(events, queue.enqueue) });
}

/** The ids of roles or merchant accounts, by name. */
export async function idsOf(
  { db }: Pick<Story, "db">,
  table: "role" | "merchant_account",
  ...names: string[]
): Promise<string[]> {
  const rows = await db.sql(`SELECT id::text, name FROM ${table}`);
  return names.map((name) => String(rows.find((row) => row.name === name)?.id));
}

export const ALL = "All merchant accounts, including new ones";
export const SOME = "Some merchant accounts";

/** Waits until something with these words on somebody's screen is as it should be. */
export async function becomes(person: Person, words: string, isSo: (seen: Seen) => boolean): Promise<Seen> {
  for (const until = Date.now() + 5_000; ; ) {
    await person.settles();
    const seen = (await person.sees()).filter(({ text }) => text.includes(words));
    const found = seen.findLast(isSo);
    if (found) return found;
    if (Date.now() > until) throw new Error(`it never became so: ${JSON.stringify(seen, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The chat says that a member was deactivated there, or is back. */
export async function deactivated({ db, queue, clock, app }: Story, id: string, hasLeft = true): Promise<void> {
  const [row] = await db.sql("SELECT platform, tenant, user_id AS user FROM identity WHERE member_id = $1", [id]);
  const services = { db, clock: clock.database, record: createRecord(events, queue.enqueue) };
  await createLeft(services, app.organization.id)(row as ChatAccount, hasLeft);
}
