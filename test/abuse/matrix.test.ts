import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, nameOf } from "../../src/commands.ts";
import type { Reply } from "../../src/core/conversation.ts";
import type { Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { ACTORS, FORBIDDEN, type Row, STRANGER, TABLE } from "./matrix-table.ts";
import { inAWord, openWorld, type World } from "./matrix-world.ts";

const isFull = process.env.TEST_MATRIX === "full";

it("the table has a row for each command, and for nothing else", () => {
  const rows = Object.entries(TABLE).map(([name, { command = name }]) => command);
  expect([...new Set(rows)].sort()).toEqual(commands.map(nameOf).sort());
  for (const { actors } of Object.values(TABLE)) expect(Object.keys(actors).sort()).toEqual([...ACTORS].sort());
});

describe.each(databases)("who may do what with whom, on $kind", ({ kind }) => {
  let db: Database;
  let world: World;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    world = await openWorld(db);
  });
  afterAll(() => db.close());

  it.each(Object.entries(TABLE))(
    "%s",
    async (name, row) => {
      const tries: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const actor of ACTORS)
        for (const target of targetsFor(row, actor)) {
          const wanted = expectedOf(row, actor, target);
          const at = target ? `${actor}, ${target}` : actor;
          expected[at] = told(wanted, actor);
          tries[at] = await tried({ command: row.command ?? name, row, actor, target, wanted });
        }
      expect(tries).toEqual(expected);
      expect(world.company.faults.splice(0)).toEqual([]);
    },
    120_000,
  );

  /** What somebody gets when they press the button, and when they send a form that they never opened. */
  async function tried({ command, row, actor, target, wanted }: Try) {
    const chat = world.actors.get(actor);
    if (!chat) throw new Error(`nobody is ${actor}`);
    const ref = await world.refFor(row.about ?? "nothing", target === "themselves" ? actor : target);
    const values = { ...formValues(row), ...row.values };
    const mayOpen = !wanted.startsWith("!") && wanted !== STRANGER;
    const opened = await leaves(() => chat.presses(command, ref, row.values ?? {}), mayOpen && row.acts === true);
    // What acts when it is pressed may be limited to once a minute.
    if (row.acts) world.company.clock.forward({ seconds: 61 });
    const submitted = await leaves(
      () => chat.submits(command, values, { ref }),
      wanted === "yes" || wanted === STRANGER,
    );
    return { opened, submitted };
  }

  /** Everything that any of the forms asks for. */
  function formValues({ place }: Row): Values {
    const { roles, accountIds } = world.company;
    const [role, account] = [roles.get("Finance") ?? "", accountIds.get(place ?? "Berlin") ?? ""];
    const sides = { first: role, second: "developer:access" };
    const made = {
      ...sides,
      account,
      remove: [account],
      name: "Made up",
      purpose: "To be made",
      permissions: ["transaction:read"],
    };
    const given = { roles: [role], access: "some", accounts: [account], ends: "hours", hours: "5" };
    return { ...given, ...made, reason: "Needed", comment: "Looked at it", code: "12345678" };
  }

  /** What came of it, and what it has left behind: of a refusal, only that it was refused. */
  async function leaves(act: () => Promise<Reply>, mayChange: boolean): Promise<string> {
    const before = await world.everything();
    const word = inAWord(await act());
    const after = await world.everything();
    const isSame = after.kept === before.kept;
    const entries = after.entries === before.entries ? [] : await world.entriesAfter(before.entries);
    if (!isSame) await world.tidy();
    const noted = entries.map(({ kind: entry, reason }) => (entry === "command.refused" ? reason : entry));
    const traces = [
      ...(isSame || mayChange ? [] : ["something was changed"]),
      ...(mayChange ? [] : noted.filter((one) => one !== word).map((one) => `${one} is in the history`)),
      ...(FORBIDDEN.includes(word) && noted.join() !== word ? ["it is not in the history"] : []),
      ...(!FORBIDDEN.includes(word) && !mayChange && noted.length > 0 ? ["it is in the history"] : []),
    ];
    return [word, ...traces].join(", and ");
  }
});

type Try = { command: string; row: Row; actor: string; target: string; wanted: string };

/** Who may not do it at all tries it with everybody in the full run, and with one otherwise. */
function targetsFor({ targets, about, actors }: Row, actor: string): string[] {
  if (!targets) return [about === "a member" ? "active" : ""];
  return isFull || actors[actor] === "yes" ? Object.keys(targets) : ["active"];
}

function expectedOf({ actors, targets, isOnesOwn }: Row, actor: string, target: string): string {
  const outcome = actors[actor] ?? "";
  if (isOnesOwn && target === "themselves" && outcome === "!refused.permission") return "yes";
  const byTarget = targets?.[target];
  if (outcome !== "yes" || byTarget === undefined) return outcome;
  if (typeof byTarget === "string") return byTarget;
  return byTarget[actor === "Admin on Berlin" ? 1 : 0] ?? "";
}

function told(wanted: string, actor: string) {
  const submitted = wanted.replace("!", "");
  if (wanted.startsWith("!") || wanted === STRANGER) return { opened: submitted, submitted };
  return { opened: actor === "a stranger" ? STRANGER : "yes", submitted };
}
