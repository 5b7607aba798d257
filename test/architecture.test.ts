import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// Who may import whom: docs/ARCHITECTURE.md says why. Each rule below is seen to fail at the end.
const SRC = fileURLToPath(new URL("../src", import.meta.url));
const IMPORT = /(?:from|^import|\bimport\()\s*"(?<target>[^"\n]+)"/gm;
/** A file imports from its own room and from rooms before it. `domain` itself holds the contracts of commands and jobs. */
const ORDER = [
  ...["core", "text", "db", "domain/access", "domain", "domain/credentials", "domain/verification", "domain/history"],
  ...[
    "domain/organizations",
    "domain/identities",
    "domain/sessions",
    "domain/authenticators",
    "domain/passkeys",
    "domain/alternates",
    "domain/payment-passwords",
    "domain/api-keys",
    "domain/requests",
    "domain/conflicts",
    "domain/invitations",
  ],
  ...[
    "domain/members",
    "domain/security",
    "domain/imports",
    "domain/corrections",
    "domain/recoveries",
    "domain/roles",
    "domain/accounts",
    "domain/home",
  ],
];
/** These are handed functions instead. */
const OUTSIDE: Record<string, string[]> = {
  "platforms/tryout": ["core", "text", "platforms/shared"],
  "platforms/slack": ["core", "text", "platforms/shared"],
  "platforms/teams": ["core", "text", "platforms/shared"],
  "platforms/shared": ["core", "text"],
  web: ["core", "text"],
  delivery: ["core", "text", "db"],
};
/** Where everything is put together. Only these import files of the root. */
const INSIDE = ["", "pipeline", "boot", "cli"];
const ROOT_FILES_MOST = 6;
/** What only these files may import. */
const VENDORS: [RegExp, RegExp][] = [
  [/^@slack\//, /^platforms\/slack\//],
  [/^(?:@microsoft\/|botbuilder)/, /^platforms\/teams\/(?:app|sender)\.ts$/],
  [/^(?:@prisma\/|pg-boss|@electric-sql\/|pglite-prisma-adapter)/, /^(?:db\/|delivery\/(?:queues?|retry|enqueue)\.ts)/],
  [/^db\/generated\//, /^(?:db\/.*|domain\/[a-z-]+\/(?:[a-z-]+-)?store\.ts)$/],
  [/^nodemailer$/, /^delivery\/email\.ts$/],
  [/^otplib$/, /^domain\/verification\/factors\/authenticator\.ts$/],
  [/^@simplewebauthn\//, /^domain\/passkeys\/webauthn\.ts$/],
  [/^argon2$/, /^domain\/credentials\/password\.ts$/],
  [/^jose$/, /^platforms\/teams\/tab-token\.ts$/],
  [/^zod-openapi$/, /^web\/api\//],
  [/^express$/, /^(?:app\.ts|(?:web|platforms)\/.*)$/],
  [/^commander$/, /^cli\//],
];
/** What only these files may say. */
const WORDS: [RegExp, RegExp][] = [
  [/\bprocess\.env\b|\benv\b[^"\n]*"node:process"/, /^config\.ts$/],
  [/\binTransaction\(/, /^(?:db\/.*|delivery\/(?:worker|retry)\.ts|cli\/.*|pipeline\/.*|app\.ts)$/],
  [/\$transaction\(/, /^db\/transaction\.ts$/],
  [/\$(?:query|execute)Raw/, /^(?:domain\/[a-z-]+\/(?:[a-z-]+-)?store|db\/(?:transaction|write|write-probe))\.ts$/],
  [
    /\btx\.[a-z]+[A-Za-z]*\.(?:find|create|update|delete|upsert|count|aggregate|groupBy)/,
    /^domain\/[a-z-]+\/(?:[a-z-]+-)?store\.ts$|^db\//,
  ],
  [/\bnew Date\(\)|\bDate\.now\(/, /^(?!domain\/|core\/|text\/|pipeline\/)/],
  [/\bMath\.random\b/, /^$/],
  [/\bfetch\(/, /^platforms\/(?:shared\/download|slack\/respond|teams\/call)\.ts$/],
];

type Source = { path: string; code: string; imports: string[] };

function sources(folder = SRC): Source[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.endsWith(".ts") && !path.startsWith("db/generated/"))
    .map((path) => source(path, readFileSync(join(folder, path), "utf8")));
}

function source(path: string, code: string): Source {
  const named = [...code.matchAll(IMPORT)].map(({ groups }) => groups?.target ?? "");
  const inHouse = (target: string) =>
    relative(SRC, join(SRC, dirname(path), target))
      .split(sep)
      .join("/");
  return { path, code, imports: named.map((target) => (target.startsWith(".") ? inHouse(target) : target)) };
}

/** "slack" for slack/app.ts, "domain/roles" for domain/roles/rules.ts, "" for a root file. */
function roomOf(path: string): string {
  return dirname(path)
    .split("/")
    .slice(0, /^(?:domain|platforms)\//.test(path) ? 2 : 1)
    .join("/")
    .replace(/^\.$/, "");
}

function breaches(all: Source[]): string[] {
  return all.flatMap((one) => [
    ...one.imports.filter((target) => !mayImport(one.path, target)).map((target) => `${one.path} imports ${target}`),
    ...WORDS.filter(([words, where]) => words.test(one.code) && !where.test(one.path)).map(
      ([words]) => `${one.path} says ${words}`,
    ),
  ]);
}

function mayImport(path: string, target: string): boolean {
  if (VENDORS.some(([vendor, where]) => vendor.test(target) && !where.test(path))) return false;
  if (!target.endsWith(".ts")) return true;
  const [from, to] = [roomOf(path), roomOf(target)];
  if (INSIDE.includes(from) || from === to) return true;
  if (from in OUTSIDE) return OUTSIDE[from]?.includes(to) === true;
  return ORDER.includes(to) && ORDER.indexOf(to) < ORDER.indexOf(from);
}

/** Files that import each other, types included: each circle once, beginning with its first file by name. */
function circles(all: Source[]): string[] {
  const imports = new Map(all.map((one) => [one.path, one.imports.filter((target) => target.endsWith(".ts"))]));
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, way: string[]): void => {
    if (way.includes(path)) {
      const circle = way.slice(way.indexOf(path));
      const first = circle.indexOf([...circle].sort()[0] ?? "");
      found.add([...circle.slice(first), ...circle.slice(0, first)].join(" > "));
    } else if (!done.has(path)) {
      for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
      done.add(path);
    }
  };
  for (const path of imports.keys()) visit(path, []);
  return [...found];
}

describe("the rooms", () => {
  it("are all known to this test", () => {
    const rooms = new Set(sources().map(({ path }) => roomOf(path)));
    const known = [...INSIDE, ...ORDER, ...Object.keys(OUTSIDE)];
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([]);
  });

  it("import only what they may", () => {
    expect(breaches(sources())).toEqual([]);
  });

  it("have no circle, types included", () => {
    expect(circles(sources())).toEqual([]);
    const circle = ["a", "b", "c"].map((name, at, all) =>
      source(`core/${name}.ts`, `import "./${all[(at + 1) % 3]}.ts";`),
    );
    expect(circles(circle)).toEqual(["core/a.ts > core/b.ts > core/c.ts"]);
  });

  it(`leave at most ${ROOT_FILES_MOST} files in the root`, () => {
    expect(sources().filter(({ path }) => !path.includes("/")).length).toBeLessThanOrEqual(ROOT_FILES_MOST);
  });

  it("have no drawer for everything", () => {
    const drawers = /(?:^|\/)(?:index|utils?|helpers?|common|managers?)(?:\.ts|\/)/;
    expect(sources().filter(({ path }) => drawers.test(path))).toEqual([]);
  });

  it.each([
    ["domain/access/rules.ts", 'import { a } from "../requests/store.ts";'],
    ["domain/roles/rules.ts", 'import { a } from "../../platforms/slack/app.ts";'],
    ["domain/requests/open.ts", 'import { a } from "../../commands.ts";'],
    ["domain/requests/commands.ts", 'import { a } from "../roles/commands.ts";'],
    ["domain/members/commands.ts", 'import type { a } from "../roles/store.ts";'],
    ["domain/access/grant.ts", 'import type { a } from "../command.ts";'],
    ["domain/command.ts", 'import type { a } from "./verification/proof.ts";'],
    ["web/server.ts", 'import { a } from "../config.ts";'],
    ["core/form.ts", 'import { a } from "../db/open.ts";'],
    ["platforms/slack/app.ts", 'import { a } from "../../domain/access/role.ts";'],
    ["web/server.ts", 'import { a } from "../platforms/slack/app.ts";'],
    ["delivery/worker.ts", 'import { a } from "../domain/roles/rules.ts";'],
    ["platforms/tryout/app.ts", 'import { App } from "@slack/bolt";'],
    ["domain/roles/store.ts", 'import { PrismaClient } from "@prisma/client";'],
    ["domain/roles/rules.ts", "return tx.role.findMany({});"],
    ["domain/requests/open.ts", "const now = new Date();"],
    ["domain/requests/open.ts", "await inTransaction(db, work);"],
    ["app.ts", "process.env.PORT"],
    ["db/transaction.ts", "Math.random()"],
  ])("would notice in %s: %s", (path, code) => {
    expect(breaches([source(path, code)])).not.toEqual([]);
  });
});
