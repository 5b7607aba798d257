import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OWN_MOST, readPermissionFile } from "../src/boot/permission-file.ts";
import { ConfigProblem, readConfig } from "../src/config.ts";
import { ANYBODY } from "../src/core/reader.ts";
import {
  administrative,
  builtIn,
  knownPermissions,
  permissions,
  useOwnPermissions,
} from "../src/domain/access/permission.ts";
import { findPermissionAt } from "../src/text/permission-words.ts";
import { text } from "../src/text/text.ts";
import { say } from "../src/text/translate.ts";

const payout = { resource: "payout", action: "approve", name: "Approve EU payouts", about: "Release payments." };
const lines = (...entries: object[]) => `[\n${entries.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]\n`;

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "permissions-"));
  path = join(folder, "permissions.json");
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => useOwnPermissions([]));

async function problemsOf(content: string | Buffer): Promise<string[]> {
  await writeFile(path, content);
  return readPermissionFile(path).problems;
}

describe("a file of a company's own permissions", () => {
  it("is read as it is, also an empty list", async () => {
    await writeFile(path, lines(payout, { ...payout, action: "see", name: "See payouts", group: "Treasury" }));
    expect(readPermissionFile(path)).toMatchObject({ problems: [], own: [payout, { group: "Treasury" }] });
    expect(await problemsOf("[]")).toEqual([]);
  });

  const other = { ...payout, resource: "refund", name: "Approve refunds" };
  const broken: [string, string | Buffer, RegExp][] = [
    ["nothing", "", /^permissions\.json:1: this is not JSON/],
    ["no JSON", '[\n  {"resource": payout}\n]', /^permissions\.json:2: this is not JSON/],
    ["a comment", "// ours\n[]", /^permissions\.json:1: this is not JSON/],
    ["a comma too many", "[\n  {},\n]", /^permissions\.json:[23]: this is not JSON/],
    ["an object in place of a list", `\n${JSON.stringify(payout)}`, /^permissions\.json:2: /],
    ["bytes that are no UTF-8", Buffer.from([0x5b, 0xff, 0x5d]), /^permissions\.json is not UTF-8/],
    ["too many bytes", " ".repeat(70_000), /^permissions\.json has more than/],
    ["a field that is missing", lines(payout, { ...other, about: undefined }), /^permissions\.json:3: "about": /],
    [
      "a field that is not known",
      lines(payout, { ...other, administrative: true }),
      /^permissions\.json:3: .*administrative/,
    ],
    [
      "a resource in other letters",
      lines(payout, { ...other, resource: "Refund" }),
      /^permissions\.json:3: "resource": must be small letters/,
    ],
    ["an action with a colon", lines({ ...payout, action: "a:b" }), /^permissions\.json:2: "action": /],
    ["a name that is too long", lines({ ...payout, name: "x".repeat(61) }), /^permissions\.json:2: "name": /],
    [
      "a name with what nobody sees",
      lines({ ...payout, name: "Approve\u200bpayouts" }),
      /^permissions\.json:2: "name": must be one line/,
    ],
    [
      "a name of two lines",
      lines({ ...payout, name: "Approve\npayouts" }),
      /^permissions\.json:2: "name": must be one line/,
    ],
    ["an explanation that is too long", lines({ ...payout, about: "x".repeat(76) }), /^permissions\.json:2: "about": /],
    [
      "a built-in permission",
      lines(payout, { ...other, resource: "member", action: "edit" }),
      /^permissions\.json:3: there is a permission member:edit already/,
    ],
    [
      "the name of a built-in one",
      lines(payout, { ...other, name: "Manage Members" }),
      /^permissions\.json:3: there is a permission called “Manage Members” already/,
    ],
    [
      "one permission twice",
      lines(payout, { ...payout, name: "Other" }),
      /^permissions\.json:3: there is a permission payout:approve already/,
    ],
    [
      "one name twice",
      lines(payout, { ...other, name: "approve eu PAYOUTS" }),
      /^permissions\.json:3: there is a permission called/,
    ],
    [
      "a key twice",
      '[\n  {"resource":"a","action":"b","name":"A",\n   "about":"B", "name":"C"}\n]',
      /^permissions\.json:3: "name" is there twice/,
    ],
    [
      "more than fit",
      lines(...Array.from({ length: OWN_MOST + 1 }, (_, at) => ({ ...payout, action: `a${at}`, name: `N${at}` }))),
      /holds more than/,
    ],
  ];
  it.each(broken)("with %s is refused, with the line", async (_, content, problem) => {
    expect((await problemsOf(content)).join("\n")).toMatch(problem);
  });

  it("with more words than fit into a form is refused, from the line on where that is so", async () => {
    const long = (at: number) => ({
      ...payout,
      action: `a${at}`,
      name: `${at}${"株".repeat(50)}`,
      about: "株".repeat(70),
    });
    const said = await problemsOf(lines(...Array.from({ length: OWN_MOST }, (_, at) => long(at))));
    expect(said).toEqual([expect.stringMatching(/^permissions\.json:12: from here on the names .* shorten some$/)]);
  });

  it("that can't be read is refused, beside everything else that is wrong with the configuration", () => {
    const start = () => readConfig({ PERMISSIONS_FILE: join(folder, "none.json"), PORT: "abc" });
    expect(start).toThrow(ConfigProblem);
    expect(start).toThrow(/PERMISSIONS_FILE: none\.json can't be read \(ENOENT\)/);
    expect(start).toThrow(/PORT: must be a port number/);
  });

  it("names every problem at once", async () => {
    expect(await problemsOf(lines({ ...payout, name: "" }, { ...other, action: "" }))).toHaveLength(2);
  });
});

describe("a company's own permissions", () => {
  it("B5: are in the catalogue when they are used, denied when the file has them no more, and never administrative", () => {
    expect(knownPermissions(["payout:approve", "member:edit"])).toEqual(["member:edit"]);
    useOwnPermissions([payout]);
    expect(permissions).toEqual([...builtIn, "payout:approve"]);
    expect(knownPermissions(["payout:approve", "member:edit"])).toEqual(["member:edit", "payout:approve"]);
    expect(administrative).not.toContain("payout:approve");
    useOwnPermissions([]);
    expect(knownPermissions(["payout:approve"])).toEqual([]);
  });

  it("are told in the file's words, in a group, and found by them in any case", () => {
    useOwnPermissions([
      { ...payout, group: "Treasury" },
      { ...payout, action: "see", name: "See payouts" },
    ]);
    const said = say(text("role.permits", { permissions: ["transaction:read", ...permissions.slice(-2)] }), ANYBODY);
    expect(said).toBe("Transactions: see; Treasury: Approve EU payouts; Own permissions: See payouts");
    const found = findPermissionAt("approve eu payouts on Berlin", permissions);
    expect(found).toEqual({ permission: "payout:approve", where: ["on Berlin", "Berlin"] });
  });
});
