import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, nameOf } from "../../src/commands.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { type Company, type Member, openOrganization, wordsOf } from "../abuse/setup.ts";
import { freshDatabase, products } from "../harness/database.ts";

/** What may change when something is only opened: codes, links, what is queued, and the history of what was refused. */
const MAY_GROW = ["challenge", "security_link", "queued", "audit_entry", "audit_head"];
/** And of a member, how they read and when they were last seen. */
const MAY_DIFFER = ["locale", "zone", "seen_at"];
/** What is typed behind a command's words: what it may take, and what it may not. */
const ARGUMENTS = [
  "",
  "2",
  "99",
  "all",
  "admin",
  "otto@acme.example",
  "<@Ada>",
  "'; DROP TABLE member",
  "x".repeat(3_000),
];

type People = Record<"requester" | "approver" | "other member" | "suspended member" | "stranger", Chat>;
type Chat = Pick<Member, "types" | "writes" | "presses">;

describe.each(products)("opening or typing something changes nothing, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let people: People;
  let tables: string[];
  let refs: (Ref | undefined)[];
  let values: Values;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Shop", "Stall"] });
    const ada = await company.member("Ada", ["Admin"]);
    const grace = await company.member("Grace", ["Admin"]);
    const otto = await company.member("Otto", ["Finance"]);
    const eve = await company.member("Eve", ["Admin"]);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [eve.id]);
    const stranger = company.speaking({ platform: "slack", tenant: "T1", user: "Somebody new" });
    people = { requester: ada, approver: grace, "other member": otto, "suspended member": eve, stranger };
    tables = (
      await db.sql("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
    )
      .map(({ name }) => String(name))
      .filter((name) => !MAY_GROW.includes(name));
    refs = await requests(ada, grace);
    const [role, account] = [[...company.roles.values()][0] ?? "", [...company.accountIds.values()][0] ?? ""];
    values = {
      ...{ number: "2", page: "1", anew: "yes", member: otto.email, role: "Admin", after: "", before: "9", from: "1" },
      ...{ email: "new@acme.example", roles: [role], access: "some", accounts: [account], reason: "x" },
      ...{ code: "12345678", comment: "x", memberId: otto.id, requestId: refs[1]?.id ?? "", decision: "approved" },
    };
  });
  afterAll(() => db.close());

  /** One in each state that people can bring about, each with its newest version and an older one. */
  async function requests(ada: Member, grace: Member): Promise<(Ref | undefined)[]> {
    const [applied, denied] = [
      await company.waiting(ada, "in@acme.example"),
      await company.waiting(ada, "no@acme.example"),
    ];
    await company.reviews(grace, applied);
    await company.reviews(grace, denied, "deny");
    company.clock.forward({ hours: 25 });
    const withdrawn = await company.asks(ada, "back@acme.example");
    await ada.submits("request.withdraw", {}, { ref: withdrawn });
    const [forCode, forApproval] = [
      await company.asks(ada, "code@acme.example"),
      await company.waiting(ada, "wait@acme.example"),
    ];
    const whole = await Promise.all(
      [applied, denied, withdrawn, forCode, forApproval].map(({ id }) => company.current(id)),
    );
    const older = whole.map(({ id, version }) => ({ id, version: version - 1 }));
    return [undefined, ...whole, ...older, { id: company.id, version: 1 }];
  }

  /** Every table but those above, in full. A table that is new is compared without being named here. */
  async function everything(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const table of tables) {
      const rows = await db.sql(`SELECT to_jsonb(t) - $1::text[] AS row FROM "${table}" t`, [
        table === "member" ? MAY_DIFFER : [],
      ]);
      found[table] = rows.map(({ row }) => JSON.stringify(row)).sort();
    }
    return found;
  }

  const history = async () => (await company.events()).map(({ kind: happened }) => happened);

  /** What somebody does, with codes to be had and nothing changed by it. */
  async function changesNothing(act: (chat: Chat) => Promise<unknown>): Promise<void> {
    const [before, events] = [await everything(), await history()];
    for (const [who, chat] of Object.entries(people)) {
      // Within the limits on codes, so that a code is really sent.
      await db.sql("DELETE FROM challenge");
      await act(chat);
      expect([who, await everything()]).toEqual([who, before]);
    }
    expect((await history()).slice(events.length).filter((happened) => happened !== "command.refused")).toEqual([]);
    expect(company.faults.splice(0)).toEqual([]);
  }

  // The one button that acts where it is pressed: it says so, and does it for the requester alone.
  const ACTS = "request.ask-again";

  it.each(commands.map(nameOf).filter((name) => name !== ACTS))(
    "pressing %s, with and without something that it is about",
    async (name) => {
      await changesNothing(async (chat) => {
        for (const ref of refs) {
          await chat.presses(name, ref);
          await chat.presses(name, ref, values);
        }
      });
    },
  );

  it.each(commands.flatMap(({ words }) => words ?? []))("typing %s, with whatever behind it", async (words) => {
    await changesNothing(async (chat) => {
      for (const argument of ARGUMENTS) await chat.types(`${words} ${argument}`);
      await chat.writes(`${words} 2`);
    });
  });

  it("pressing Ask again opens for its requester what is over once more, and for nobody else anything", async () => {
    const { requester, ...others } = people;
    const before = await everything();
    for (const [who, chat] of Object.entries(others)) {
      for (const ref of refs) await chat.presses(ACTS, ref, values);
      expect([who, await everything()]).toEqual([who, before]);
    }
    await db.sql("DELETE FROM challenge");
    for (const ref of refs) await requester.presses(ACTS, ref);
    const states = async () => (await company.rows("change_request", "ORDER BY number")).map(({ state }) => state);
    // What was denied and what was withdrawn, and each once.
    expect((await states()).slice(5)).toEqual(["awaiting_code", "awaiting_code"]);
    await db.sql("DELETE FROM change_request WHERE number > 5");
  });

  it("typing what is no command", async () => {
    await changesNothing(async (chat) => {
      for (const words of [...ARGUMENTS, "approve 5", "request.approve"]) {
        await chat.types(words);
        await chat.writes(words);
      }
    });
  });

  it("looks at all there is: the tables are not empty, and each kind of person gets an answer of their own", async () => {
    const found = await everything();
    for (const table of [
      "member",
      "role_grant",
      "role",
      "policy",
      "change_request",
      "review",
      "merchant_account",
      "identity",
    ])
      expect([table, found[table]?.length]).not.toEqual([table, 0]);
    const answers = await Promise.all(
      Object.values(people).map(async (chat) => wordsOf(await chat.presses("request.approve", refs[5]))),
    );
    expect(new Set(answers).size).toBe(answers.length);
  });
});
