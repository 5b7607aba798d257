import { sql } from "../../src/db/sql.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { findActor } from "../../src/domain/access/actor-store.ts";
import { can, canOn } from "../../src/domain/access/grant.ts";
import { administrative, type Permission, permissions } from "../../src/domain/access/permission.ts";
import type { Company, Member } from "../abuse/setup.ts";

/** Somewhere that does not exist yet: only who holds all accounts holds it. */
const NEXT = "the next one";

type Granted = { roleId: string; accounts: "all" | string[]; until: string | null };
type Said = { state: string; grants: Granted[] };
/** `permission account`, for everything that can be done somewhere. */
type Rights = ReadonlySet<string>;
/** What every member may do, by id. */
export type Everybody = ReadonlyMap<string, Rights>;
export type World = { company: Company; people: Map<string, Member>; first: Map<string, Said> };

/** What each role permits now, and each account with the next one: the rest is in the history. */
async function ground({ company }: World) {
  const roles = new Map((await company.rows("role")).map(({ id, permissions: held }) => [id, held as string[]]));
  return { roles, accounts: [...company.accountIds.values(), NEXT], now: company.clock.now().getTime() };
}

/** What everybody was and held by the history's last word about them. */
export async function saidOf({ company, first }: World): Promise<Map<string, Said>> {
  const said = new Map(first);
  for (const { memberId, state, grants } of await company.events())
    if (grants) said.set(String(memberId), { state: String(state), grants: grants as Granted[] });
  return said;
}

/** What somebody may do, worked out from that alone, account by account. `forGood`: without what has an end. */
export async function rightsBy(world: World, said: Map<string, Said>, { forGood = false, anyState = false } = {}) {
  const { roles, accounts, now } = await ground(world);
  const rightsOf = ({ state, grants }: Said): Rights => {
    if (state !== "active" && !anyState) return new Set();
    const held = grants.filter(({ until }) => until === null || (!forGood && new Date(until).getTime() > now));
    return new Set(
      held.flatMap(({ roleId, accounts: some }) =>
        (some === "all" ? accounts : some).flatMap((account) =>
          (roles.get(roleId) ?? []).map((permission) => `${permission} ${account}`),
        ),
      ),
    );
  };
  return new Map([...said].map(([id, one]) => [id, rightsOf(one)]));
}

/** The same as the product answers it. */
export async function rightsAnswered(world: World): Promise<Everybody> {
  const { company, people } = world;
  const now = sql`${company.clock.now()}::timestamptz`;
  return inTransaction(company.db, async (tx) => {
    const answered = new Map<string, Rights>();
    for (const { id } of people.values()) {
      const actor = await findActor(tx, company.id, id, now);
      if (!actor) throw new Error("a member is gone");
      const held = permissions.filter((permission) => can(actor, permission));
      const on = (permission: Permission) => [
        ...[...company.accountIds.values()].filter((account) => canOn(actor, permission, [account])),
        ...(canOn(actor, permission, "all") ? [NEXT] : []),
      ];
      answered.set(id, new Set(held.flatMap((one) => on(one).map((account) => `${one} ${account}`))));
    }
    return answered;
  });
}

export const isAdministrative = (right: string) =>
  administrative.some((permission) => right.startsWith(`${permission} `));

/** Everything administrative, everywhere. */
export async function isAdministrator(world: World, rights: Rights | undefined): Promise<boolean> {
  const { accounts } = await ground(world);
  return administrative.every((permission) => accounts.every((account) => rights?.has(`${permission} ${account}`)));
}

/** What it takes to approve a request, as it was kept with it, on every account that it reaches. */
export function rightsOn({ company }: World, request: Record<string, unknown>): string[] {
  const needed = ["request:approve", ...(request.approver_needs as string[])];
  const everywhere = [...company.accountIds.values(), NEXT];
  const accounts = request.all_accounts ? everywhere : (request.accounts as string[]);
  return needed.flatMap((permission) => accounts.map((account) => `${permission} ${account}`));
}

/** What is in the first and not in the second, in an order. */
export function without(one: Rights | undefined, other: Rights | undefined): string[] {
  return [...(one ?? [])].filter((right) => !other?.has(right)).sort();
}
