import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { databases, freshDatabase, tries } from "../harness/database.ts";
import { act, beginnings, deeds, openWorld, type Step } from "./rights-deeds.ts";
import {
  type Everybody,
  isAdministrative,
  isAdministrator,
  rightsAnswered,
  rightsBy,
  rightsOn,
  saidOf,
  type World,
  without,
} from "./rights-said.ts";

const LONG_AFTER: Step = { kind: "passes", hours: 26, ticks: false };

describe.each(databases)("rights, whatever is done in whichever order, on $kind", ({ kind }) => {
  let db: Database;

  beforeAll(async () => {
    db = await freshDatabase(kind);
  });
  afterAll(() => db.close());

  it("are what the history says, never more than who let them through held, and leave an administrator", async () => {
    const run = async (beginning: Parameters<typeof openWorld>[1], done: Step[][]) => {
      const world = await openWorld(db, beginning);
      // At last, whatever had an end is over, and no clock has said so.
      for (const step of [...done.flat(), LONG_AFTER, LONG_AFTER]) await keepsTheLaw(world, step);
    };
    const done = fc.array(deeds, { minLength: 8, maxLength: 14, size: "max" });
    // To make a counterexample smaller would take minutes: its seed is told.
    await fc.assert(fc.asyncProperty(beginnings, done, run), {
      endOnFailure: true,
      // On a busy machine it tries less.
      interruptAfterTimeLimit: 20_000,
      numRuns: tries(kind === "embedded" ? 18 : 36),
    });
  }, 60_000);
});

async function keepsTheLaw(world: World, step: Step): Promise<void> {
  const [before, entries] = [await rightsBy(world, await saidOf(world)), (await world.company.events()).length];
  await act(world, step);
  expect(world.company.faults.splice(0)).toEqual([]);
  const isQuiet = (await world.company.events()).slice(entries).every(({ grants }) => !grants);
  if (isQuiet && step.kind !== "passes") return;
  await isAsTheHistorySays(world);
  await isNoMoreThanGiven(world, before, entries);
  await hasAnAdministrator(world);
}

async function isAsTheHistorySays(world: World): Promise<void> {
  const said = await saidOf(world);
  const answered = await rightsAnswered(world);
  const replayed = await rightsBy(world, said, { anyState: true });
  for (const [name, { id }] of world.people) {
    const [more, less] = [without(answered.get(id), replayed.get(id)), without(replayed.get(id), answered.get(id))];
    expect({ name, more, less }).toEqual({ name, more: [], less: [] });
  }
  const states = (await world.company.rows("member")).map(({ id, state }) => [String(id), String(state)] as const);
  expect(new Map(states)).toEqual(new Map([...said].map(([id, { state }]) => [id, state])));
}

/** Whoever asked for it, but for themselves, and every approver who counted, held it at that moment. */
async function isNoMoreThanGiven(world: World, before: Everybody, entries: number): Promise<void> {
  const after = await rightsBy(world, await saidOf(world));
  const gained = [...after].flatMap(([id, rights]) => without(rights, before.get(id)).filter(isAdministrative));
  if (gained.length === 0) return;
  const applied = (await world.company.events()).slice(entries).filter((event) => event.kind === "request.applied");
  expect(applied).toHaveLength(1);
  const [row] = await world.company.rows("change_request", `AND id = '${applied[0]?.requestId}'`);
  const { command, requester_id: requester, policy, version, digest } = row ?? {};
  const heldBy = (id: unknown) => before.get(String(id));
  if (command !== "grant.ask")
    expect([command, "the requester lacks", without(new Set(gained), heldBy(requester))]).toEqual([
      ...[command, "the requester lacks", []],
    ]);
  const { approvals, because } = policy as { approvals: number; because: string };
  if (approvals === 0) {
    expect([because, await isAdministrator(world, heldBy(requester))]).toEqual(["sole_administrator", true]);
    return;
  }
  const counts = rightsOn(world, row ?? {});
  const given = (await world.company.rows("review", `AND request_id = '${row?.id}' AND decision = 'approved'`))
    .filter((one) => one.version === Number(version) - 1 && one.digest === digest)
    .filter(({ approver_id: id }) => without(new Set(counts), heldBy(id)).length === 0);
  expect(given.length).toBeGreaterThanOrEqual(approvals);
  for (const { approver_id: id } of given) {
    expect([requester, row?.targets].flat()).not.toContain(id);
    expect([command, "an approver lacks", without(new Set(gained), heldBy(id))]).toEqual([
      ...[command, "an approver lacks", []],
    ]);
  }
}

async function hasAnAdministrator(world: World): Promise<void> {
  const forGood = await rightsBy(world, await saidOf(world), { forGood: true });
  const administrators = await Promise.all([...forGood.values()].map((rights) => isAdministrator(world, rights)));
  expect(administrators).toContain(true);
}
