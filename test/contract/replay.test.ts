import { generateSync } from "otplib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventKind, Events } from "../../src/core/event.ts";
import type { Values } from "../../src/core/ref.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { apiScopes } from "../../src/domain/api-keys/api-key.ts";
import { prepareImportBatch } from "../../src/domain/imports/batch.ts";
import { prepareActivationMail } from "../../src/domain/invitations/notifications.ts";
import { insertOrganization } from "../../src/domain/organizations/store.ts";
import { events as eventRules } from "../../src/events.ts";
import { createApiKeys } from "../../src/pipeline/api-keys.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { createLeft } from "../../src/pipeline/left-chat.ts";
import { createRecover } from "../../src/pipeline/recover-member.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { SettingsService, Went } from "../../src/web/settings/service.ts";
import { type Company, openOrganization, refIn, wordsOf } from "../abuse/setup.ts";
import { createPasskey } from "../fakes/passkey.ts";
import { databases, freshDatabase } from "../harness/database.ts";

const PASSWORD = "seven grey herons over Lima";

/** Several of one role add up, so they are a list, in an order that does not depend on ids. */
type Grants = string[];
type Given = { role: string; accounts: "all" | string[]; until: string | null; hours?: number | null | undefined };
const sorted = (grants: Given[]): Grants =>
  grants
    .map(({ role, accounts, until, hours = null }) =>
      JSON.stringify([role, accounts, until && new Date(until).toISOString(), hours]),
    )
    .sort();
type State = {
  roles: Record<string, string[]>;
  accounts: Record<string, "open" | "closed">;
  groups: Record<string, string[]>;
  conflicts: Record<string, unknown>;
  members: Record<string, { state: string; grants: Grants }>;
  identities: string[];
  requests: Record<string, string>;
  addresses: Record<string, string>;
};

type Held = Pick<Events["member.activated"], "memberId" | "state" | "grants">;
const after = (state: State, { memberId, state: now, grants }: Held) => {
  const held = grants.map(({ roleId: role, accounts, until, hoursFromActivation: hours }) => {
    return { role, accounts: accounts === "all" ? accounts : [...accounts].sort(), until, hours };
  });
  state.members[memberId] = { state: now, grants: sorted(held) };
};
const permits = (state: State, { roleId, permissions }: Pick<Events["role.created"], "roleId" | "permissions">) => {
  state.roles[roleId] = [...permissions].sort();
};
const request = (now: string) => (state: State, event: { requestId: string }) => {
  state.requests[event.requestId] = now;
};
const account = (now: "open" | "closed") => (state: State, event: { accountId: string }) => {
  state.accounts[event.accountId] = now;
};
const group = (state: State, { groupId, accounts }: { groupId: string; accounts: readonly string[] }) => {
  state.groups[groupId] = [...accounts].sort();
};
const address = (now: string) => (state: State, event: { addressId: string }) => {
  state.addresses[event.addressId] = now;
};
const nothing = () => undefined;

