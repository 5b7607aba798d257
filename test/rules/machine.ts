import type fc from "fast-check";
import { expect } from "vitest";
import { type Clock, sql } from "../../src/db/sql.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { verifyChain } from "../../src/domain/history/verify.ts";
import { digestOf } from "../../src/domain/requests/request.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { type Company, type Member, wordsOf } from "../abuse/setup.ts";

/** What a request should be, kept by somebody who knows the rules and not the program. */
export type Kept = {
  id: string;
  version: number;
  requester: string;
  email: string;
  state: "awaiting_code" | "awaiting_approval" | "applied" | "denied" | "withdrawn" | "expired";
  /** approvals that it takes; null: none, as the only administrator asked */
  quorum: number | null;
  /** who has reviewed, and the version they saw */
  approvals: Map<string, number>;
  askedAt: number;
  /** how many changes the history must hold for it */
  changes: number;
};
export type Model = {
  hour: number;
  approvals: number;
  administrators: Set<string>;
  requests: Kept[];
  taken: Set<string>;
};
export type Real = { company: Company; people: Map<string, Member>; closed: Map<string, string> };
type Command = fc.AsyncCommand<Model, Real>;

export const NAMES = ["Ada", "Grace", "Edsger"];
const isOpen = ({ state }: Kept) => state === "awaiting_code" || state === "awaiting_approval";
/** The open ones first: that is where something can happen. */
function pick({ requests }: Model, at: number): Kept | undefined {
  const ordered = [...requests.filter(isOpen), ...requests.filter((one) => !isOpen(one)).reverse()];
  return ordered[at % Math.max(1, ordered.length)];
}

function who(real: Real, name: string): Member {
  const member = real.people.get(name);
  if (!member) throw new Error(`nobody is called ${name}`);
  return member;
}

/** One after the other, as one step: so that a run gets somewhere. */
export const inARow = (...steps: Command[]): Command => ({
  check: () => true,
  async run(model, real) {
    for (const step of steps) if (step.check(model)) await step.run(model, real);
  },
  toString: () => steps.map(String).join(", then "),
});

function command(name: string, run: Command["run"], check: Command["check"] = () => true): Command {
  const checked: Command["run"] = async (model, real) => {
    // The limits on codes have tests of their own.
    await real.company.db.sql("DELETE FROM challenge");
    await run(model, real);
    await agrees(model, real);
  };
  return { check, run: checked, toString: () => name };
}

/** Applies it in the model, if the requester still may and the address is still free. */
function applies(model: Model, kept: Kept): boolean {
  if (!model.administrators.has(kept.requester) || model.taken.has(kept.email)) return false;
  kept.state = "applied";
  kept.changes += 2;
  model.taken.add(kept.email);
  return true;
}

export const asks = (name: string, email: string) =>
  command(
    `${name} asks for ${email}`,
    async (model, real) => {
      const { company } = real;
      const open = model.requests.filter(isOpen);
      const mine = model.requests.filter((one) => one.requester === name);
      const others = [...model.administrators].filter((one) => one !== name).length;
      const isRefused =
        open.some((one) => one.email === email) ||
        mine.filter(isOpen).length >= 5 ||
        mine.filter((one) => one.askedAt > model.hour - 24).length >= 20 ||
        model.taken.has(email) ||
        (others > 0 && others < model.approvals);
      const values = { email, roles: [company.roles.get("Operations") ?? ""], access: "all" };
      const reply = await who(real, name).submits("invitation.create", values);
      expect([wordsOf(reply), wordsOf(reply).includes("Confirm it's you")]).toEqual([expect.anything(), !isRefused]);
      if (isRefused || reply.kind !== "form" || !reply.ref) return;
      model.requests.push({
        ...{ id: reply.ref.id, version: 1, requester: name, email, state: "awaiting_code" },
        // The policy of now is the one it is decided under; nobody else's approval was needed of a sole administrator.
        quorum: others === 0 ? null : model.approvals,
        ...{ approvals: new Map(), askedAt: model.hour, changes: 1 },
      });
    },
    (model) => model.administrators.has(name),
  );

