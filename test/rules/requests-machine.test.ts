import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { tick } from "../../src/pipeline/expire.ts";
import { scheduledDatabase } from "../abuse/scheduled-database.ts";

import { type Company, openOrganization } from "../abuse/setup.ts";
import { databases, tries } from "../harness/database.ts";
import {
  asks,
  confirms,
  edit,
  edits,
  hoursPass,
  inARow,
  isLawful,
  isWhole,
  later,
  loses,
  type Model,
  NAMES,
  policy,
  type Real,
  regains,
  reviews,
  withdraws,
} from "./machine.ts";

const names = fc.constantFrom(...NAMES);
const emails = fc.nat(2).map((at) => `person${at}@example.com`);
const which = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(4) });
const seen = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) });
const anything = [
  fc.tuple(names, emails).map(([name, email]) => asks(name, email)),
  fc.tuple(names, emails).map(([name, email]) => inARow(asks(name, email), confirms(0), confirms(1))),
  fc.tuple(names, emails).map(([name, email]) => inARow(asks(name, email), confirms(0), confirms(1))),
  which.map(confirms),
  fc.tuple(names, which, seen).map(([name, at, versions]) => reviews(name, at, "approve", versions)),
  fc.tuple(names, which, seen).map(([name, at, versions]) => reviews(name, at, "approve", versions)),
  fc.tuple(names, which, seen).map(([name, at, versions]) => reviews(name, at, "deny", versions)),
  fc.tuple(names, which).map(([name, at]) => withdraws(name, at)),
  fc.tuple(which, emails).map(([at, email]) => edits(at, email)),
  // What must not count: an approval from before the change, or of somebody who may no longer give one.
  fc.tuple(names, emails).map(([name, email]) => inARow(reviews(name, 0, "approve", 0), edits(0, email))),
  names.map((name) => inARow(reviews(name, 0, "approve", 0), loses(name))),
  fc.constantFrom(1, 30).map(hoursPass),
  fc.constantFrom(1, 2).map(policy),
  names.map(loses),
  names.map(regains),
];

describe.each(databases)("the request machine, on $kind", ({ kind }) => {
  let place: Awaited<ReturnType<typeof scheduledDatabase>>;
  let companies = 0;

  beforeAll(async () => {
    place = await scheduledDatabase(kind);
  });
  afterAll(() => place.db.close());

  async function openCompany(): Promise<Real> {
    companies += 1;
    const company = await openOrganization(place.db, { name: `Acme${companies}`, tenant: `T${companies}` });
    const people = new Map<string, Awaited<ReturnType<Company["member"]>>>();
    for (const name of NAMES) people.set(name, await company.member(name, ["Admin"]));
    return { company, people, closed: new Map() };
  }

  it("does what the rules say, step by step, whatever is done in whichever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(anything, { maxCommands: 45, size: "max" }), async (commands) => {
        const model: Model = {
          ...{ hour: 0, approvals: 2, administrators: new Set(NAMES), requests: [], taken: new Set() },
        };
        const real = await openCompany();
        await real.company.db.sql("UPDATE policy SET approvals = 2 WHERE organization_id = $1", [real.company.id]);
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await isWhole(real.company);
      }),
      { numRuns: tries(kind === "embedded" ? 9 : 18) },
    );
  }, 60_000);

  const acts = [
    "Grace approves",
    "Grace approves",
    "Edsger approves",
    "Edsger denies",
    "Ada withdraws",
    "the clock",
    "an edit",
  ];

  it("keeps the law when people and the clock come at the same moment, statement by statement", async () => {
    const several = fc.shuffledSubarray(acts, { minLength: 2, maxLength: 5 });
    const real = await openCompany();
    const { company } = real;
    const [ada, grace, edsger] = NAMES.map((name) => real.people.get(name));
    if (!ada || !grace || !edsger) throw new Error("somebody is missing");
    let people = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), several, fc.constantFrom(1, 2), async (s, wanted, quorum) => {
        await company.db.sql("UPDATE policy SET approvals = $2 WHERE organization_id = $1", [company.id, quorum]);
        const email = () => `person${++people}@example.com`;
        const ref = await company.waiting(ada, email());
        const code = async (who: typeof grace, command: string) => {
          await who.presses(command, ref);
          return { code: (await company.code(command, ref.id, `member:${who.id}`)) ?? "", comment: "seen" };
        };
        const [hers, his, no] = [
          await code(grace, "request.approve"),
          await code(edsger, "request.approve"),
          await code(edsger, "request.deny"),
        ];
        const deeds: Record<string, () => Promise<unknown>> = {
          "Grace approves": () => grace.submits("request.approve", hers, { ref }),
          "Edsger approves": () => edsger.submits("request.approve", his, { ref }),
          "Edsger denies": () => edsger.submits("request.deny", no, { ref }),
          "Ada withdraws": () => ada.submits("request.withdraw", {}, { ref }),
          // The clock of another process, which is ahead.
          "the clock": () => tick({ ...company.services, clock: later(company, 73) }),
          "an edit": () => edit(company, ref, email()),
        };
        place.schedule(() => s.schedule(Promise.resolve(), "statement"));
        await s.waitFor(Promise.all(wanted.map((name) => deeds[name]?.())));
        place.schedule();
        await isLawful(company);
        expect(company.faults.splice(0)).toEqual([]);
        company.clock.forward({ hours: 80 });
        await tick(company.services);
      }),
      { numRuns: tries(21) },
    );
    await isWhole(company);
  }, 60_000);
});