/** What each event makes of what was there. The compiler finds a kind that is missing here, and so does the test. */
const REPLAY: { [Kind in EventKind]: (state: State, event: Events[Kind]) => void } = {
  "organization.created": (state, { roles }) => {
    for (const { roleId, permissions } of roles) state.roles[roleId] = [...permissions].sort();
  },
  "organization.renamed": () => undefined,
  "account.created": account("open"),
  "account.renamed": nothing,
  "account.closed": account("closed"),
  "account.reopened": account("open"),
  "group.created": group,
  "group.changed": group,
  "group.renamed": group,
  "group.deleted": (state, { groupId }) => {
    delete state.groups[groupId];
  },
  "invitation.created": after,
  "invitation.renewed": after,
  "invitation.revoked": after,
  "invitation.expired": after,
  "member.activated": after,
  "member.removed": (state, event) => {
    after(state, event);
    state.identities = state.identities.filter((one) => !one.startsWith(event.memberId));
  },
  "identity.left": nothing,
  "member.changed": after,
  "grant.ended": after,
  "grant.ends-soon": nothing,
  "member.suspended": after,
  "member.reinstated": after,
  "invitation.accepted": nothing,
  "role.created": permits,
  "role.changed": permits,
  "role.deleted": (state, { roleId }) => void delete state.roles[roleId],
  "conflict.added": (state, { ruleId, sides }) => Object.assign(state.conflicts, { [ruleId]: sides }),
  "conflict.deleted": (state, { ruleId }) => void delete state.conflicts[ruleId],
  "authenticator.bound": nothing,
  "authenticator.removed": nothing,
  "member.recovered": nothing,
  "session.started": nothing,
  "session.ended": nothing,
  "passkey.added": nothing,
  "passkey.removed": nothing,
  "codes.enabled": nothing,
  "password.forgotten": nothing,
  "password.changed": nothing,
  "alternate.asked": nothing,
  "alternate.confirmed": nothing,
  "alternate.changed": nothing,
  "alternate.ended": nothing,
  "payment-password.set": nothing,
  "payment-password.changed": nothing,
  "api-key.added": nothing,
  "api-key.revoked": nothing,
  "identity.linked": (state, { memberId, account: { platform, tenant, user } }) =>
    void state.identities.push([memberId, platform, tenant, user].join(" ")),
  "member.corrected": (state, event) => {
    after(state, event);
    if (event.addressId) state.addresses[event.addressId] = "asked";
  },
  "address.confirmed": address("confirmed"),
  "address.changed": address("changed"),
  "address.ended": (state, event) => address(event.state)(state, event),
  "request.opened": request("awaiting_code"),
  "request.verified": nothing,
  "request.approval_asked": request("awaiting_approval"),
  "request.approved": nothing,
  "request.applying": request("applying"),
  "request.applied": request("applied"),
  "request.denied": request("denied"),
  "request.withdrawn": request("withdrawn"),
  "request.expired": request("expired"),
  "request.stale": request("stale"),
  "import.begun": nothing,
  "import.progressed": nothing,
  "import.resumed": nothing,
  "import.finished": nothing,
  "import.list-asked": nothing,
  "import.sent": nothing,
  "command.refused": nothing,
  "code.requested": nothing,
  "request.shown": nothing,
  "request.outdated": nothing,
  "home.opened": nothing,
  "members.looked-through": nothing,
};

function replayed(history: Record<string, unknown>[]): State {
  const state: State = {
    roles: {},
    accounts: {},
    groups: {},
    conflicts: {},
    members: {},
    identities: [],
    requests: {},
    addresses: {},
  };
  for (const event of history) {
    const replay = REPLAY[event.kind as EventKind] as ((state: State, event: unknown) => void) | undefined;
    if (!replay) throw new Error(`nothing is known of ${event.kind}`);
    replay(state, event);
  }
  return { ...state, identities: state.identities.sort() };
}

