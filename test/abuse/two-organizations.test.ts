import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, nameOf } from "../../src/commands.ts";
import type { Address } from "../../src/core/conversation.ts";
import type { Job, QueuedJob } from "../../src/core/job.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Task } from "../../src/core/task.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction, type Tx } from "../../src/db/transaction.ts";
import { jobs as jobRules } from "../../src/jobs.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { createHomeShown } from "../../src/pipeline/home-shown.ts";
import { createOutbound, type Outbound } from "../../src/pipeline/outbound.ts";
import { text } from "../../src/text/text.ts";
import { insertAddressChange, insertAlternateChange, insertGroup, insertRule } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { draftIn, sendsFile } from "./importing.ts";
import { type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

/** In both: an address, and somebody who is called the same in the chat. */
const SHARED = "ada@shared.example";
/** What an answer about the other organization would hold. */
const NOT_THERE = /^(No member|No invitation of|There is no)/;
const OF_ACME = /acme\.example|Acme|Shop|Stall|Recruiter/;

describe.each(databases)("B8: two organizations in one process, on $kind", ({ kind }) => {
  let db: Database;
  let acme: Company;
  let evil: Company;
  let ada: Member;
  let grace: Member;
  let evilAda: Member;
  let mallory: Member;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    acme = await openOrganization(db, { accounts: ["Shop", "Stall"] });
    evil = await openOrganization(db, { name: "Evil", tenant: "T2", accounts: ["Vault"], beside: acme });
    [ada, grace] = [await acme.member("Ada", ["Admin"]), await acme.member("Grace", ["Admin"])];
    [evilAda, mallory] = [await evil.member("Ada", ["Admin"]), await evil.member("Mallory", ["Admin"])];
    for (const { id } of [ada, evilAda]) await db.sql("UPDATE member SET email = $2 WHERE id = $1", [id, SHARED]);
    const values = [acme.id, ["member:invite"]];
    await db.sql("INSERT INTO role VALUES (gen_random_uuid(), $1, 'Recruiter', 'invites', false, $2, 9)", values);
    const [recruiter] = await acme.rows("role", "AND name = 'Recruiter'");
    await insertRule(db, { organizationId: acme.id, sides: [String(recruiter?.id), "developer:access"] });
  });
  afterAll(() => db.close());

  /** Lets the limits on codes pass. */
  const later = () => acme.clock.forward({ hours: 2 });

  it("B8: requests are numbered 1, 2, 3 in each, whoever asks first, and the same may be asked for in both", async () => {
    for (const at of [1, 2, 3]) {
      await acme.asks(ada, `new${at}@shared.example`);
      await evil.asks(evilAda, `new${at}@shared.example`);
      later();
    }
    for (const company of [acme, evil])
      expect((await company.rows("change_request", "ORDER BY number")).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it("B8: neither is listed, shown or suggested what is the other's, also under the same number and name", async () => {
    const ref = await acme.waiting(grace, "secret@acme.example");
    const said: string[] = [];
    for (const words of [
      "requests",
      "members",
      "roles",
      "history",
      "member grace@acme.example",
      "role Recruiter",
      "accounts",
      "account Shop",
      "account rename Shop to Mine",
      "account close Shop",
      "account groups",
      "account group change",
      "account group add",
      "conflicts",
      "conflict Recruiter, use the developer tools",
      "conflict add Recruiter, use the developer tools",
      "conflict delete",
      "withdraw 4",
      "security who",
      "security reset grace@acme.example",
    ])
      for (const who of [evilAda, mallory]) said.push(wordsOf(await who.types(words)));
    for (const command of ["request.show", "request.approve", "request.deny", "request.withdraw", "request.verify"])
      said.push(wordsOf(await evilAda.presses(command, ref)), wordsOf(await mallory.presses(command, ref)));
    for (const who of [evilAda, mallory])
      said.push(wordsOf(await who.presses("authenticator.reset", { id: grace.id, version: 1 })));
    const asking = { by: mallory.account, locale: "en", command: "invitation.create", values: {} };
    for (const field of ["roles", "accounts"])
      for (const typed of ["", "s", "Recruiter", "Shop"])
        said.push(wordsOf(await acme.suggest({ ...asking, field, typed })));
    for (const field of ["first", "second"])
      for (const typed of ["", "r", "Recruiter"])
        said.push(wordsOf(await acme.suggest({ ...asking, command: "conflict.add", field, typed })));
    for (const command of ["account.rename", "account.close", "account.reopen"])
      for (const typed of ["", "s", "Shop"])
        said.push(wordsOf(await acme.suggest({ ...asking, command, field: "account", typed })));
    const shown = said
      .flatMap((words) => words.split("\n"))
      .filter((words) => !NOT_THERE.test(words))
      .join("\n");
    expect(shown).not.toMatch(OF_ACME);
    expect(shown).toContain("Vault");
    expect(shown).toContain(SHARED);
    expect(wordsOf(await grace.types("roles"))).toContain("Recruiter");
  });

  it("B8: a group of the one is shown, changed, given and filled by nobody of the other", async () => {
    const shop = acme.accountIds.get("Shop") ?? "";
    const groupId = await insertGroup(db, { organizationId: acme.id, name: "Region", accounts: [shop] });
    const own = await insertGroup(db, { organizationId: evil.id, name: "Ours", accounts: [] });
    const about = { ref: { id: groupId, version: 1 } };
    const finance = evil.roles.get("Finance") ?? "";
    const onGroup = { roles: [finance], access: "some", accounts: [groupId], ends: "never" };
    const said: string[] = [];
    for (const command of ["group.show", "group.change", "group.rename", "group.delete"])
      said.push(wordsOf(await evilAda.presses(command, about.ref)));
    for (const words of ["account group Region", "account group change Region", "account group rename Region to Mine"])
      said.push(wordsOf(await evilAda.types(words)));
    said.push(
      wordsOf(await evilAda.submits("group.change", { add: [evil.accountIds.get("Vault") ?? ""] }, about)),
      wordsOf(await evilAda.submits("group.rename", { name: "Mine" }, about)),
      wordsOf(await evilAda.submits("group.delete", {}, about)),
      wordsOf(await evilAda.submits("group.change", { add: [shop] }, { ref: { id: own, version: 1 } })),
      wordsOf(await evilAda.submits("group.add", { name: "Taken", add: [shop] })),
      wordsOf(await evilAda.submits("account.add", { name: "Safe", groups: [groupId] })),
      wordsOf(await evilAda.submits("grant.give", onGroup, { ref: { id: mallory.id, version: 1 } })),
    );
    for (const words of said) expect(words).not.toContain("Confirm it's you");
    expect(said.join("\n").replaceAll(/“[^”]*”/g, "")).not.toMatch(/Shop|Stall/);
    expect(
      await acme.rows("account_group", `AND id = '${groupId}' AND name = 'Region' AND deleted_at IS NULL`),
    ).toHaveLength(1);
    expect(
      await db.sql("SELECT account_id::text AS id FROM account_group_member WHERE group_id = ANY ($1)", [
        [groupId, own],
      ]),
    ).toEqual([{ id: shop }]);
    await db.sql("DELETE FROM account_group_member WHERE group_id = $1", [groupId]);
    await db.sql("UPDATE account_group SET deleted_at = now() WHERE id = ANY ($1)", [[groupId, own]]);
  });

  it("B8: nor is a file of people that the other was sent, and no account in a file is the other's", async () => {
    const draft = draftIn(await sendsFile(ada, ["new@shared.example,finance,Shop"]));
    for (const command of ["import.show", "import.rows", "import.send", "import.discard", "member.import"])
      for (const who of [evilAda, mallory])
        expect(wordsOf(await who.presses(command, draft))).toContain("There is no such file");
    const said = wordsOf(await sendsFile(evilAda, ["a@shared.example,finance,Shop", "b@shared.example,recruiter,all"]));
    expect(said).toContain("there is no merchant account “Shop” here for you");
    expect(said).toContain("there is no role “recruiter”");
    expect(said).not.toMatch(/Stall|Acme/);
  });

  it("B8: the clock ends each one's own requests, and each history holds its own", async () => {
    const [mine, theirs] = [(await acme.events()).length, (await evil.events()).length];
    acme.clock.forward({ hours: 80 });
    await tick(acme.services);
    for (const [company, before] of [
      [acme, mine],
      [evil, theirs],
    ] as const) {
      const expired = (await company.events()).slice(before);
      const own = (await company.rows("change_request")).map(({ id }) => id);
      expect(expired.map((event) => event.kind)).toContain("request.expired");
      expect(own).toEqual(expect.arrayContaining(expired.map(({ requestId }) => requestId)));
    }
  });

  describe("what one was sent", () => {
    it("B8: a code that somebody of the one got opens nothing for the same person of the other", async () => {
      const [ref, theirs] = [await acme.asks(ada, "a@shared.example"), await evil.asks(evilAda, "a@shared.example")];
      const code = (await acme.code("request.verify", ref.id)) ?? "";
      expect(code).toMatch(/^\d{8}$/);
      for (const about of [theirs, ref]) {
        const reply = await evilAda.submits("request.verify", { code }, { ref: about });
        expect(wordsOf(reply)).toMatch(/This code is wrong or no longer valid|There is no such request/);
      }
      expect(wordsOf(await evilAda.writes(code))).toContain("This code is wrong or no longer valid");
      const states = "SELECT state FROM change_request WHERE id IN ($1, $2)";
      expect(await db.sql(states, [ref.id, theirs.id])).toEqual(Array(2).fill({ state: "awaiting_code" }));
      expect(wordsOf(await ada.writes(code))).toContain("sent for approval to");
    });

    it("B8: nor does one that connects a chat account, for the same chat user and the same address", async () => {
      const [here, there] = ["T1", "T2"].map((tenant) => acme.speaking({ platform: "slack", tenant, user: "New" }));
      await db.sql("DELETE FROM identity WHERE member_id IN ($1, $2)", [ada.id, evilAda.id]);
      for (const chat of [here, there]) await chat?.submits("identity.link", { email: SHARED });
      const code = (await acme.code("identity.confirm", acme.id)) ?? "";
      for (const id of [acme.id, evil.id])
        expect(wordsOf(await there?.submits("identity.confirm", { code }, { ref: { id, version: 1 } }))).toContain(
          "This code is wrong or no longer valid",
        );
      await there?.writes(code);
      expect(await evil.rows("identity", `AND member_id = '${evilAda.id}'`)).toEqual([]);
      expect(wordsOf(await here?.writes(code))).toContain("You are connected");
      expect(await acme.rows("identity", "AND user_id = 'New'")).toMatchObject([{ member_id: ada.id, tenant: "T1" }]);
      for (const [company, { id, account }] of [
        [acme, ada],
        [evil, evilAda],
      ] as const) {
        await db.sql("DELETE FROM identity WHERE member_id = $1", [id]);
        await company.link(id, account);
      }
      later();
    });
  });

  describe("what the worker does", () => {
    const channel = (company: Company): Address => ({
      platform: "slack",
      tenant: company === acme ? "T1" : "T2",
      kind: "channel",
      id: `C-${company.organization.name}`,
    });

    function prepare(withChannels: boolean) {
      const places = (id: string) => ({
        platforms: ["slack"] as const,
        securityContact: null,
        approvalChannels: withChannels ? [channel(id === acme.id ? acme : evil)] : [],
      });
      return createOutbound({ ...acme.services, places }, jobRules).prepare;
    }

    type Leaves = { to: string; said: string };

    /** Everything that leaves the server for a job, and for the jobs that it leads to. */
    async function leaves(prepares: Outbound["prepare"], queued: QueuedJob): Promise<Leaves[]> {
      const task = await inTransaction(db, (tx) => prepares(tx, queued));
      return leavesFor(prepares, queued.organizationId, task);
    }

    async function leavesFor(prepares: Outbound["prepare"], organizationId: string, task: Task<Tx>): Promise<Leaves[]> {
      switch (task.kind) {
        case "none":
          return [];
        case "jobs":
          return (await Promise.all(task.jobs.map((job) => leaves(prepares, { organizationId, job })))).flat();
        case "mail":
          return [{ to: task.mail.to, said: `${wordsOf(task.mail)} ${task.mail.organization}` }];
        case "post":
          return [{ to: `${task.to.tenant} ${task.to.id}`, said: wordsOf(task.card) }];
        case "update":
          return [{ to: `${task.message.tenant} ${task.message.channel}`, said: wordsOf(task.card) }];
        case "home":
          return [{ to: `${task.account.tenant} ${task.account.user}`, said: wordsOf(task.card) }];
        case "find": {
          // Whoever has that address in the workspace of the organization.
          const tenant = organizationId === acme.id ? "T1" : "T2";
          const found = { platform: "slack", tenant, user: `has ${task.email}` } as const;
          return leavesFor(prepares, organizationId, await inTransaction(db, (tx) => task.found(tx, found)));
        }
        default:
          return task satisfies never;
      }
    }

    const everyJob = async (company: Company): Promise<QueuedJob[]> => [
      ...(await company.jobs()).map((job) => ({ organizationId: company.id, job })),
      ...(await planned(company)),
    ];

    /** Every job of the catalogue about every row of an organization that it could be about. */
    async function planned(company: Company): Promise<QueuedJob[]> {
      const ids = async (table: string) => (await company.rows(table)).map(({ id }) => String(id));
      const [requests, members] = [await ids("change_request"), await ids("member")];
      const [invitations, messages] = [await ids("invitation"), await ids("request_message")];
      const [member = ""] = members;
      const imports = await company.rows("member_import");
      const ofImport = imports.map(({ id, member_id: memberId }) => {
        return { importId: String(id), memberId: String(memberId) };
      });
      const [roleId = ""] = await ids("role");
      const ended = { roleId, accounts: "all", until: "2026-01-01T00:00:00.000Z" } as const;
      const about: { [Name in Job["name"]]: Extract<Job, { name: Name }>[] } = {
        code: (await ids("challenge")).map((challengeId) => ({ name: "code", challengeId })),
        "reset-mail": members.map((memberId) => ({ name: "reset-mail", memberId })),
        "new-device": members.map((memberId) => ({ name: "new-device", memberId, sessionId: memberId })),
        "password-changed": members.map((memberId) => ({ name: "password-changed", memberId, how: "reset" })),
        "codes-enabled": members.map((memberId) => ({ name: "codes-enabled", memberId })),
        "passkey-told": members.map((memberId) => ({ name: "passkey-told", memberId, passkeyId: null })),
        "authenticator-told": members.map((memberId) => ({ name: "authenticator-told", memberId, what: "bound" })),
        "payment-password": members.map((memberId) => ({ name: "payment-password", memberId, how: "set" })),
        "alternate-moved": (await ids("alternate_change")).map((changeId) => ({
          ...{ name: "alternate-moved", changeId, state: "asked" },
        })),
        "alternate-new": (await ids("alternate_change")).map((changeId) => ({
          ...{ name: "alternate-new", changeId, state: "asked" },
        })),
        recovered: members.map((memberId) => ({ name: "recovered", memberId })),
        "recovery-told": members.map((memberId) => ({ name: "recovery-told", memberId, tell: member })),
        "recovery-contact": members.map((memberId) => ({ name: "recovery-contact", memberId })),
        linked: members.map((memberId) => ({ name: "linked", memberId, platform: "slack" })),
        approval: requests.map((requestId) => ({ name: "approval", requestId })),
        "approval-mail": requests.map((requestId) => ({ name: "approval-mail", requestId, memberId: member })),
        refresh: requests.map((requestId) => ({ name: "refresh", requestId })),
        show: requests.map((requestId) => ({
          ...{ name: "show", requestId, memberId: member },
          to: { platform: "slack", tenant: company.id === acme.id ? "T1" : "T2", user: "somebody" },
        })),
        card: messages.map((messageId) => ({ name: "card", messageId, platform: "slack" })),
        redraw: messages.map((messageId) => ({ name: "redraw", messageId, platform: "slack" })),
        outcome: requests.map((requestId) => ({ name: "outcome", requestId })),
        activation: invitations.map((invitationId) => ({ name: "activation", invitationId })),
        "activation-mail": invitations.map((invitationId) => ({ name: "activation-mail", invitationId })),
        "activation-chat": invitations.map((invitationId) => ({
          name: "activation-chat",
          invitationId,
          platform: "slack",
        })),
        "mail-only": invitations.map((invitationId) => ({ name: "mail-only", invitationId, platform: "slack" })),
        "invitation-moved": invitations.map((invitationId) => ({ name: "invitation-moved", invitationId })),
        "link-over": (await ids("activation_link")).map((linkId) => ({ name: "link-over", linkId, platform: "slack" })),
        revoked: invitations.map((invitationId) => ({ name: "revoked", invitationId, by: member })),
        activated: members.map((memberId) => ({ name: "activated", memberId, tell: member })),
        "role-ends": members.map((memberId) => ({ name: "role-ends", memberId, role: ended, isOver: true })),
        "role-ends-for": members.map((memberId) => ({
          ...{ name: "role-ends-for", memberId, role: ended, isOver: true, tell: member },
        })),
        "roles-changed": members.map((memberId) => ({ name: "roles-changed", memberId })),
        "left-chat": members.map((memberId) => ({ name: "left-chat", memberId, platform: "slack" })),
        "left-chat-told": members.map((memberId) => ({
          ...{ name: "left-chat-told", memberId, platform: "slack", tell: member },
        })),
        "import-batch": ofImport.map(({ importId }) => ({
          ...{ name: "import-batch", importId, requestId: requests[0] ?? "" },
        })),
        "import-results": ofImport.map(({ importId }) => ({ name: "import-results", importId, tell: [member] })),
        "import-result": ofImport.map((about) => ({ name: "import-result", ...about })),
        "import-list": ofImport.map((about) => ({ name: "import-list", ...about })),
        "import-ready": ofImport.map((about) => ({ name: "import-ready", ...about })),
        "name-corrected": members.map((memberId) => ({ name: "name-corrected", memberId })),
        "address-moved": (await ids("address_change")).map((addressId) => ({
          ...{ name: "address-moved", addressId, state: "asked" },
        })),
        leaver: members.map((memberId) => ({ name: "leaver", memberId })),
        "member-moved": members.map((memberId) => ({ name: "member-moved", memberId, state: "active" })),
        dormant: [{ name: "dormant" }],
        "dormant-told": members.map((memberId) => ({ name: "dormant-told", memberId })),
        homes: [
          ...requests.map((id): Extract<Job, { name: "homes" }> => ({ name: "homes", of: "request", id })),
          ...members.map((id): Extract<Job, { name: "homes" }> => ({ name: "homes", of: "member", id })),
        ],
        home: (await company.rows("open_home")).map(({ tenant, user_id }) => {
          return { name: "home", platform: "slack", tenant: String(tenant), user: String(user_id) };
        }),
        "role-changed": (await ids("role")).map((roleId) => ({ name: "role-changed", roleId, by: member })),
      };
      return Object.values(about)
        .flat()
        .map((job) => ({ organizationId: company.id, job }));
    }

    async function goesOn(company: Company, asker: Member, approver: Member, channels: boolean): Promise<void> {
      await sendsFile(asker, [`listed${channels}@shared.example,finance,all`]);
      const ref = await company.waiting(asker, `told${channels}@shared.example`);
      const prepares = prepare(channels);
      await leaves(prepares, { organizationId: company.id, job: { name: "approval", requestId: ref.id } });
      await company.reviews(approver, ref);
      for (const { id } of await company.rows("invitation")) {
        const job = { name: "activation", invitationId: String(id) } as const;
        await leaves(prepares, { organizationId: company.id, job });
      }
      later();
      await company.waiting(asker, `open${channels}@shared.example`);
      later();
    }

    beforeAll(async () => {
      for (const channels of [false, true]) {
        await goesOn(acme, ada, grace, channels);
        await goesOn(evil, evilAda, mallory, channels);
      }
      for (const [company, ...people] of [
        [acme, ada, grace],
        [evil, evilAda, mallory],
      ] as const)
        for (const { account: by } of people) {
          const reply = { kind: "text", text: text("help.help") } as const;
          await createHomeShown(acme.services, company.id)({ by, locale: "en", reply, version: null });
        }
      // A code of each that is still good.
      await acme.asks(grace, "live@shared.example");
      await evil.asks(mallory, "live@shared.example");
      for (const [{ id: organizationId }, { id: memberId, email: before }] of [
        [acme, grace],
        [evil, mallory],
      ] as const) {
        await insertAddressChange(db, { organizationId, memberId, before, email: "moves@shared.example" });
        await insertAlternateChange(db, { organizationId, memberId, email: `codes@${before.split("@")[1]}` });
      }
    });

    it.each([
      ["direct messages", false],
      ["channels", true],
    ])("B8: what it sends for one goes to its own people and says nothing of the other, by %s", async (_, channels) => {
      const prepares = prepare(channels);
      for (const [company, tenant, name] of [
        [acme, "T1", "Acme"],
        [evil, "T2", "Evil"],
      ] as const) {
        const rows = [...(await company.rows("member")), ...(await company.rows("alternate_change"))];
        const emails = new Set(rows.map(({ email }) => String(email)));
        const all = await everyJob(company);
        expect(new Set(all.map(({ organizationId }) => organizationId))).toEqual(new Set([company.id]));
        expect(new Set(all.map(({ job }) => job.name))).toEqual(new Set(Object.keys(jobRules)));
        const sent = (await inOrder(all, (queued) => leaves(prepares, queued))).flat();
        expect(sent.length).toBeGreaterThan(10);
        for (const { to, said } of sent) {
          expect([to, emails.has(to) || to.startsWith(`${tenant} `)]).toEqual([to, true]);
          expect(said).not.toMatch(name === "Acme" ? /evil\.example|Evil|Vault/ : OF_ACME);
        }
      }
    });

    it("B8: a job that names a row of the other comes to nothing, and writes nothing", async () => {
      const prepares = prepare(true);
      for (const [company, other] of [
        [acme, evil],
        [evil, acme],
      ] as const) {
        const before = [await everythingOf(acme), await everythingOf(evil)];
        const crossed = (await everyJob(other)).map(({ job }) => ({ organizationId: company.id, job }));
        const sent = await inOrder(crossed, async (queued) => [queued.job.name, await leaves(prepares, queued)]);
        expect(sent.filter(([, left]) => left?.length !== 0)).toEqual([]);
        expect([await everythingOf(acme), await everythingOf(evil)]).toEqual(before);
      }
    });
  });

  it("B8: every command with every id, version and value of the other is refused: nothing of it is shown or changes", async () => {
    await acme.reviews(grace, await acme.waiting(ada, "first@acme.example"));
    later();
    await acme.asks(ada, "second@acme.example");
    const { refs, values } = await everythingNamed(acme);
    const before = await everythingOf(acme);
    const own = await evil.rows("change_request", "AND state = 'applied'");
    expect(refs.length).toBeGreaterThan(12);
    for (const name of commands.map(nameOf)) {
      const said: string[] = [];
      await db.sql("DELETE FROM challenge WHERE organization_id = $1", [evil.id]);
      for (const ref of refs) {
        said.push(wordsOf(await mallory.presses(name, ref, values)));
        said.push(wordsOf(await mallory.submits(name, values, { ref })));
      }
      said.push(wordsOf(await mallory.submits(name, values)));
      const lines = said
        .join("\n")
        .split("\n")
        .filter((line) => !/^(No member|No invitation of|There is no|“)/.test(line));
      expect([name, lines.filter((line) => OF_ACME.test(line))]).toEqual([name, []]);
    }
    expect(await everythingOf(acme)).toEqual(before);
    expect(await evil.rows("change_request", "AND state = 'applied'")).toEqual(own);
    expect([...acme.faults, ...evil.faults]).toEqual([]);
    // Every command with every id: more than a test usually does.
  }, 120_000);

  it("B8: an account of the other can't be named, and is not reached under its own name", async () => {
    const [shop, vault] = [acme.accountIds.get("Shop") ?? "", evil.accountIds.get("Vault") ?? ""];
    for (const [command, more] of [
      ["account.rename", { name: "Mine" }],
      ["account.close", {}],
    ] as const)
      expect(wordsOf(await mallory.submits(command, { account: shop, ...more }))).toContain(
        "This choice is no longer offered.",
      );
    expect(wordsOf(await mallory.presses("account.show", undefined, { account: shop }))).toMatch(/^There is no/);
    const invitation = { email: "x@evil.example", roles: [evil.roles.get("Finance") ?? ""], access: "some" };
    expect(wordsOf(await mallory.submits("invitation.create", { ...invitation, accounts: [vault, shop] }))).toContain(
      "This choice is no longer offered.",
    );
    // The same name is free in each.
    later();
    const ref = await mallory.submits("account.add", { name: "Shop" });
    expect(ref.kind === "form" && ref.command).toBe("request.verify");
  });

  /** An id from every column of an organization's tables, as a Ref, and what its people would type or send. */
  async function everythingNamed(company: Company): Promise<{ refs: Ref[]; values: Values }> {
    const ids = new Set<string>([company.id]);
    for (const table of TABLES) {
      const [row = {}] = await company.rows(table);
      for (const value of Object.values(row)) if (/^[0-9a-f-]{36}$/.test(String(value))) ids.add(String(value));
    }
    const requests = await Promise.all(
      (await company.rows("change_request")).map(({ id }) => company.current(String(id))),
    );
    const refs = [...requests, ...[...ids].map((id) => ({ id, version: 1 }))];
    const [request] = requests;
    const codes = await Promise.all(requests.map(({ id }) => company.code("request.verify", id)));
    const values: Values = {
      ...{ code: codes.find(Boolean) ?? "12345678", comment: "Mine", number: "1", page: "0", anew: "yes", after: "" },
      ...{ member: "grace@acme.example", role: "Recruiter", email: "first@acme.example", before: "9999", from: "0" },
      ...{
        roles: [...company.roles.values()],
        access: "some",
        accounts: [...company.accountIds.values()],
        reason: "x",
      },
      ...{ account: company.accountIds.get("Shop") ?? "", name: "Mine" },
      ...{ rule: String((await company.rows("conflict_rule"))[0]?.id), second: "developer:access" },
      first: String((await company.rows("role", "AND name = 'Recruiter'"))[0]?.id),
      ...{ memberId: grace.id, requestId: request?.id ?? "" },
    };
    return { refs, values };
  }

  const TABLES = [
    ...["change_request", "review", "member", "identity", "invitation", "activation_link", "challenge", "factor"],
    ...[
      "role",
      "role_grant",
      "role_grant_account",
      "role_grant_group",
      "account_group",
      "account_group_member",
      "conflict_rule",
      "merchant_account",
      "policy",
      "request_message",
      "queued",
    ],
  ];

  async function everythingOf(company: Company): Promise<unknown> {
    const tables = await inOrder(TABLES, async (table) =>
      (await company.rows(table)).map((row) => JSON.stringify(row)).sort(),
    );
    return [tables, await company.events()];
  }
});

/** One after the other. */
async function inOrder<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await act(one));
  return results;
}
