import { randomUUID } from "node:crypto";
import type { ChatAccount, Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import { isText } from "../../src/core/text.ts";
import type { Database } from "../../src/db/open.ts";
import { versionOf } from "../../src/domain/roles/role.ts";
import {
  insertAddressChange,
  insertAlternateChange,
  insertAuthenticator,
  insertGrant,
  insertGroup,
  insertIdentity,
  insertMember,
  insertRole,
  insertRule,
} from "../fixtures/rows.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

export type Chat = ReturnType<Company["speaking"]>;
export type World = Awaited<ReturnType<typeof openWorld>>;

const FAR = "2099-01-01T00:00:00Z";
const NOT_CHANGED = ["audit_entry", "audit_head", "seen_delivery", "_prisma_migrations"];

/** One organization with everybody who could try something, and everybody about whom. */
export async function openWorld(db: Database) {
  const company = await openOrganization(db, { accounts: ["Berlin", "Lima"] });
  const { id: organizationId } = company;
  const actors = new Map<string, Chat>();
  const ids = new Map<string, string>();

  // The only administrator for good; everybody else who is one is for a time.
  const chief = await company.member("Chief", ["Admin"]);
  ids.set("the last administrator", chief.id);

  async function actor(name: string, roles: string[], scope: string[] | "all" = "all"): Promise<Member> {
    const member = await company.member(name.replaceAll(" ", "-"), roles, scope);
    await db.sql("UPDATE role_grant SET until = $2 WHERE member_id = $1 AND role_id = $3", [
      ...[member.id, FAR, company.roles.get("Admin")],
    ]);
    actors.set(name, member);
    ids.set(name, member.id);
    return member;
  }

  async function target(name: string, place: string): Promise<string> {
    const member = await company.member(name.replaceAll(" ", "-"), ["Operations"], [place]);
    ids.set(name, member.id);
    return member.id;
  }

  actors.set("a stranger", company.speaking({ platform: "slack", tenant: "T1", user: "Nobody" }));
  const invited: ChatAccount = { platform: "slack", tenant: "T1", user: "Invited" };
  const email = "invited.admin@acme.example";
  const invitedId = await insertMember(db, { organizationId, email, state: "invited" });
  await insertIdentity(db, { organizationId, memberId: invitedId, ...invited });
  await insertGrant(db, { organizationId, memberId: invitedId, roleId: company.roles.get("Admin") ?? "" });
  ids.set("invited Admin", invitedId);
  actors.set("invited Admin", company.speaking(invited));
  await actor("no role", []);
  for (const role of ["Finance", "Operations", "Developer", "Data Analytics"]) await actor(role, [role]);
  await actor("Admin", ["Admin"]);
  await actor("Admin on Berlin", ["Admin"], ["Berlin"]);
  const requester = await actor("the requester", ["Admin"]);
  await actor("the target", ["Admin"]);
  const suspended = await actor("suspended Admin", ["Admin"]);
  const removed = await actor("removed Admin", ["Admin"]);
  // Somebody removed has neither a chat account nor a role: here they have kept both.
  const states = [
    [suspended.id, "suspended"],
    [removed.id, "removed"],
    [await target("suspended", "Berlin"), "suspended"],
    [await target("suspended elsewhere", "Lima"), "suspended"],
    [await target("removed", "Berlin"), "removed"],
  ];
  for (const [id, state] of states)
    await db.sql(
      "UPDATE member SET state = $2, password_hash = CASE WHEN $2 = 'suspended' THEN password_hash END WHERE id = $1",
      [...[id, state]],
    );
  await db.sql("DELETE FROM role_grant WHERE member_id = $1", [ids.get("removed")]);
  await target("active", "Berlin");
  await target("elsewhere", "Lima");
  const invitedTarget = { organizationId, email: "invited@acme.example", state: "invited" } as const;
  ids.set("invited", await insertMember(db, invitedTarget));
  await insertGrant(db, {
    ...{ organizationId, memberId: ids.get("invited") ?? "", roleId: company.roles.get("Operations") ?? "" },
    accounts: [company.accountIds.get("Berlin") ?? ""],
  });

  // Set up, and not asked for yet.
  const activeAt = new Date(FAR);
  for (const { id } of await company.rows("member"))
    await insertAuthenticator(db, { organizationId, memberId: String(id), activeAt });

  const own = { name: "Own", purpose: "made up", permissions: ["transaction:read"] } as const;
  const ownId = await insertRole(db, { organizationId, ...own });
  const ownRole: Ref = { id: ownId, version: versionOf({ ...own, permissions: [...own.permissions] }) };

  const sides = [company.roles.get("Developer") ?? "", company.roles.get("Data Analytics") ?? ""] as const;
  const rule: Ref = { id: await insertRule(db, { organizationId, sides }), version: 1 };

  const within = { organizationId, name: "Everything", accounts: [company.accountIds.get("Berlin") ?? ""] };
  const group: Ref = { id: await insertGroup(db, within), version: 1 };

  const kept = new Map<string, Ref>();

  /** The ref of what a row is about; what an earlier try has used up is made anew. */
  async function refFor(about: About, whom: string): Promise<Ref | undefined> {
    if (about === "nothing") return undefined;
    if (about === "a member") return { id: ids.get(whom) ?? randomUUID(), version: 1 };
    if (about === "a role") return ownRole;
    if (about === "a rule") return rule;
    if (about === "a group") return group;
    if (about === "a grant") {
      const [row] = await db.sql("SELECT id::text FROM role_grant WHERE member_id = $1", [
        ids.get(whom) ?? randomUUID(),
      ]);
      return { id: String(row?.id ?? randomUUID()), version: 1 };
    }
    const before = kept.get(about);
    const [table, state] = STATES[about];
    const [row] = before ? await db.sql(`SELECT state FROM ${table} WHERE id = $1`, [before.id]) : [];
    const ref = before && row?.state === state ? before : await made[about]();
    kept.set(about, ref);
    if (ref !== before) await db.sql("DELETE FROM challenge");
    return ref;
  }

  async function asked(command: string, values: Values, whom: string): Promise<Ref> {
    company.clock.forward({ hours: 2 });
    return refIn(await requester.submits(command, values, { ref: { id: ids.get(whom) ?? "", version: 1 } }));
  }

  async function waits(command: string, values: Values, whom: string): Promise<Ref> {
    const ref = await asked(command, values, whom);
    await company.confirms(requester, ref);
    return company.current(ref.id);
  }

  const gives = (role: string): Values => ({ roles: [company.roles.get(role) ?? ""], access: "all", ends: "never" });
  const made = {
    "a request that waits for its code": () => asked("grant.give", gives("Developer"), "the target"),
    "a request that waits": () => waits("member.remove", { reason: "Left" }, "the target"),
    "a request that was denied": async () => {
      const ref = await waits("grant.give", gives("Finance"), "active");
      await company.reviews(chief, ref, "deny");
      return ref;
    },
    "an import": async () => {
      const file = "email,roles,accounts\nfrom.a.file@acme.example,finance,Berlin";
      await requester.submits("import.read", { file, "file.name": "people.csv" });
      const [row] = await company.rows("member_import", "AND state = 'draft' ORDER BY created_at DESC");
      return { id: String(row?.id), version: 1 };
    },
    "an address to be": async () => {
      const memberId = ids.get("elsewhere") ?? "";
      const email = `moved${randomUUID().slice(0, 4)}@acme.example`;
      const id = await insertAddressChange(db, { organizationId, memberId, before: "elsewhere@acme.example", email });
      return { id, version: 1 };
    },
    "an alternate address to be": async () => {
      const memberId = ids.get("elsewhere") ?? "";
      const email = `codes${randomUUID().slice(0, 4)}@acme.example`;
      return { id: await insertAlternateChange(db, { organizationId, memberId, email }), version: 1 };
    },
    "an invitation": async () => {
      const address = `new${kept.size}.${randomUUID().slice(0, 4)}@acme.example`;
      const ref = await waits("invitation.create", { ...gives("Operations"), email: address }, "active");
      await company.reviews(chief, ref);
      const [row] = await company.rows("invitation", `AND email = '${address}'`);
      return { id: String(row?.id), version: 0 };
    },
  };

  /** Everything that is kept, but when somebody was last seen; of the history only how long it is. */
  async function everything(): Promise<{ kept: string; entries: number }> {
    tables ??= (
      await db.sql("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'")
    ).map(({ name }) => String(name));
    const told = tables.filter((name) => !NOT_CHANGED.includes(name)).map(digestOf);
    const [row] = await db.sql(
      `SELECT jsonb_build_object(${told.join(", ")})::text AS kept, (SELECT sequence::int FROM audit_head) AS entries`,
    );
    return row as { kept: string; entries: number };
  }
  let tables: string[] | undefined;

  const entriesAfter = async (sequence: number): Promise<Record<string, unknown>[]> =>
    (await company.rows("audit_entry", `AND sequence > ${sequence} ORDER BY sequence`)).map(({ body }) =>
      JSON.parse(String(body)),
    );

  /** Forgets the requests that a try has opened, every code, and the invitation that may have been sent again. */
  async function tidy(): Promise<void> {
    kept.delete("an invitation");
    const ids = [...kept.values()].map(({ id }) => id);
    await db.sql("DELETE FROM challenge");
    await db.sql("DELETE FROM change_request WHERE state LIKE 'awaiting%' AND NOT id = ANY ($1::uuid[])", [ids]);
  }

  return { company, actors, ids, refFor, everything, entriesAfter, tidy };
}

const STATES = {
  "a request that waits for its code": ["change_request", "awaiting_code"],
  "a request that waits": ["change_request", "awaiting_approval"],
  "a request that was denied": ["change_request", "denied"],
  "an invitation": ["invitation", "pending"],
  "an import": ["member_import", "draft"],
  "an address to be": ["address_change", "asked"],
  "an alternate address to be": ["alternate_change", "asked"],
} as const;
export type About = keyof typeof STATES | "nothing" | "a member" | "a grant" | "a role" | "a rule" | "a group";

function digestOf(table: string): string {
  const row = "(to_jsonb(t) - 'seen_at' - 'locale' - 'zone')::text";
  return `'${table}', (SELECT md5(string_agg(${row}, '' ORDER BY ${row})) FROM ${table} t)`;
}

/** What is told in a sentence where it was done. */
const DONE = ["request.brought", "import.list-sent", "import.discarded"];

/** In a word: what was refused and why, or "yes". */
export function inAWord(reply: Reply): string {
  if (reply.kind === "text") return DONE.includes(reply.text.id) ? "yes" : reply.text.id;
  if (reply.kind !== "form") return "yes";
  const [error] = Object.values(reply.errors ?? {});
  if (error) return isText(error) ? error.id : wordsOf(error);
  return reply.command.startsWith("identity.") ? "asks who they are" : "yes";
}