describe.each(databases)("the history, replayed from nothing, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let another: string;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { firstAdmin: "adda@acme.example", accounts: ["Shop", "Stall", "Web"] });
    await everythingHappens();
    another = await anotherOne();
  });
  afterAll(() => db.close());

  /** Whatever can happen in an organization, through the doors through which it happens. */
  async function everythingHappens(): Promise<void> {
    const ada = await firstAdministrator();
    await invites(ada, "grace@acme.example", "Admin");
    const grace = await joins("grace@acme.example");
    await invites(ada, "late@acme.example", "Finance", ["Shop", "Web"]);
    await approved(grace);
    await invites(ada, "barbara@acme.example", "Operations", ["Shop", "Stall"]);
    await approved(grace);
    await until("barbara@acme.example", 30);
    const barbara = await joins("barbara@acme.example");
    await barbara.types("members");
    await makesRoles(ada, grace);
    await invites(ada, "no@acme.example", "Finance");
    await approved(grace, "deny");
    await invites(ada, "waits@acme.example", "Finance", [], { ends: "hours", hours: "8" });
    await passes({ days: 8 });
    const back = await company.asks(ada, "back@acme.example");
    await ada.submits("request.withdraw", {}, { ref: back });
    await invites(ada, "late@acme.example", "Developer");
    await approved(grace);
    await leavesSlack("barbara@acme.example");
    await about(ada, "member.suspend", "barbara@acme.example");
    await about(ada, "member.reinstate", "barbara@acme.example");
    await approved(grace);
    await invites(ada, "leaves@acme.example", "Finance", [], { ends: "hours", hours: "900" });
    await approved(grace);
    await joins("leaves@acme.example");
    await invites(ada, "stays@acme.example", "Finance", [], { ends: "hours", hours: "8000" });
    await approved(grace);
    await joins("stays@acme.example");
    await rolesChange(ada, grace);
    await isCorrected(ada, grace, "leaves@acme.example");
    await usesPages(ada, grace, "moved@acme.example");
    await about(ada, "member.remove", "moved@acme.example");
    await approved(grace);
    await invites(ada, "open@acme.example", "Developer", ["Web"], { ends: "hours", hours: "8" });
    await approved(grace);
    await invites(ada, "later@acme.example", "Developer", ["Web"]);
    await company.asks(ada, "code@acme.example");
    const ref = await offered("open@acme.example");
    await grace.submits("invitation.renew", {}, { ref });
    await grace.submits("invitation.revoke", {}, { ref: await offered("late@acme.example") });
    await accountsChange(ada, grace);
    await rulesChange(ada, grace);
    await importsFile(ada, grace);
    const apiKeys = createApiKeys(company.services, company.id);
    await apiKeys.add({ name: "till", scopes: apiScopes, days: 30 });
    await apiKeys.revoke({ which: "till" });
    expect(
      await createRecover(company.services, company.id)({ email: "ada@acme.example", address: null }),
    ).toMatchObject({ ok: true });
  }

  /** Signs in, sets another password, a payment password twice, a passkey that is removed, and an app, which is lost and taken off. */
  async function usesPages(who: Chat, approver: Chat, email: string): Promise<void> {
    company.clock.forward({ hours: 2 });
    const pages = createSettingsService(company.services, company.id);
    const visitor = { network: "10.0.0.1", agent: "Firefox, Linux", device: newToken() };
    const tokenOf = (went: Went): string => (went.ok ? went.token : "");
    const begun = tokenOf(await pages.signIn({ email, password: PASSWORD, page: null }, visitor));
    const code = (await company.code("session.sign-in", (await pages.find(begun))?.id ?? "")) ?? "";
    const isIn = tokenOf(await pages.prove(begun, code));
    const changed = await pages.changePassword(isIn, { current: PASSWORD, password: `${PASSWORD} too` }, visitor);
    const token = tokenOf(changed);
    const begunKey = await pages.beginPasskey(token);
    const answer = createPasskey("http://localhost").makes(begunKey.options as { challenge: string });
    await pages.addPasskey(token, { challengeId: begunKey.challengeId, name: "A key", answer });
    const [passkey] = (await pages.passkeys(token)).passkeys;
    await pages.removePasskey(token, passkey?.id ?? "");
    await movesCodes(pages, token);
    await pages.beginAuthenticator(token);
    const secret = (await pages.authenticator(token)).setUp?.secret ?? "";
    const epoch = Math.floor(company.clock.now().getTime() / 1000);
    await pages.confirmAuthenticator(token, generateSync({ secret, epoch }));
    for (const payment of ["nine tall ladders", "ten tall ladders"]) {
      expect(await pages.setPaymentPassword(token, payment)).toEqual({ ok: true });
    }
    await db.sql(
      `INSERT INTO factor (organization_id, member_id, kind, failures, failures_in_row)
        SELECT organization_id, id, 'email', 50, 50 FROM member WHERE email = $1
        ON CONFLICT (organization_id, member_id, kind) DO UPDATE SET failures_in_row = 50`,
      [email],
    );
    await pages.enableCodes(token);
    await pages.endOthers(token);
    await about(who, "authenticator.reset", email);
    await approved(approver);
    company.clock.forward({ hours: 25 });
    await tick(company.services);
  }

  /** One address for codes is stopped; another one counts a day later. */
  async function movesCodes(pages: SettingsService, token: string): Promise<void> {
    for (const email of ["stopped@private.example", "codes@private.example"]) {
      expect(await pages.alternate.ask(token, email)).toEqual({ ok: true });
      const [change] = await company.rows("alternate_change", `AND email = '${email}'`);
      const code = (await company.code("alternate.confirm", String(change?.id))) ?? "";
      expect(await pages.alternate.confirm(token, code)).toEqual({ ok: true });
      if (email.startsWith("stopped")) await pages.alternate.stop(token);
    }
  }

  /** One who is new, and one who has roles already. */
  async function importsFile(who: Chat, approver: Chat): Promise<void> {
    company.clock.forward({ hours: 2 });
    const file = "email,roles,accounts,until\nrow@acme.example,finance,Web shop,\nbarbara@acme.example,developer,all,";
    const read = await who.submits("import.read", { file, "file.name": "people.csv" });
    const draft = read.kind === "card" ? read.card.buttons?.[0]?.ref : undefined;
    const asked = refIn(await who.submits("member.import", {}, { ref: draft }));
    await company.confirms(who, asked);
    expect(await reviewed(approver, asked.id)).toContain("being carried out");
    const about = { importId: draft?.id ?? "", requestId: asked.id };
    await inTransaction(db, (tx) => prepareImportBatch(company.jobContext(tx), about));
  }

  /** One that stays, and one that is deleted. */
  async function rulesChange(who: Chat, approver: Chat): Promise<void> {
    const finance = { first: company.roles.get("Finance") ?? "" };
    for (const second of ["developer:access", company.roles.get("Operations") ?? ""]) {
      await requested(who, "conflict.add", { ...finance, second });
      await approved(approver);
    }
    const [rule] = await company.rows("conflict_rule", "AND second_permission IS NULL");
    await sends(who, "conflict.delete", {}, String(rule?.id));
    await approved(approver);
  }

  async function accountsChange(who: Chat, approver: Chat): Promise<void> {
    const id = (name: string) => company.accountIds.get(name) ?? "";
    const asks: [string, Values][] = [
      ["account.add", { name: "Kiosk" }],
      ["account.rename", { account: id("Web"), name: "Web shop" }],
      ["account.close", { account: id("Shop") }],
      ["account.close", { account: id("Stall") }],
      ["account.reopen", { account: id("Stall") }],
    ];
    for (const [command, values] of asks) {
      await requested(who, command, values);
      await approved(approver);
    }
    // One that stays, wider by a new account, and one that goes.
    for (const name of ["Region", "Brand"]) {
      await requested(who, "group.add", { name, add: [id("Web"), id("Stall")] });
      await approved(approver);
    }
    const groups = Object.fromEntries(
      (await company.rows("account_group")).map(({ name, id: groupId }) => [String(name), String(groupId)]),
    );
    await requested(who, "account.add", { name: "Booth", groups: [groups.Region ?? ""] });
    await approved(approver);
    const later: [string, Values, string][] = [
      ["group.change", { remove: [id("Stall")] }, "Region"],
      ["group.rename", { name: "EMEA" }, "Region"],
      ["group.delete", {}, "Brand"],
    ];
    for (const [command, values, of] of later) {
      await sends(who, command, values, groups[of] ?? "");
      await approved(approver);
    }
    // Closed before it could be renamed.
    await requested(who, "account.rename", { account: id("Stall"), name: "Stand" });
    await requested(who, "account.close", { account: id("Stall") });
    await approved(approver);
    await approved(approver, "approve", "", "What it would have changed is different now");
  }

  /** One that stays, changed, and one that goes; what was asked for before a change of it is out of date. */
  async function makesRoles(ada: Chat, grace: Chat): Promise<void> {
    const role = { purpose: "for the replay", permissions: ["transaction:read"] };
    const asks = async (words: string, values: Values): Promise<string> => {
      company.clock.forward({ hours: 2 });
      const form = await ada.types(words);
      if (form.kind !== "form") throw new Error(wordsOf(form));
      const ref = refIn(await ada.submits(form.command, values, { ref: form.ref }));
      await company.confirms(ada, ref);
      return ref.id;
    };
    for (const name of ["Refunds", "Gone"]) await reviewed(grace, await asks(`role add ${name}`, { ...role, name }));
    const more = { permissions: ["settlement:read"], administration: ["history:read"] };
    await reviewed(grace, await asks("role change refunds", { ...role, name: "Payouts", ...more }));
    const early = await asks("role delete gone", {});
    await reviewed(grace, await asks("role change gone", { ...role, name: "Gone", ...more }));
    expect(await reviewed(grace, early)).toContain("can't be applied");
    expect(await reviewed(grace, await asks("role delete gone", {}))).toContain("Approved and done");
  }

  async function reviewed(who: Chat, requestId: string, decision: "approve" | "deny" = "approve"): Promise<string> {
    const ref = await company.current(requestId);
    await who.presses(`request.${decision}`, ref);
    const code = (await company.code(`request.${decision}`, ref.id)) ?? "";
    return wordsOf(await who.submits(`request.${decision}`, { code, comment: "Looked at it" }, { ref }));
  }

  type Chat = ReturnType<Company["speaking"]>;

  // FIRST_ADMIN_EMAIL was wrong at the first start.
  async function firstAdministrator(): Promise<Chat> {
    await company.starts("ada@acme.example", "Acme under another name");
    await company.starts("ada@acme.example");
    return joins("ada@acme.example");
  }

  /** Follows the link that is mailed, and connects a chat account. */
  async function joins(email: string): Promise<Chat> {
    const [row] = await company.rows("invitation", `AND email = '${email}' AND state = 'pending'`);
    const invitationId = String(row?.id);
    const task = await inTransaction(db, (tx) => prepareActivationMail(company.jobContext(tx), { invitationId }));
    const token = task.kind === "mail" ? task.mail.link?.url.split("/").at(-1) : undefined;
    const link = await company.activation.open(token ?? "");
    await company.activation.sendCode(link?.id ?? "");
    const code = (await company.code("invitation.accept", invitationId)) ?? "";
    const accepted = await company.activation.accept(link?.id ?? "", { code, name: "", password: PASSWORD });
    expect(accepted).toMatchObject({ ok: true });
    const chat = company.speaking({ platform: "slack", tenant: "T1", user: email });
    await chat.submits("identity.link", { email });
    const ref = { id: company.id, version: 1 };
    const holder = `chat:slack:T1:${email}`;
    const typed = (await company.code("identity.confirm", company.id, holder)) ?? "";
    expect(wordsOf(await chat.submits("identity.confirm", { code: typed }, { ref }))).toContain("You are connected");
    return chat;
  }

  async function invites(who: Chat, email: string, role: string, accounts: string[] = [], end = {}): Promise<void> {
    company.clock.forward({ hours: 2 });
    const ids = accounts.map((name) => company.accountIds.get(name) ?? "");
    const access = accounts.length > 0 ? { access: "some", accounts: ids } : { access: "all" };
    await requested(who, "invitation.create", { email, roles: [company.roles.get(role) ?? ""], ...access, ...end });
  }

  async function requested(who: Chat, command: string, values: Values): Promise<void> {
    company.clock.forward({ hours: 2 });
    const reply = await who.submits(command, values);
    if (reply.kind !== "form" || !reply.ref) throw new Error(wordsOf(reply));
    await company.confirms(who, reply.ref);
  }

  /** Two requests take the same role: the second one is out of date. One for an hour ends. */
  async function rolesChange(ada: Chat, grace: Chat): Promise<void> {
    const [row] = await company.rows("member", "AND email = 'leaves@acme.example'");
    const [grant] = await company.rows("role_grant", `AND member_id = '${row?.id}'`);
    const all = { access: "all", ends: "never" };
    const roles = { roles: [company.roles.get("Developer") ?? ""] };
    await sends(ada, "member.change", { ...roles, access: "all" }, String(row?.id));
    await sends(ada, "grant.change", all, String(grant?.id));
    await approved(grace, "approve", "member.change");
    await approved(grace, "approve", "grant.change", "is different now");
    await sends(ada, "grant.give", { ...roles, ...all, ends: "hours", hours: "1" }, String(row?.id));
    await approved(grace);
    await passes({ hours: 2 });
  }

  /** A name, and addresses: one that another one replaces, one that is not confirmed in time, and one that is. */
  async function isCorrected(who: Chat, approver: Chat, from: string): Promise<void> {
    const [row] = await company.rows("member", `AND email = '${from}'`);
    const chat = company.speaking({ platform: "slack", tenant: "T1", user: from });
    const becomes = async (email: string) => {
      company.clock.forward({ hours: 2 });
      await sends(who, "member.correct", { name: `Known as ${email.split("@")[0]}`, email }, String(row?.id));
      await approved(approver);
      const [asked] = await company.rows("address_change", "AND state = 'asked'");
      return { id: String(asked?.id), version: 1 };
    };
    await becomes("replaced@acme.example");
    await becomes("expires@acme.example");
    await passes({ hours: 25 });
    const ref = await becomes("moved@acme.example");
    await chat.presses("address.confirm", ref);
    const code = (await company.code("address.confirm", ref.id)) ?? "";
    expect(wordsOf(await chat.submits("address.confirm", { code }, { ref }))).toContain("is confirmed");
    await passes({ hours: 25 });
    await becomes(from);
  }

  async function sends(who: Chat, command: string, values: Values, id: string): Promise<void> {
    const reply = await who.submits(command, values, { ref: { id, version: 1 } });
    if (reply.kind !== "form" || !reply.ref) throw new Error(wordsOf(reply));
    await company.confirms(who, reply.ref);
  }

  async function leavesSlack(user: string): Promise<void> {
    await createLeft(company.services, company.id)({ platform: "slack", tenant: "T1", user }, true);
  }

  /** Asks for a change of that member, and confirms it with the code. */
  async function about(who: Chat, command: string, email: string): Promise<void> {
    company.clock.forward({ hours: 2 });
    const [row] = await company.rows("member", `AND email = '${email}' AND state <> 'removed'`);
    const reply = await who.submits(command, { reason: "Needed" }, { ref: { id: String(row?.id), version: 1 } });
    if (reply.kind !== "form" || !reply.ref) throw new Error(wordsOf(reply));
    await company.confirms(who, reply.ref);
  }

  /** The pending invitation of that address, as a button of its card names it. */
  async function offered(email: string) {
    const [row] = await company.rows("invitation", `AND email = '${email}' AND state = 'pending'`);
    return { id: String(row?.id), version: 0 };
  }

  async function approved(
    who: Chat,
    decision: "approve" | "deny" = "approve",
    command = "",
    words = "Approved and done",
  ) {
    const which = command ? `AND command = '${command}'` : "";
    const [row] = await company.rows("change_request", `AND state = 'awaiting_approval' ${which} ORDER BY number DESC`);
    const said = await reviewed(who, String(row?.id), decision);
    expect(said).toContain(decision === "approve" ? words : "Denied");
  }

  // No command gives a role for a time yet; what is given so must be in the event of who accepts it.
  async function until(email: string, days: number): Promise<void> {
    const held = "(SELECT id FROM member WHERE email = $1 AND state = 'invited')";
    await db.sql(
      `UPDATE role_grant SET until = date_trunc('milliseconds', now()) + $2 * interval '1 day' WHERE member_id = ${held}`,
      [email, days],
    );
  }

  async function passes(time: { days?: number; hours?: number }): Promise<void> {
    company.clock.forward(time);
    await tick(company.services);
  }

  /** A second organization of the same database, with a history of its own. */
  async function anotherOne(): Promise<string> {
    return inTransaction(db, async (tx) => {
      const { organization, roles } = await insertOrganization(tx, "Another", company.clock.now());
      const events = [{ kind: "organization.created", organizationId: organization.id, roles } as const];
      const doer = { by: null, via: "start" } as const;
      await company.record(tx, { organizationId: organization.id, doer, events, writes: [], now: company.clock.now() });
      return organization.id;
    });
  }

  /** What the tables say, in the same words. */
  async function stored(organizationId: string): Promise<State> {
    const rows = (statement: string) => db.sql(statement, [organizationId]);
    const pairs = async (statement: string) =>
      Object.fromEntries((await rows(statement)).map(({ id, value }) => [id, value]));
    const grants =
      "(SELECT jsonb_agg(jsonb_build_object('role', g.role_id, 'accounts', CASE WHEN all_accounts THEN '\"all\"' ELSE ACCOUNTS END, 'until', until, 'hours', hours_from_activation)) FROM role_grant g WHERE g.member_id = m.id)".replace(
        "ACCOUNTS",
        `(SELECT jsonb_agg(id ORDER BY id::text) FROM (SELECT account_id AS id FROM role_grant_account a WHERE a.grant_id = g.id
          UNION ALL SELECT group_id FROM role_grant_group a WHERE a.grant_id = g.id) named)`,
      );
    const held: Record<string, { state: string; grants: Given[] }> = await pairs(
      `SELECT id, jsonb_build_object('state', state, 'grants', coalesce(${grants}, '[]')) AS value FROM member m WHERE organization_id = $1`,
    );
    const members = Object.fromEntries(
      Object.entries(held).map(([id, member]) => [id, { ...member, grants: sorted(member.grants) }]),
    );
    const identity = "concat_ws(' ', member_id, platform, tenant, user_id)";
    return {
      roles: await pairs(
        "SELECT id, ARRAY(SELECT unnest(permissions) ORDER BY 1) AS value FROM role WHERE organization_id = $1 AND deleted_at IS NULL",
      ),
      accounts: await pairs(
        "SELECT id, CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END AS value FROM merchant_account WHERE organization_id = $1",
      ),
      groups: await pairs(
        `SELECT id, ARRAY(SELECT account_id FROM account_group_member m WHERE m.group_id = g.id ORDER BY account_id::text)
           AS value FROM account_group g WHERE organization_id = $1 AND deleted_at IS NULL`,
      ),
      conflicts: await pairs(
        `SELECT id, jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('roleId', first_role_id,
           'permission', first_permission)), jsonb_strip_nulls(jsonb_build_object('roleId', second_role_id,
           'permission', second_permission))) AS value FROM conflict_rule WHERE organization_id = $1`,
      ),
      members,
      identities: (await rows(`SELECT ${identity} AS one FROM identity WHERE organization_id = $1`))
        .map(({ one }) => String(one))
        .sort(),
      requests: await pairs("SELECT id, state AS value FROM change_request WHERE organization_id = $1"),
      addresses: await pairs("SELECT id, state AS value FROM address_change WHERE organization_id = $1"),
    };
  }

  it("gives who is a member, who holds what on which accounts until when, and how each request ended", async () => {
    const state = replayed(await company.events());
    expect(state).toEqual(await stored(company.id));
    const held = Object.values(state.members).flatMap(({ grants }) => grants.map((one) => JSON.parse(one)));
    expect(held.some(([, , end]) => end !== null)).toBe(true);
    expect(held.some(([, accounts]) => accounts !== "all")).toBe(true);
    expect(Object.keys(state.conflicts)).toHaveLength(1);
    const states = Object.values(state.members).map((member) => member.state);
    expect([...new Set(states)].sort()).toEqual(["active", "invited", "removed"]);
  });

  it("gives each organization its own", async () => {
    const rows = await db.sql("SELECT body FROM audit_entry WHERE organization_id = $1 ORDER BY sequence", [another]);
    const state = replayed(rows.map(({ body }) => JSON.parse(String(body))));
    expect(state).toEqual(await stored(another));
    expect([Object.keys(state.roles).length, state.members]).toEqual([5, {}]);
  });

  it("has met everything that the history can hold", async () => {
    const kinds = Object.entries(eventRules)
      .filter(([, { entry }]) => entry)
      .map(([name]) => name);
    const met = new Set((await company.events()).map((event) => String(event.kind)));
    expect([...met].sort()).toEqual(kinds.sort());
    expect(company.faults).toEqual([]);
  });
});
