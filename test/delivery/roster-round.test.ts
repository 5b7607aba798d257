import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sender, Throttled } from "../../src/core/conversation.ts";
import type { Database } from "../../src/db/open.ts";
import { createLeft } from "../../src/pipeline/left-chat.ts";
import { createRosterRound } from "../../src/pipeline/roster-round.ts";
import { type Company, openOrganization } from "../abuse/setup.ts";
import { freshDatabase } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";

const PEOPLE = 45;

describe("a round through the people of a chat", () => {
  let db: Database;
  let company: Company;
  let asked: string[] = [];
  let answers: (user: string) => boolean | null = () => true;
  let now = new Date("2026-11-01T08:00:00Z");

  beforeAll(async () => {
    db = await freshDatabase();
    company = await openOrganization(db);
    for (let at = 0; at < PEOPLE; at += 1) await company.member(`U${String(at).padStart(2, "0")}`);
  });
  afterAll(() => db.close());
  beforeEach(() => {
    asked = [];
    answers = () => true;
  });

  const sender = (isThere?: Sender["isThere"]) => ({ tenant: () => "T1", isThere }) as unknown as Sender;
  const begins = (isThere: Sender["isThere"] = async (user) => answers(user)) => {
    const { services, id: organizationId } = company;
    const noted: Sender["isThere"] = async (user) => {
      asked.push(user);
      return isThere(user);
    };
    const senders = new Map([
      ["slack", sender(noted)],
      ["local", sender()],
    ] as const);
    const left = createLeft(services, organizationId);
    return createRosterRound({ db, organizationId, senders, left, elapsed: () => now.getTime(), log: silent });
  };
  const toldOf = async () => (await company.events()).filter(({ kind }) => kind === "identity.left").length;
  const known = async () =>
    (await db.sql("SELECT user_id FROM identity WHERE left_at IS NOT NULL")).map(({ user_id }) => user_id);

  it("asks for a few at a time, for everybody once, and again after a day", async () => {
    const goesOn = begins();
    const counts: number[] = [];
    for (let times = 0; times < 5; times += 1) {
      await goesOn();
      counts.push(asked.length);
    }
    expect(counts).toEqual([20, 40, PEOPLE, PEOPLE, PEOPLE]);
    expect(new Set(asked).size).toBe(PEOPLE);
    now = new Date(now.getTime() + 24 * 60 * 60 * 1000);
    await goesOn();
    expect(asked).toHaveLength(PEOPLE + 20);
    expect(await toldOf()).toBe(0);
  });

  it("notes who is gone, once, and who is back, so that a second time is told again", async () => {
    answers = (user) => user !== "U07";
    await begins()();
    await begins()();
    expect([await toldOf(), await known()]).toEqual([1, ["U07"]]);
    // No answer changes nothing.
    answers = () => null;
    await begins()();
    expect(await known()).toEqual(["U07"]);
    answers = () => true;
    await begins()();
    expect([await toldOf(), await known()]).toEqual([1, []]);
    answers = (user) => user !== "U07";
    await begins()();
    expect([await toldOf(), await known()]).toEqual([2, ["U07"]]);
    const [row] = await db.sql(
      "SELECT state FROM member m JOIN identity i ON i.member_id = m.id WHERE user_id = 'U07'",
    );
    expect(row).toEqual({ state: "active" });
  });

  it("stops where it is asked to wait, and goes on there; a failure is of one person alone", async () => {
    let isBusy = true;
    const goesOn = begins(async (user) => {
      if (user === "U05" && isBusy) throw new Throttled(3);
      if (user === "U06") throw new Error("unexpected");
      return true;
    });
    await goesOn();
    expect(asked.at(-1)).toBe("U05");
    isBusy = false;
    asked = [];
    await goesOn();
    expect([asked[0], asked.length]).toEqual(["U05", 20]);
  });
});
