import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "../../src/core/card.ts";
import type { Home, HomeDrawn, Reply, Sender } from "../../src/core/conversation.ts";
import { Throttled, Undeliverable } from "../../src/core/conversation.ts";
import type { Job } from "../../src/core/job.ts";
import type { Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { countRoundTrips } from "../../src/db/round-trips.ts";
import { sql } from "../../src/db/sql.ts";
import { deliver, type WorkerParts } from "../../src/delivery/worker.ts";
import { jobs } from "../../src/jobs.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { createHomeShown } from "../../src/pipeline/home-shown.ts";
import { createOutbound } from "../../src/pipeline/outbound.ts";
import { text } from "../../src/text/text.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "../abuse/setup.ts";
import { databases, freshDatabase } from "../harness/database.ts";

describe.each(databases)("Homes that are drawn again, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let parts: WorkerParts;
  /** What the chat shows, and the word for it. */
  let screen: { card: Card | null; version: string };
  let drawings: Home[];
  let onItsWay: () => Promise<void>;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    [ada, grace] = [await company.member("Ada", ["Admin"]), await company.member("Grace", ["Admin"])];
    const mailer = { send: async () => undefined, close: () => undefined };
    const enqueue = (queued: unknown) => sql`test_enqueue(${JSON.stringify(queued)}::jsonb)`;
    const senders = new Map([["slack", sender] as const]);
    parts = { db, mailer, enqueue, senders, ...createOutbound(company.services, jobs) };
  });
  afterAll(() => db.close());

  const sender: Sender = {
    tenant: () => "T1",
    post: () => Promise.reject(new Error("nothing is posted")),
    update: () => Promise.reject(new Error("nothing is updated")),
    find: () => Promise.reject(new Error("nobody is looked for")),
    async home(home): Promise<HomeDrawn> {
      drawings.push(home);
      await onItsWay();
      if (home.version && home.version !== screen.version) return { kind: "moved" };
      screen = { card: home.card, version: `${screen.version}+` };
      return { kind: "shown", version: screen.version };
    },
  };

  /** As a chat does: Home is shown, and the product is told so. */
  async function opens(who: Member): Promise<void> {
    const reply: Reply = await who.presses("home.show");
    if (reply.kind !== "card") throw new Error(wordsOf(reply));
    screen = { card: reply.card, version: "v" };
    [drawings, onItsWay] = [[], async () => undefined];
    await createHomeShown(company.services, company.id)({ by: who.account, locale: "en", reply, version: "v" });
  }
  /** Does what is queued about Homes, and what that queues. */
  async function works(): Promise<string[]> {
    const done: string[] = [];
    for (;;) {
      const [row] = await db.sql(
        "DELETE FROM queued WHERE id = (SELECT min(id) FROM queued WHERE job ->> 'name' IN ('home', 'homes')) RETURNING job",
      );
      if (!row) return done;
      const job = row.job as Job;
      done.push(job.name);
      if (done.length > 50) throw new Error("it never ends");
      await deliver(parts, { organizationId: company.id, job });
    }
  }
  const onScreen = () => wordsOf(screen.card);
  const homes = () => company.rows("open_home");
  let people = 0;
  const asked = () => company.waiting(ada, `somebody${++people}@acme.example`);
  const later = () => company.clock.forward({ hours: 25 });

  it("costs nothing where nobody has opened one: one look for each change, and no job", async () => {
    await asked();
    const planned = await countRoundTrips(works);
    expect(new Set(planned.value)).toEqual(new Set(["homes"]));
    await db.sql("INSERT INTO queued (organization_id, job) SELECT $1, '{}' WHERE false", [company.id]);
    const job: Job = { name: "homes", of: "member", id: ada.id };
    const { count } = await countRoundTrips(() => deliver(parts, { organizationId: company.id, job }));
    expect(count).toBe(1);
    later();
  });

  it("are not drawn where they show just that already", async () => {
    await opens(grace);
    expect(await works()).toEqual(["home"]);
    expect(drawings).toEqual([]);
    await company.reviews(ada, await company.waiting(ada, "nobody@acme.example"));
    later();
  });

  it("are drawn over the version that is known, and once more where that is not what is there", async () => {
    await opens(grace);
    await works();
    screen.version = "somebody else's";
    await asked();
    await works();
    expect(drawings.map(({ version }) => version)).toEqual(["v", null]);
    expect(onScreen()).toContain(`somebody${people}@acme.example`);
    expect(await homes()).toMatchObject([{ version: screen.version }]);
    later();
  });

  it("are drawn once more where something has changed while they were on their way", async () => {
    await opens(grace);
    await works();
    const ref = await asked();
    onItsWay = async () => {
      onItsWay = async () => undefined;
      await ada.submits("request.withdraw", {}, { ref });
      // The jobs of both are lost: what is drawn must not depend on them.
      await db.sql("DELETE FROM queued");
    };
    await deliver(parts, { organizationId: company.id, job: { name: "home", ...grace.account } });
    expect(await works()).toEqual(["home"]);
    expect(drawings.length).toBe(2);
    expect(onScreen()).not.toContain(`somebody${people}@acme.example`);
    later();
  });

  it("are drawn once more where they were opened while they were on their way", async () => {
    await opens(grace);
    await works();
    await asked();
    onItsWay = async () => {
      onItsWay = async () => undefined;
      await db.sql("UPDATE open_home SET version = 'opened', shown = ''");
    };
    await works();
    expect(drawings.length).toBeGreaterThan(1);
    expect(await homes()).toMatchObject([{ version: screen.version }]);
    later();
  });

  it("are forgotten where the chat has none any more; to wait as it asks is no failure of theirs", async () => {
    await opens(grace);
    await works();
    onItsWay = () => Promise.reject(new Throttled(3));
    await asked();
    await expect(works()).rejects.toThrow("throttled");
    expect(await homes()).toHaveLength(1);
    onItsWay = () => Promise.reject(new Undeliverable("not_enabled"));
    await deliver(parts, { organizationId: company.id, job: { name: "home", ...grace.account } });
    expect(await homes()).toEqual([]);
    later();
  });

  it("are left alone when nobody has looked for a month", async () => {
    await opens(grace);
    await works();
    company.clock.forward({ days: 31 });
    await asked();
    expect(new Set(await works())).toEqual(new Set(["homes"]));
    expect(drawings).toEqual([]);
  });

  it("of many are drawn a part at a time, each once", async () => {
    const roleId = company.roles.get("Operations") ?? "";
    const many = 450;
    const each = `SELECT md5(n::text)::uuid AS id, $1::uuid AS organization_id, n FROM generate_series(1, ${many}) n`;
    await db.sql(
      `INSERT INTO member (id, organization_id, email, state, created_at, activated_at, password_hash)
       SELECT id, organization_id, 'many' || n || '@acme.example', 'active', now(), now(), 'x' FROM (${each}) e`,
      [company.id],
    );
    await db.sql(
      `INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts)
       SELECT id, organization_id, id, $2::uuid, true FROM (${each}) e`,
      [company.id, roleId],
    );
    // The same people in two workspaces: a page ends within the one or the other.
    await db.sql(
      `INSERT INTO open_home (organization_id, platform, tenant, user_id, member_id, locale, opened_at)
       SELECT organization_id, 'slack', t, 'U' || n, id, 'en', $2 FROM (${each}) e, unnest(ARRAY['T1', 'T0']) t`,
      [company.id, company.clock.now().toISOString()],
    );
    await db.sql("DELETE FROM queued");
    const drawn: string[] = [];
    const sizes: number[] = [];
    for (let jobs: Job[] = [{ name: "homes", of: "role", id: roleId }]; jobs.length > 0; ) {
      for (const job of jobs) await deliver(parts, { organizationId: company.id, job });
      const queued = (await db.sql("DELETE FROM queued RETURNING job")).map(({ job }) => job as Job);
      sizes.push(queued.length);
      drawn.push(...queued.flatMap((job) => (job.name === "home" ? `${job.tenant} ${job.user}` : [])));
      jobs = queued.filter(({ name }) => name === "homes");
    }
    expect([drawn.length, new Set(drawn).size]).toEqual([2 * many, 2 * many]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(201);
    for (const table of ["open_home", "role_grant"])
      await db.sql(`DELETE FROM ${table} WHERE member_id IN (SELECT id FROM (${each}) e)`, [company.id]);
  });

  it("follow the name and the address that they are titled with", async () => {
    const corrects = async (who: Member, values: Values) => {
      const ref = refIn(await ada.submits("member.correct", values, { ref: { id: who.id, version: 1 } }));
      await company.confirms(ada, ref);
      await company.reviews(grace, await company.current(ref.id));
    };
    const nora = await company.member("Nora");
    await opens(nora);
    await works();
    await corrects(nora, { name: "", email: "norah@acme.example" });
    const [change] = await company.rows("address_change");
    const ref = { id: String(change?.id), version: 1 };
    await nora.presses("address.confirm", ref);
    await nora.submits("address.confirm", { code: (await company.code("address.confirm", ref.id)) ?? "" }, { ref });
    later();
    await tick(company.services);
    await works();
    expect(onScreen()).toContain("norah@acme.example in Acme");
    await corrects(nora, { name: "Nora Noether", email: "norah@acme.example" });
    await works();
    expect(onScreen()).toContain("Nora Noether (norah@acme.example) in Acme");
    await db.sql("DELETE FROM open_home");
    later();
  });

  it("B8: of one organization show nothing of another one, to which the workspace has gone since", async () => {
    await opens(grace);
    const other = await openOrganization(db, { name: "Globex", tenant: "T2", beside: company });
    const wanda = await other.member("Wanda", ["Admin"]);
    await other.waiting(await other.member("Walt", ["Admin"]), "secret@globex.example");
    // What is left of the time when that workspace was Acme's.
    await db.sql(
      `INSERT INTO open_home (organization_id, platform, tenant, user_id, member_id, locale, opened_at, shown, version)
       VALUES ($1, 'slack', 'T2', $2, $3, 'en', $4, 'x', 'v')`,
      [company.id, wanda.account.user, grace.id, company.clock.now().toISOString()],
    );
    await deliver(parts, { organizationId: company.id, job: { name: "home", ...wanda.account } });
    expect(drawings).toEqual([]);
    // Its own Home is the other one's to draw.
    await createHomeShown(
      other.services,
      other.id,
    )({
      ...{ by: wanda.account, locale: "en", version: null },
      reply: { kind: "text", text: text("home.more") },
    });
    await db.sql("UPDATE open_home SET shown = 'x' WHERE organization_id = $1", [other.id]);
    await deliver(parts, { organizationId: other.id, job: { name: "home", ...wanda.account } });
    expect(wordsOf(drawings.at(-1)?.card)).toContain("secret@globex.example");
    await db.sql("DELETE FROM queued WHERE organization_id = $1", [other.id]);
    await db.sql("DELETE FROM open_home WHERE tenant = 'T2'");
    later();
  });

  it("show a member's requests to that member alone, whoever has their chat account since", async () => {
    await opens(grace);
    await works();
    await db.sql("DELETE FROM identity WHERE member_id = $1", [grace.id]);
    await deliver(parts, { organizationId: company.id, job: { name: "home", ...grace.account } });
    expect(onScreen()).toContain("You are not connected to Acme");
    expect(screen.card?.items).toBeUndefined();
    const mallory = await company.member("Mallory");
    await db.sql("UPDATE identity SET user_id = 'Grace' WHERE member_id = $1", [mallory.id]);
    await deliver(parts, { organizationId: company.id, job: { name: "home", ...grace.account } });
    expect(onScreen()).toContain("mallory@acme.example in Acme");
    expect(onScreen()).not.toContain("waits for your approval.\nsomebody");
    expect(screen.card?.items).toEqual([]);
    expect((screen.card?.buttons ?? []).map(({ command }) => command)).toEqual(["role.list", "grant.ask"]);
    expect(company.faults).toEqual([]);
  });
});
