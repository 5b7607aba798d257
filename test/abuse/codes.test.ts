import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref } from "../../src/core/ref.ts";
import { newToken, tokenHash } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut } from "../../src/db/write.ts";
import { findOpenLink, sendActivationCode } from "../../src/domain/invitations/activation.ts";
import { insertLink } from "../../src/domain/invitations/activation-link-store.ts";
import { insertInvitation } from "../../src/domain/invitations/store.ts";
import { digestOf } from "../../src/domain/requests/request.ts";
import { countAttempt, useUp } from "../../src/domain/verification/attempt-store.ts";
import { newCode } from "../../src/domain/verification/factors/email.ts";
import { insertChallenge } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

const PASSWORD = "correct horse battery staple";
const WRONG = "This code is wrong or no longer valid.";

describe.each(databases)("codes, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    await company.member("Chief", ["Admin"]);
  });
  afterAll(() => db.close());
  afterEach(() => {
    company.clock.forward({ hours: 80 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  const somebody = () => `person${++people}@acme.example`;
  const admin = () => company.member(`Admin${++people}`, ["Admin"]);
  const other = (code: string | null) => String((Number(code) + 1) % 10 ** 8).padStart(8, "0");
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;

  it("D1: fifty wrong codes at once are five guesses, and then the right one is worth nothing", async () => {
    const ada = await admin();
    const ref = await company.asks(ada, somebody());
    const code = await company.code("request.verify", ref.id);
    const before = company.compared.codes;
    const wrong = other(code);
    const replies = await atOnce(50, () => ada.submits("request.verify", { code: wrong }, { ref }));
    for (const reply of replies) expect(wordsOf(reply)).toContain(WRONG);
    expect(company.compared.codes - before).toBe(5);
    expect(wordsOf(await ada.submits("request.verify", { code: code ?? "" }, { ref }))).toContain(WRONG);
    expect(company.compared.codes - before).toBe(5);
    expect(await stateOf(ref)).toBe("awaiting_code");
  });

  it("D1: what isn't eight digits costs no attempt, and neither does looking at the form", async () => {
    const ada = await admin();
    const ref = await company.asks(ada, somebody());
    for (const code of ["", "1234567", "123456789", "abcdefgh", "1234567a", "١٢٣٤٥٦٧٨"]) {
      const said = wordsOf(await ada.submits("request.verify", { code }, { ref }));
      expect(said).toMatch(/The code has 8 digits|Please fill this in/);
      await ada.presses("request.verify", ref);
    }
    const code = (await company.code("request.verify", ref.id)) ?? "";
    const spaced = `${code.slice(0, 4)} ${code.slice(4, 6)}-${code.slice(6)}`;
    expect(wordsOf(await ada.submits("request.verify", { code: spaced }, { ref }))).toContain("sent for approval to");
  });

  it("D2: a new code gives no attempts back", async () => {
    const ada = await admin();
    const ref = await company.asks(ada, somebody());
    const wrong = other(await company.code("request.verify", ref.id));
    const before = company.compared.codes;
    for (let at = 0; at < 3; at += 1) await ada.submits("request.verify", { code: wrong }, { ref });
    company.clock.forward({ seconds: 61 });
    // What the member's factor counts is another matter.
    await db.sql("DELETE FROM factor");
    await ada.presses("request.verify", ref, { anew: "yes" });
    const again = other(await company.code("request.verify", ref.id));
    for (let at = 0; at < 5; at += 1) await ada.submits("request.verify", { code: again }, { ref });
    expect(company.compared.codes - before).toBe(5);
  });

  it("D2: five failures in a row wait half an hour, whichever request and chat account they are made in", async () => {
    const ada = await admin();
    const elsewhere = { platform: "teams", tenant: "T2", user: `${ada.email} elsewhere` } as const;
    await company.link(ada.id, elsewhere);
    const [one, two] = [await company.asks(ada, somebody()), await company.asks(ada, somebody())];
    const wrong = other(await company.code("request.verify", one.id));
    for (let at = 0; at < 5; at += 1)
      await (at % 2 ? ada : company.speaking(elsewhere)).submits("request.verify", { code: wrong }, { ref: one });
    const before = company.compared.codes;
    const right = async () => ({ code: (await company.code("request.verify", two.id)) ?? "" });
    expect(wordsOf(await ada.submits("request.verify", await right(), { ref: two }))).toContain(WRONG);
    expect(company.compared.codes).toBe(before);
    company.clock.forward({ minutes: 31 });
    await ada.presses("request.verify", two);
    expect(wordsOf(await ada.submits("request.verify", await right(), { ref: two }))).toContain("sent for approval");
  });

  it("D2: a thousand tries with new codes over weeks are fifty guesses, and then the factor is dead", async () => {
    const ada = await admin();
    const tried = { by: { account: ada.account }, command: "request.verify" };
    let guesses = 0;
    for (let round = 0; round < 200; round += 1) {
      company.clock.forward({ minutes: 31 });
      const [subject, now] = [randomUUID(), company.clock.now()];
      const about = { organizationId: company.id, memberId: ada.id, command: tried.command, subject };
      await insertChallenge(db, { ...about, now });
      const attempts = await atOnce(5, () =>
        countAttempt(db.prisma, { ...tried, subject, time: company.clock.database() }),
      );
      guesses += attempts.filter(Boolean).length;
    }
    expect(guesses).toBe(50);
    company.clock.forward({ hours: 25 });
    const values = { email: somebody(), roles: [company.roles.get("Operations") ?? ""], access: "all" };
    expect(wordsOf(await ada.submits("invitation.create", values))).toContain("Fifty wrong codes in a row");
  });

  it("a form that was opened a day ago, and left, can be opened again and again", async () => {
    const [ada, boss] = [await admin(), await admin()];
    const ref = await company.waiting(ada, somebody());
    for (const hours of [25, 30, 1]) {
      expect((await boss.presses("request.approve", ref)).kind).toBe("form");
      company.clock.forward({ hours });
    }
    expect(wordsOf(await company.reviews(boss, ref))).toContain("Approved and done");
  });

  it("D3: a code works once: of five at once one, and none later", async () => {
    const ada = await admin();
    const account = { platform: "slack", tenant: "T1", user: "a phone of Ada's" } as const;
    await db.sql("DELETE FROM identity WHERE member_id = $1", [ada.id]);
    const stranger = company.speaking(account);
    await stranger.submits("identity.link", { email: ada.email });
    const code = (await company.code("identity.confirm", company.id)) ?? "";
    const ref = { id: company.id, version: 1 };
    await atOnce(5, () => stranger.submits("identity.confirm", { code }, { ref }));
    expect(await company.rows("identity", `AND member_id = '${ada.id}'`)).toHaveLength(1);
    expect((await company.events()).filter((event) => event.memberId === ada.id)).toHaveLength(1);
    const request = await company.asks(stranger, somebody());
    const signed = (await company.code("request.verify", request.id)) ?? "";
    await atOnce(5, () => stranger.submits("request.verify", { code: signed }, { ref: request }));
    expect((await company.events()).filter((event) => event.requestId === request.id)).toHaveLength(3);
    const [used] = await db.sql("UPDATE challenge SET attempts = 0 WHERE subject = $1 RETURNING id::text", [
      request.id,
    ]);
    await db.sql("DELETE FROM factor");
    await db.sql("UPDATE change_request SET state = 'awaiting_code', version = 1 WHERE id = $1", [request.id]);
    expect(wordsOf(await stranger.submits("request.verify", { code: signed }, { ref: request }))).toContain(WRONG);
    await db.sql("UPDATE challenge SET used_at = NULL WHERE id = $1", [used?.id]);
    const challengeId = String(used?.id);
    const about = {
      organizationId: company.id,
      memberId: ada.id,
      version: 1,
      digest: "",
      factor: "email",
      counter: "email",
      strength: 1,
      accepted: null,
    };
    const writes = useUp(company.id, { ...about, challengeId }, company.clock.now(), () => new Error("used"));
    const consumed = await atOnce(5, () =>
      inTransaction(db, (tx) => carryOut(tx, writes)).then(
        () => true,
        () => false,
      ),
    );
    expect(consumed.filter(Boolean)).toHaveLength(1);
  });

  it("D4: a code for one thing opens no other: all pairs, both ways", async () => {
    const [ada, grace] = [await admin(), await admin()];
    const [mine, second] = [await company.asks(ada, somebody()), await company.asks(ada, somebody())];
    const theirs = await company.waiting(grace, somebody());
    await ada.presses("request.approve", theirs);
    const stranger = company.speaking({ platform: "slack", tenant: "T1", user: `new ${++people}` });
    const unlinked = await company.member(`Unlinked${++people}`);
    await db.sql("DELETE FROM identity WHERE member_id = $1", [unlinked.id]);
    await stranger.submits("identity.link", { email: unlinked.email });
    const link = await invitationLink();
    const comment = "because";
    const places: { name: string; code: string; types(code: string): Promise<string> }[] = [];
    const place = async (command: string, subject: string, types: (code: string) => Promise<string>) =>
      places.push({ name: `${command} ${subject}`, code: (await company.code(command, subject)) ?? "", types });
    const submits = (who: Pick<Member, "submits">, command: string, ref: Ref) => async (code: string) =>
      wordsOf(await who.submits(command, { code, comment }, { ref }));
    await place("request.verify", mine.id, submits(ada, "request.verify", mine));
    await place("request.verify", second.id, submits(ada, "request.verify", second));
    await place("request.approve", theirs.id, submits(ada, "request.approve", theirs));
    const here = { id: company.id, version: 1 };
    await place("identity.confirm", company.id, submits(stranger, "identity.confirm", here));
    await place("invitation.accept", link.invitationId, async (code) => {
      const accepted = await company.activation.accept(link.id, { code, name: "", password: PASSWORD });
      return accepted.ok ? "accepted" : wordsOf(accepted.errors);
    });
    expect(new Set(places.map(({ code }) => code)).size).toBe(places.length);
    for (const from of places)
      for (const to of places.filter((one) => one !== from)) {
        expect([from.name, to.name, await to.types(from.code)]).toEqual([
          from.name,
          to.name,
          expect.stringContaining(WRONG),
        ]);
        // Each try was counted; this is about what a code is for, so they are forgiven.
        await db.sql("UPDATE challenge SET attempts = 0 WHERE attempts > 0");
        await db.sql("DELETE FROM factor");
      }
    const worked = [];
    for (const { code, types } of places) worked.push(await types(code));
    expect(worked.map((said) => /sent for approval|Approved and done|You are connected|^accepted$/.test(said))).toEqual(
      Array(5).fill(true),
    );
  });

  /** Somebody invited, whose code is on its way. */
  async function invitationLink(): Promise<{ id: string; invitationId: string }> {
    const now = company.clock.now();
    const [token, time, organizationId] = [newToken(), company.clock.database(), company.id];
    return inTransaction(db, async (tx) => {
      const expiresAt = new Date(now.getTime() + 86_400_000);
      const { invitationId, writes } = insertInvitation({
        ...{ organizationId, email: somebody(), requesterId: null, requestId: null, grants: [], now, expiresAt },
      });
      await carryOut(tx, writes);
      const about = { organizationId, invitationId, via: "email", account: null, tokenHash: tokenHash(token) } as const;
      await insertLink(tx, about, time);
      const link = await findOpenLink(tx, { token }, time);
      if (!link) throw new Error("the link does not open");
      await carryOut(tx, (await sendActivationCode(tx, link)).writes);
      return { id: link.id, invitationId };
    });
  }

  const changed: [string, (payload: Record<string, unknown>) => Record<string, unknown>][] = [
    ["e-mail", (payload) => ({ ...payload, emails: ["mallory@acme.example"] })],
    ["roles", (payload) => ({ ...payload, roles: [company.roles.get("Admin")] })],
    ["accounts", (payload) => ({ ...payload, accounts: [company.accountIds.get("Shop")] })],
    ["reason", (payload) => ({ ...payload, reason: "another" })],
    ["key set", (payload) => ({ ...payload, also: "this" })],
  ];

  it.each(changed)("D5: changing the %s after the code was sent makes the code worthless", async (_, change) => {
    const ada = await admin();
    const ref = await company.asks(ada, somebody());
    const code = (await company.code("request.verify", ref.id)) ?? "";
    const [row] = await db.sql("SELECT command, payload FROM change_request WHERE id = $1", [ref.id]);
    const payload = change(row?.payload as Record<string, unknown>);
    const digest = digestOf(String(row?.command), payload);
    await db.sql("UPDATE change_request SET payload = $2::jsonb, digest = $3 WHERE id = $1", [
      ...[ref.id, JSON.stringify(payload), digest],
    ]);
    const reply = await ada.submits("request.verify", { code }, { ref });
    expect(wordsOf(reply)).not.toContain("sent for approval to");
    expect(await stateOf(ref)).toBe("awaiting_code");
    company.faults.splice(0);
  });

  it("D12: one code a minute, five an hour, twenty a day to one person that are not used, for whatever it is", async () => {
    const ada = await admin();
    const ref = await company.asks(ada, somebody());
    const asks = async () => wordsOf(await ada.presses("request.verify", ref, { anew: "yes" }));
    expect(await asks()).toMatch(/Another can be sent in (60|59) seconds/);
    const sent = async () => (await company.rows("challenge", `AND member_id = '${ada.id}'`)).length;
    const said: string[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      company.clock.forward({ seconds: 58 });
      said.push(await asks());
    }
    expect(await sent()).toBe(5);
    expect(said.at(-1)).toContain("5 codes were sent to you within an hour and not used");
    const second = wordsOf(
      await ada.submits("invitation.create", {
        ...{ email: somebody(), roles: [company.roles.get("Finance") ?? ""], access: "all" },
      }),
    );
    expect(second).toContain("5 codes were sent to you within an hour and not used");
    for (let hour = 0; hour < 22; hour += 1) {
      company.clock.forward({ minutes: 61 });
      said.push(await asks());
    }
    expect(await sent()).toBe(20);
    expect(said.at(-1)).toMatch(/20 codes were sent to you within a day and not used.*in \d+ (hours|minutes)\./);
  });

  it("D12: what is proved each time is not limited: thirty changes in an hour take thirty codes", async () => {
    const ada = await admin();
    for (let at = 0; at < 30; at += 1) await company.waiting(ada, somebody());
    expect(await company.rows("challenge", `AND member_id = '${ada.id}' AND used_at IS NOT NULL`)).toHaveLength(30);
  });

  it("D12: twenty forms opened at once send five codes", async () => {
    const ada = await admin();
    const refs: Ref[] = [];
    for (let at = 0; at < 4; at += 1) {
      const asker = await admin();
      for (let one = 0; one < 5; one += 1) refs.push(await company.waiting(asker, somebody()));
      // The askers' own codes are not what this is about.
      await db.sql("DELETE FROM challenge WHERE member_id = $1", [asker.id]);
    }
    await Promise.all(refs.map((ref) => ada.presses("request.approve", ref)));
    expect(await company.rows("challenge", `AND member_id = '${ada.id}'`)).toHaveLength(5);
  });

  it("D12: strangers can't have a member flooded with codes, and are not told that they can't", async () => {
    const ada = await admin();
    const replies: Reply[] = [];
    for (let at = 0; at < 12; at += 1) {
      const stranger = company.speaking({ platform: "slack", tenant: "T1", user: `flood ${at}` });
      replies.push(await stranger.submits("identity.link", { email: ada.email }));
    }
    expect(await company.rows("challenge", `AND member_id = '${ada.id}'`)).toHaveLength(3);
    const without = ({ kind, ...rest }: Reply) => ({ kind, words: wordsOf(rest) });
    expect(new Set(replies.map((reply) => JSON.stringify(without(reply)))).size).toBe(1);
    // Nor have they used up what she needs herself.
    const ref = await company.asks(ada, somebody());
    const code = (await company.code("request.verify", ref.id)) ?? "";
    expect(wordsOf(await ada.submits("request.verify", { code }, { ref }))).toContain("sent for approval to");
  });

  it("D12: strangers can't lock a member out by typing wrong codes in the member's name", async () => {
    const ada = await admin();
    for (let at = 0; at < 3; at += 1) {
      const stranger = company.speaking({ platform: "slack", tenant: "T1", user: `lock ${at} ${ada.id}` });
      await stranger.submits("identity.link", { email: ada.email });
      const wrong = other(await company.code("identity.confirm", company.id));
      const ref = { id: company.id, version: 1 };
      for (let guess = 0; guess < 6; guess += 1) await stranger.submits("identity.confirm", { code: wrong }, { ref });
    }
    const ref = await company.asks(ada, somebody());
    const code = (await company.code("request.verify", ref.id)) ?? "";
    expect(wordsOf(await ada.submits("request.verify", { code }, { ref }))).toContain("sent for approval to");
  });

  it("D1: a person who used up the attempts is told how long to wait, and isn't told that a code is on its way", async () => {
    const ada = await admin();
    const ref = await company.asks(ada, somebody());
    const wrong = other(await company.code("request.verify", ref.id));
    for (let at = 0; at < 5; at += 1) await ada.submits("request.verify", { code: wrong }, { ref });
    company.clock.forward({ seconds: 61 });
    const said = wordsOf(await ada.presses("request.verify", ref, { anew: "yes" }));
    expect(said).toContain("Too many wrong codes. For your safety you can get another one only in 29 minutes.");
    company.clock.forward({ minutes: 30 });
    await ada.presses("request.verify", ref, { anew: "yes" });
    const code = (await company.code("request.verify", ref.id)) ?? "";
    expect(wordsOf(await ada.submits("request.verify", { code }, { ref }))).toContain("sent for approval to");
  });

  it("D2: the right code is no failure, also where what it was for is refused", async () => {
    const ada = await admin();
    const [one, two] = [await company.asks(ada, somebody()), await company.asks(ada, somebody())];
    // While it concerns everybody else, nobody could approve it.
    const concerns = (whom: string) =>
      db.sql(
        `UPDATE change_request SET targets = ARRAY(SELECT id FROM member WHERE organization_id = $1 AND ${whom}) WHERE id = $2`,
        [company.id, one.id],
      );
    await concerns(`id <> '${ada.id}'`);
    const code = (await company.code("request.verify", one.id)) ?? "";
    for (let at = 0; at < 5; at += 1)
      expect(wordsOf(await ada.submits("request.verify", { code }, { ref: one }))).toContain(
        "Nobody could approve this",
      );
    await concerns("false");
    const other = (await company.code("request.verify", two.id)) ?? "";
    expect(wordsOf(await ada.submits("request.verify", { code: other }, { ref: two }))).toContain("sent for approval");
  });

  // The embedded database has one connection: nothing can be locked by somebody else.
  if (kind === "postgresql")
    it("a request is decided at once, also while somebody is just trying a code for it", async () => {
      const ada = await admin();
      const ref = await company.asks(ada, somebody());
      await db.session(async ({ query }) => {
        await query("BEGIN");
        await query("SELECT id FROM challenge WHERE subject = $1 FOR UPDATE", [ref.id]);
        const late = new Promise((resolve) => setTimeout(resolve, 3_000, "waited for the code"));
        const withdrawn = ada.submits("request.withdraw", {}, { ref }).then(() => stateOf(ref));
        const came = await Promise.race([withdrawn, late]);
        await query("ROLLBACK");
        await withdrawn;
        expect(came).toBe("withdrawn");
      });
    });

  it("codes of a request that was withdrawn are no longer waited for", async () => {
    const ada = await admin();
    const [one, two] = [await company.asks(ada, somebody()), await company.asks(ada, somebody())];
    expect(await stateOf(one)).toBe("awaiting_code");
    await ada.submits("request.withdraw", {}, { ref: one });
    expect(await stateOf(one)).toBe("withdrawn");
    const live = await company.rows("challenge", `AND member_id = '${ada.id}' AND replaced_at IS NULL`);
    expect(live.map(({ subject }) => subject)).toEqual([two.id]);
  });
});

describe("the digits of a code", () => {
  it("D14: are spread evenly at every place", () => {
    const codes = Array.from({ length: 20_000 }, newCode);
    expect(codes.every((code) => /^[0-9]{8}$/.test(code))).toBe(true);
    for (let place = 0; place < 8; place += 1) {
      const counts = Array.from(
        { length: 10 },
        (_, digit) => codes.filter((code) => code[place] === String(digit)).length,
      );
      const chiSquare = counts.reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
      // 9 degrees of freedom: a fair source is above this once in ten million.
      expect(chiSquare).toBeLessThan(50);
    }
    expect(new Set(codes).size).toBeGreaterThan(19_950);
  });

  it("D14: nothing in the product uses a random source that can be foretold", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
      (file) => /\.[cm]?[jt]s$/.test(file) && !file.includes("generated"),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(
      files.filter((file) => /Math\s*\.\s*random|pseudoRandomBytes/.test(readFileSync(`src/${file}`, "utf8"))),
    ).toEqual([]);
  });
});