export const confirms = (at: number) =>
  command(
    `${at} is confirmed`,
    async (model, real) => {
      const kept = pick(model, at) as Kept;
      const member = who(real, kept.requester);
      const ref = { id: kept.id, version: kept.version };
      await member.presses("request.verify", ref);
      await real.company.confirms(member, ref);
      if (kept.state !== "awaiting_code") return;
      const others = [...model.administrators].filter((one) => one !== kept.requester).length;
      const isSole = others === 0 && model.administrators.has(kept.requester);
      const quorum = kept.quorum ?? model.approvals;
      if (!isSole && others < quorum) return;
      if (isSole && !applies(model, kept)) return;
      kept.version += 1;
      kept.changes += isSole ? 1 : 2;
      if (isSole) return;
      kept.state = "awaiting_approval";
      kept.quorum = quorum;
    },
    (model) => model.requests.length > 0,
  );

export const reviews = (name: string, at: number, decision: "approve" | "deny", seen: number) =>
  command(
    `${name}: ${decision} ${at}${seen === 0 ? "" : ` as of ${seen} versions ago`}`,
    async (model, real) => {
      const kept = pick(model, at) as Kept;
      await real.company.reviews(who(real, name), { id: kept.id, version: kept.version - seen }, decision);
      const may = model.administrators.has(name) && name !== kept.requester && !kept.approvals.has(name);
      if (kept.state !== "awaiting_approval" || seen !== 0 || !may) return;
      if (decision === "deny") {
        Object.assign(kept, { state: "denied", version: kept.version + 1, changes: kept.changes + 1 });
        return;
      }
      kept.approvals.set(name, kept.version);
      const counted = [...kept.approvals].filter(
        ([approver, version]) => version === kept.version && model.administrators.has(approver),
      );
      if (counted.length < (kept.quorum ?? 0)) kept.changes += 1;
      else if (applies(model, kept)) Object.assign(kept, { version: kept.version + 1, changes: kept.changes + 1 });
      else kept.approvals.delete(name);
    },
    (model) => model.requests.length > 0,
  );

export const withdraws = (name: string, at: number) =>
  command(
    `${name} withdraws ${at}`,
    async (model, real) => {
      const kept = pick(model, at) as Kept;
      const ref = { id: kept.id, version: kept.version };
      await who(real, name).presses("request.withdraw", ref);
      await who(real, name).submits("request.withdraw", {}, { ref });
      if (name !== kept.requester || !isOpen(kept)) return;
      Object.assign(kept, { state: "withdrawn", version: kept.version + 1, changes: kept.changes + 1 });
    },
    (model) => model.requests.length > 0,
  );

/** As a change of what is asked for would be made: new content, new version, earlier approvals count for nothing. */
export const edits = (at: number, email: string) =>
  command(
    `${at} is changed to ${email}`,
    async (model, { company }) => {
      const kept = pick(model, at) as Kept;
      await edit(company, kept, email);
      Object.assign(kept, { email, version: kept.version + 1 });
    },
    (model) => {
      const kept = pick(model, at);
      return kept?.state === "awaiting_approval" && !model.requests.some((one) => isOpen(one) && one.email === email);
    },
  );

export async function edit(
  { db }: Company,
  { id, version }: { id: string; version: number },
  email: string,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { command: name, payload } = await tx.changeRequest.findUniqueOrThrow({ where: { id } });
    const changed = { ...(payload as object), emails: [email] };
    const data = { payload: changed, digest: digestOf(name, changed), subject: email, version: version + 1 };
    await tx.changeRequest.updateMany({ where: { id, version, state: "awaiting_approval" }, data });
  });
}

export const hoursPass = (hours: number) =>
  command(`${hours} hours pass`, async (model, { company }) => {
    company.clock.forward({ hours });
    model.hour += hours;
    await tick(company.services);
    for (const kept of model.requests.filter((one) => isOpen(one) && one.askedAt + 72 <= model.hour))
      Object.assign(kept, { state: "expired", version: kept.version + 1, changes: kept.changes + 1 });
  });

