import { randomUUID } from "node:crypto";
import { changes } from "../../src/commands.ts";
import type { ChatAccount, Handle, Reply, Suggest } from "../../src/core/conversation.ts";
import type { Job, QueuedJob } from "../../src/core/job.ts";
import { createKeys, type Keys } from "../../src/core/keys.ts";
import type { LogFields } from "../../src/core/log.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import { isText } from "../../src/core/text.ts";
import type { Database } from "../../src/db/open.ts";
import { sql } from "../../src/db/sql.ts";
import { inTransaction, readTime, type Tx } from "../../src/db/transaction.ts";
import { createRecord } from "../../src/domain/history/record.ts";
import { found } from "../../src/domain/invitations/founding.ts";
import type { JobContext } from "../../src/domain/job.ts";
import { addFirstAccounts, connectTenant, insertOrganization } from "../../src/domain/organizations/store.ts";
import { livingCard, type Viewer } from "../../src/domain/requests/cards.ts";
import { loadRequest } from "../../src/domain/requests/notifications.ts";
import { prepareCode } from "../../src/domain/verification/notifications.ts";
import { events as eventRules } from "../../src/events.ts";
import { createActivationService } from "../../src/pipeline/activation-service.ts";
import { createHandle } from "../../src/pipeline/handle.ts";
import type { Services } from "../../src/pipeline/services.ts";
import { createSuggest } from "../../src/pipeline/suggest.ts";
import { en } from "../../src/text/en/sentences.ts";
import { say } from "../../src/text/translate.ts";
import type { ActivationService } from "../../src/web/activation/service.ts";
import { createClock } from "../fakes/clock.ts";
import { insertGrant, insertIdentity, insertMember } from "../fixtures/rows.ts";

/** Queues jobs in a table of the same transaction. */
const QUEUEING = `CREATE OR REPLACE FUNCTION test_enqueue(jobs jsonb) RETURNS int LANGUAGE sql AS $$
  INSERT INTO queued (organization_id, job)
  SELECT (value ->> 'organizationId')::uuid, value -> 'job' FROM jsonb_array_elements(jobs) RETURNING 1 $$`;

export type Company = Awaited<ReturnType<typeof openOrganization>>;
export type Member = Chat & { id: string; email: string; account: ChatAccount };
type Rows = Record<string, unknown>[];

/** What a chat account can do. */
type Chat = {
  types(text: string): Promise<Reply>;
  writes(text: string): Promise<Reply>;
  presses(command: string, ref?: Ref, values?: Values): Promise<Reply>;
  submits(command: string, values: Values, more?: { ref?: Ref | undefined; key?: string }): Promise<Reply>;
};

type Pipeline = {
  clock: ReturnType<typeof createClock>;
  services: Services;
  handle: Handle;
  suggest: Suggest;
  activation: ActivationService;
};
type Opening = {
  name?: string;
  tenant?: string;
  accounts?: string[];
  /** founded as a first start does, with the invitation of this one; else there is nobody and no history yet */
  firstAdmin?: string;
  /** behind the same `handle` as this one, as two organizations of one process are */
  beside?: Pipeline;
};

/**
 * One organization behind `handle`, on a database that may hold several: no chat, no pages, no worker. Its jobs lie in
 * a table of the same transaction, and codes are made by the function by which the worker makes them.
 */
