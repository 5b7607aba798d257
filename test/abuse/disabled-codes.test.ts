import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut } from "../../src/db/write.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { insertLink } from "../../src/domain/sessions/link-store.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { SettingsService, Went } from "../../src/web/settings/service.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization } from "./setup.ts";

const PASSWORD = "four brown owls read Kant";
const visitor = { network: "10.0.0.9", agent: null, device: newToken() };
const tokenOf = (went: Went) => (went.ok ? went.token : "");

describe.each(databases)("mailed codes that fifty wrong ones have switched off, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    await company.member("Chief", ["Admin"]);
  });
  afterAll(() => db.close());

  const somebody = () => `person${++people}@acme.example`;
  const admin = () => company.member(`Admin${++people}`, ["Admin"]);
  const dead = (who: Member, kind: "email" | "email@web") =>
    db.sql(
      `INSERT INTO factor (organization_id, member_id, kind, failures, failures_in_row) VALUES ($1, $2, $3, 50, 50)
           ON CONFLICT (organization_id, member_id, kind) DO UPDATE SET failures_in_row = 50`,
      [company.id, who.id, kind],
    );

  async function signsIn(pages: SettingsService, who: Member): Promise<string> {
    const hash = await hashPassword(PASSWORD, createLimit());
    await db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [who.id, hash]);
    return tokenOf(await pages.signIn({ email: who.email, password: PASSWORD, page: null }, visitor));
  }
  const mailed = async (pages: SettingsService, token: string, purpose = "session.sign-in") =>
    (await company.code(purpose, (await pages.find(token))?.id ?? "")) ?? "";

  it("it works again after a code in the pages, and after nothing else", async () => {
    const [ada, pages] = [await admin(), createSettingsService(company.services, company.id)];
    await dead(ada, "email");
    const begun = await signsIn(pages, ada);
    await expect(pages.enableCodes(begun)).rejects.toThrow("web.session-over");
    const isIn = tokenOf(await pages.prove(begun, await mailed(pages, begun)));
    expect(await pages.areCodesOff(isIn)).toBe(true);
    company.clock.forward({ minutes: 11 });
    await expect(pages.enableCodes(isIn)).rejects.toThrow("web.session-over");
    expect(await company.asks(ada, somebody()).catch(() => null)).toBeNull();
    await pages.sendCode(isIn);
    const fresh = tokenOf(await pages.prove(isIn, await mailed(pages, isIn)));
    await pages.enableCodes(fresh);
    await pages.enableCodes(fresh);
    expect(await pages.areCodesOff(fresh)).toBe(false);
    await company.confirms(ada, await company.asks(ada, somebody()));
    const about = (await company.events()).filter(
      ({ kind, memberId }) => kind === "codes.enabled" && memberId === ada.id,
    );
    expect(about).toHaveLength(1);
    expect((await company.jobs()).filter(({ name }) => name === "codes-enabled").at(-1)).toMatchObject({
      memberId: ada.id,
    });
  });

  it("they work again, here and there, once codes go to another address that was shown to be theirs", async () => {
    const ada = await admin();
    await dead(ada, "email");
    await dead(ada, "email@web");
    const now = company.clock.now();
    await db.sql(
      `INSERT INTO alternate_change (id, organization_id, member_id, email, how, state, created_at, expires_at, active_at)
        VALUES (gen_random_uuid(), $1, $2, $3, 'self', 'confirmed', $4, $4, $4)`,
      [company.id, ada.id, "ada@elsewhere.example", now],
    );
    company.clock.forward({ minutes: 1 });
    await tick(company.services);
    expect(await company.rows("factor", `AND member_id = '${ada.id}'`)).toEqual([]);
    await company.confirms(ada, await company.asks(ada, somebody()));
  });

  it("a dead one in the pages works again with a link that was mailed for a new password, and not with one of the chat", async () => {
    const [ada, pages] = [await admin(), createSettingsService(company.services, company.id)];
    await dead(ada, "email@web");
    const begun = await signsIn(pages, ada);
    await expect(pages.sendCode(begun)).rejects.toThrow("code.disabled-web");
    const link = async (purpose: "sign-in" | "reset") => {
      const token = newToken();
      const asked = { organizationId: company.id, memberId: ada.id, purpose, token, now: company.clock.now() };
      await inTransaction(db, (tx) => carryOut(tx, insertLink(asked)));
      return (await pages.begin(token, null, visitor)) ?? "";
    };
    await pages.password(await link("sign-in"), PASSWORD, visitor);
    await expect(pages.sendCode(begun)).rejects.toThrow("code.disabled-web");
    const resetting = await link("reset");
    expect(await pages.prove(resetting, await mailed(pages, resetting, "session.reset"))).toMatchObject({ ok: true });
  });
});