export const policy = (approvals: number) =>
  command(`${approvals} approvals are needed from now on`, async (model, { company }) => {
    await company.db.sql("UPDATE policy SET approvals = $2 WHERE organization_id = $1", [company.id, approvals]);
    model.approvals = approvals;
  });

export const loses = (name: string) =>
  command(
    `${name} is demoted`,
    async (model, real) => {
      await real.company.db.sql("DELETE FROM role_grant WHERE member_id = $1", [who(real, name).id]);
      model.administrators.delete(name);
    },
    (model) => model.administrators.has(name) && model.administrators.size > 1,
  );

export const regains = (name: string) =>
  command(
    `${name} is administrator again`,
    async (model, real) => {
      await real.company.grant(who(real, name).id, "Admin");
      model.administrators.add(name);
    },
    (model) => !model.administrators.has(name),
  );

/** The model and the database say the same, and the database says nothing that must not be. */
async function agrees(model: Model, real: Real): Promise<void> {
  const { company, closed } = real;
  expect(company.faults.splice(0)).toEqual([]);
  const rows = new Map((await company.rows("change_request")).map((row) => [row.id, row]));
  for (const kept of model.requests) {
    const row = rows.get(kept.id);
    expect([kept.id, row?.state, row?.version]).toEqual([kept.id, kept.state, kept.version]);
    if (isOpen(kept)) continue;
    const before = closed.get(kept.id) ?? JSON.stringify(row);
    expect(JSON.stringify(row)).toBe(before);
    closed.set(kept.id, before);
  }
  expect((await company.rows("invitation")).map(({ email }) => email).sort()).toEqual([...model.taken].sort());
  const events = (await company.events()).filter(({ kind }) => kind !== "command.refused");
  const changes = model.requests.reduce((sum, kept) => sum + kept.changes, 0);
  expect(events).toHaveLength(changes);
  await isLawful(company);
  const active = await company.db.sql(
    `SELECT DISTINCT g.member_id FROM role_grant g JOIN member m ON m.id = g.member_id
     WHERE g.organization_id = $1 AND g.role_id = $2 AND m.state = 'active'`,
    [company.id, company.roles.get("Admin")],
  );
  expect(active).toHaveLength(model.administrators.size);
  expect(active.length).toBeGreaterThan(0);
}

/** What holds of every request at any time, no matter who did what in which order. */
export async function isLawful(company: Company): Promise<void> {
  const [events, allReviews] = [await company.events(), await company.rows("review")];
  for (const row of await company.rows("change_request")) {
    const kinds = events.filter(({ requestId }) => requestId === row.id).map(({ kind }) => String(kind));
    const ends = kinds.filter((kind) => /\.(applied|denied|withdrawn|expired)$/.test(kind));
    const isClosed = !String(row.state).startsWith("awaiting");
    expect(ends).toEqual(isClosed ? [`request.${row.state}`] : []);
    const given = allReviews.filter((review) => review.request_id === row.id);
    expect(new Set(given.map(({ approver_id }) => approver_id)).size).toBe(given.length);
    expect(given.map(({ approver_id }) => approver_id)).not.toContain(row.requester_id);
    expect(kinds.filter((kind) => /\.(approved|denied)$/.test(kind))).toHaveLength(given.length);
    if (row.state !== "applied") continue;
    const saw = given.filter(
      ({ decision, version, digest }) =>
        decision === "approved" && version === Number(row.version) - 1 && digest === row.digest,
    );
    const { approvals, because } = row.policy as { approvals: number; because: string };
    expect(saw.length).toBeGreaterThanOrEqual(approvals);
    expect(approvals > 0 || because === "sole_administrator").toBe(true);
  }
  const applied = events.filter(({ kind }) => kind === "request.applied").length;
  expect(events.filter(({ kind }) => kind === "invitation.created")).toHaveLength(applied);
}

/** And of the history as a whole. */
export async function isWhole(company: Company): Promise<void> {
  const verdict = await verifyChain((read) => inTransaction(company.db, read), company.id, null);
  expect(verdict).toMatchObject({ ok: true, entries: (await company.events()).length });
}

export const later =
  (company: Company, hours: number): Clock =>
  () =>
    sql`(${company.clock.database()} + ${hours} * interval '1 hour')`;