export async function openOrganization(
  db: Database,
  { name = "Acme", tenant = "T1", accounts = ["Shop"], firstAdmin, beside }: Opening = {},
) {
  const clock = beside?.clock ?? createClock();
  const { matches, ...others } = createKeys(["a key for tests, at least thirty-two characters"]);
  const compared = { codes: 0 };
  const keys: Keys = {
    ...others,
    matches: (purpose, ...data) => {
      if (purpose === "code") compared.codes += 1;
      return matches(purpose, ...data);
    },
  };
  const faults: LogFields[] = [];
  await db.sql("CREATE TABLE IF NOT EXISTS queued (id serial, organization_id uuid, job jsonb)");
  await db.sql(QUEUEING);
  const enqueue = (jobs: readonly QueuedJob[]) => sql`test_enqueue(${JSON.stringify(jobs)}::jsonb)`;
  const log = { info: () => undefined, warn: () => undefined, error: (fields: LogFields) => void faults.push(fields) };
  const record = createRecord(eventRules, enqueue);
  const organization = await inTransaction(db, async (tx) => {
    const organization = firstAdmin
      ? await starts(tx, firstAdmin)
      : (await insertOrganization(tx, name, clock.now())).organization;
    if (!firstAdmin) await addFirstAccounts(tx, organization.id, accounts);
    await connectTenant(tx, organization.id, { platform: "slack", tenant });
    return organization;
  });
  const { id } = organization;
  const places = () => ({ platforms: [], approvalChannels: [], securityContact: null });
  const services: Services = beside?.services ?? {
    ...{ db, clock: clock.database, record, keys, log, newReference: () => "reference" },
    ...{ publicUrl: "http://localhost", places },
  };
  const handle = beside?.handle ?? createHandle(services);
  const suggest = beside?.suggest ?? createSuggest(services);
  const activation = beside?.activation ?? createActivationService(services);
  const roles = await idsByName(db, "role", id);
  const accountIds = await idsByName(db, "merchant_account", id);

  /** What a start of the product does, with this FIRST_ADMIN_EMAIL and ORGANIZATION_NAME. */
  async function starts(tx: Tx, email: string, called = name): Promise<{ id: string; name: string }> {
    const now = await readTime(tx, clock.database());
    const { organization, ...done } = await found(tx, {
      name: called,
      isNamed: true,
      firstAdmin: email,
      merchantAccounts: accounts,
      now,
    });
    await record(tx, { organizationId: organization.id, doer: { by: null, via: "start" }, ...done, now });
    return organization;
  }

  /** Somebody active who holds these roles, connected under their name. */
  async function member(who: string, held: string[] = [], scope: string[] | "all" = "all"): Promise<Member> {
    const email = `${who.toLowerCase()}@${name.toLowerCase()}.example`;
    const memberId = await insertMember(db, { organizationId: id, email });
    for (const role of held) await grant(memberId, role, scope);
    const account: ChatAccount = { platform: "slack", tenant, user: who };
    await link(memberId, account);
    return { id: memberId, email, account, ...speaking(account) };
  }

  async function grant(memberId: string, role: string, scope: string[] | "all" = "all"): Promise<void> {
    const accounts = scope === "all" ? scope : scope.map((account) => accountIds.get(account) ?? "");
    await insertGrant(db, { organizationId: id, memberId, roleId: roles.get(role) ?? "", accounts });
  }

  async function link(memberId: string, account: ChatAccount): Promise<void> {
    const { platform, tenant } = account;
    await inTransaction(db, (tx) => connectTenant(tx, id, { platform, tenant }));
    await insertIdentity(db, { organizationId: id, memberId, ...account });
  }

  /** Everything comes in through `handle`. */
  function speaking(by: ChatAccount): Chat {
    const base = () => ({ by, key: randomUUID(), locale: "en" });
    return {
      types: (text) => handle({ ...base(), kind: "typed", text, where: "command" }),
      writes: (text) => handle({ ...base(), kind: "typed", text, where: "direct" }),
      presses: (command, ref, values = {}) =>
        handle({ ...base(), kind: "pressed", command, ...(ref && { ref }), values }),
      submits: (command, values, { ref, key } = {}) =>
        handle({ ...base(), ...(key && { key }), kind: "submitted", command, ...(ref && { ref }), values }),
    };
  }

  /** What a job of this organization is given. */
  const jobContext = (tx: Tx): JobContext => {
    const [time, publicUrl] = [clock.database(), services.publicUrl];
    const record: JobContext["record"] = async (events, writes) =>
      services.record(tx, {
        ...{ organizationId: id, doer: { by: null, via: "clock" }, events, writes, now: await readTime(tx, time) },
      });
    return { tx, organization, time, readTime: () => readTime(tx, time), publicUrl, keys, record, ...places() };
  };

  /** The code of the newest challenge for that, as it would be mailed; null if none is to be sent. */
  async function code(command: string, subject: string, holder?: string): Promise<string | null> {
    const found = await db.sql(
      "SELECT id FROM challenge WHERE organization_id = $1 AND command = $2 AND subject = $3 AND ($4::text IS NULL OR holder = $4) ORDER BY created_at DESC, id LIMIT 1",
      [id, command, subject, holder ?? null],
    );
    const [challenge] = found;
    if (!challenge) return null;
    const task = await inTransaction(db, (tx) =>
      prepareCode({ ...jobContext(tx), purposes: {} }, { challengeId: String(challenge.id) }),
    );
    return task.kind === "mail" ? (task.mail.code ?? null) : null;
  }

  /** Asks to have somebody invited; the request waits for its code. */
  async function asks(who: Chat, email: string, { role = "Operations", key = randomUUID() } = {}): Promise<Ref> {
    const values = { email, roles: [roles.get(role) ?? ""], access: "all", reason: "needed" };
    return refIn(await who.submits("invitation.create", values, { key }));
  }

  /** Confirms it with its code: what comes of it is said. */
  async function confirms(who: Chat, ref: Ref): Promise<Reply> {
    return who.submits("request.verify", { code: (await code("request.verify", ref.id)) ?? "" }, { ref });
  }

  /** A request that waits for approval, and its Ref. */
  async function waiting(who: Chat, email: string, role = "Operations"): Promise<Ref> {
    const ref = await asks(who, email, { role });
    await confirms(who, ref);
    return current(ref.id);
  }

  async function current(requestId: string): Promise<Ref> {
    const [row] = await db.sql("SELECT id::text, version FROM change_request WHERE id = $1", [requestId]);
    return row as Ref;
  }

  /** Opens the form of an approval or a denial and sends it with its code. */
  async function reviews(who: Member, ref: Ref, decision: "approve" | "deny" = "approve"): Promise<Reply> {
    await who.presses(`request.${decision}`, ref);
    const typed = await code(`request.${decision}`, ref.id, `member:${who.id}`);
    return who.submits(`request.${decision}`, { code: typed ?? "", comment: "Looked at it" }, { ref });
  }

  /** The living message of a request, in words. */
  async function message({ id: requestId }: Ref, viewer: Viewer = { as: "channel" }): Promise<string> {
    return inTransaction(db, async (tx) => {
      const about = await loadRequest({ ...jobContext(tx), changes }, requestId);
      return about ? wordsOf(await livingCard({ tx, locale: "en" }, about, viewer)) : "";
    });
  }

  const rows = (table: string, where = ""): Promise<Rows> =>
    db.sql(`SELECT * FROM ${table} WHERE organization_id = $1 ${where}`, [id]);
  const events = async (): Promise<Record<string, unknown>[]> =>
    (await rows("audit_entry", "ORDER BY sequence")).map(({ body }) => JSON.parse(String(body)));
  const jobs = async (): Promise<Job[]> => (await rows("queued", "ORDER BY id")).map(({ job }) => job as Job);

  return {
    ...{
      db,
      id,
      organization,
      clock,
      keys,
      record,
      services,
      jobContext,
      faults,
      compared,
      handle,
      suggest,
      activation,
      roles,
      accountIds,
      member,
      grant,
      link,
    },
    starts: (email: string, called?: string) => inTransaction(db, (tx) => starts(tx, email, called)),
    ...{ speaking, code, asks, confirms, waiting, current, reviews, message, rows, events, jobs },
    count: async (kind: string) => (await events()).filter((event) => event.kind === kind).length,
  };
}

async function idsByName(db: Database, table: string, organizationId: string): Promise<Map<string, string>> {
  const found = await db.sql(`SELECT name, id::text FROM ${table} WHERE organization_id = $1`, [organizationId]);
  return new Map(found.map(({ name, id }) => [String(name), String(id)]));
}

export function refIn(reply: Reply): Ref {
  if (reply.kind === "form" && reply.ref) return reply.ref;
  throw new Error(`no form with a ref, but: ${wordsOf(reply)}`);
}

/** Everything a reply says, in words. */
export function wordsOf(reply: unknown): string {
  if (isText(reply) && reply.id in en) return say(reply, ANYBODY);
  if (Array.isArray(reply)) return reply.map(wordsOf).filter(Boolean).join("\n");
  if (typeof reply !== "object" || reply === null) return "";
  return Object.values(reply).map(wordsOf).filter(Boolean).join("\n");
}

/** As many at once. */
export function atOnce<T>(count: number, act: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => act(at)));
}
