import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { prepareActivationMail } from "../../src/domain/invitations/notifications.ts";
import { digestOf } from "../../src/domain/requests/request.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const PASSWORD = "correct horse battery staple";
const HOUR = 3_600_000;

describe.each(databases)("the end of what somebody is invited to, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;

  beforeEach(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
  });
  afterEach(async () => {
    expect(company.faults).toEqual([]);
    await db.close();
  });

  const EMAIL = "new@acme.example";
  const submits = (end: Values, role = "Operations") =>
    ada.submits("invitation.create", {
      ...{ email: EMAIL, roles: [company.roles.get(role) ?? ""], access: "all", reason: "" },
      ...end,
    });
  async function waiting(end: Values, role?: string): Promise<Ref> {
    const ref = refIn(await submits(end, role));
    await company.confirms(ada, ref);
    return company.current(ref.id);
  }
  const grants = () =>
    db.sql("SELECT until, hours_from_activation, granted_at FROM role_grant WHERE request_id IS NOT NULL");
  const dayIn = (hours: number) => new Date(company.clock.now().getTime() + hours * HOUR).toISOString().slice(0, 10);

  async function link() {
    const [row] = await company.rows("invitation", "AND state = 'pending'");
    const invitationId = String(row?.id);
    const task = await inTransaction(db, (tx) => prepareActivationMail(company.jobContext(tx), { invitationId }));
    const token = (task.kind === "mail" && task.mail.link?.url.split("/").at(-1)) || "";
    const open = await company.activation.open(token);
    const sendsCode = async () => {
      await company.activation.sendCode(open?.id ?? "");
      return (await company.code("invitation.accept", invitationId)) ?? "";
    };
    const accepts = (code: string) =>
      company.activation.accept(open?.id ?? "", { code, name: "", password: PASSWORD }).catch((error) => error);
    return { token, sendsCode, accepts };
  }

  it("nothing but whole hours of at most a year, and days to come, is asked for", async () => {
    const hours = ["0", "-1", "8785", "1e3", "8.5", "0x10", "99999999", "", "８"];
    const days = [dayIn(-48), dayIn(800 * 24), "2026-02-31", "tomorrow", ""];
    const wrong = [
      ...hours.map((hours) => ({ ends: "hours", hours })),
      ...days.map((day) => ({ ends: "day", day })),
      { ends: "hours" },
      { ends: "always" },
    ];
    for (const end of wrong) {
      const reply = await submits(end);
      expect([end, reply.kind === "form" && Object.keys(reply.errors ?? {}).length]).toEqual([end, 1]);
    }
    expect(await company.rows("change_request")).toEqual([]);
  });

  it("an end that was changed after it was signed is not given", async () => {
    const ref = await waiting({ ends: "hours", hours: "8" });
    await db.sql(`UPDATE change_request SET payload = payload || '{"end":null}' WHERE id = $1`, [ref.id]);
    expect(wordsOf(await company.reviews(grace, ref))).toContain("was changed after it was signed");
    expect(await grants()).toEqual([]);
  });

  it("an end that is over when it is approved gives nothing", async () => {
    const ref = await waiting({ ends: "day", day: dayIn(1) });
    company.clock.forward({ hours: 26 });
    expect(wordsOf(await company.reviews(grace, ref))).toContain("This end is already over.");
    expect(await grants()).toEqual([]);
  });

  it("a request of an older version, which names no end, is approved as it was signed", async () => {
    const ref = await waiting({});
    const [row] = await db.sql("SELECT command, payload - 'end' AS old FROM change_request WHERE id = $1", [ref.id]);
    const old = row?.old;
    await db.sql("UPDATE change_request SET payload = $2::jsonb, digest = $3 WHERE id = $1", [
      ...[ref.id, JSON.stringify(old), digestOf(String(row?.command), old)],
    ]);
    expect(wordsOf(await company.reviews(grace, ref))).toContain("Approved and done.");
    expect(await grants()).toMatchObject([{ until: null, hours_from_activation: null }]);
  });

  it("of many who accept at once with the same code, one begins the hours, and nobody begins them again", async () => {
    await company.reviews(grace, await waiting({ ends: "hours", hours: "8" }));
    company.clock.forward({ hours: 30 });
    const { sendsCode, accepts } = await link();
    const code = await sendsCode();
    const now = company.clock.now().getTime();
    const came = await atOnce(6, () => accepts(code));
    expect(came.filter(({ ok }) => ok === true)).toHaveLength(1);
    const begun = await grants();
    const [from, to] = [begun[0]?.granted_at, begun[0]?.until].map((time) => new Date(String(time)).getTime());
    expect(from).toBeGreaterThan(now - 1000);
    expect(to).toBe((from ?? 0) + 8 * HOUR);
    expect(begun).toMatchObject([{ hours_from_activation: null }]);
    company.clock.forward({ hours: 4 });
    expect(await accepts(code)).not.toMatchObject({ ok: true });
    expect(await grants()).toEqual(begun);
  });

  it("who is an administrator for some hours is not the one who remains", async () => {
    await company.reviews(grace, await waiting({ ends: "hours", hours: "200" }, "Admin"));
    const { sendsCode, accepts } = await link();
    expect(await accepts(await sendsCode())).toMatchObject({ ok: true });
    const [row] = await company.rows("member", `AND email = '${EMAIL}'`);
    const account = { platform: "slack", tenant: "T1", user: "New" } as const;
    await company.link(String(row?.id), account);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [grace.id]);
    const removes = { ref: { id: ada.id, version: 1 } };
    const said = wordsOf(await company.speaking(account).submits("member.remove", { reason: "Why not" }, removes));
    expect(said).toContain("no active administrator would be left");
  });

  it("a link whose offer is over opens nothing, and tells why to nobody else", async () => {
    const day = dayIn(10);
    await company.reviews(grace, await waiting({ ends: "day", day }));
    const { token, sendsCode, accepts } = await link();
    const code = await sendsCode();
    expect(await company.activation.whyClosed({ token })).toBeNull();
    company.clock.forward({ hours: 40 });
    expect(await company.activation.open(token)).toBeNull();
    expect(await accepts(code)).not.toMatchObject({ ok: true });
    expect(wordsOf(await company.activation.whyClosed({ token }))).toContain("What you were invited to has ended");
    for (const other of ["x".repeat(43), token.slice(1), ""])
      expect(await company.activation.whyClosed({ token: other })).toBeNull();
    await db.sql("UPDATE activation_link SET replaced_at = now()");
    expect(await company.activation.whyClosed({ token })).toBeNull();
    expect(await company.rows("member", "AND state = 'active'")).toHaveLength(2);
  });
});
