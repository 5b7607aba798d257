import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenToCommandLine, socketOf, socketProblem } from "../../src/boot/command-line.ts";
import type { Database } from "../../src/db/open.ts";
import { createApiKeys } from "../../src/pipeline/api-keys.ts";
import { createImportFile } from "../../src/pipeline/import-file.ts";
import { createRecover } from "../../src/pipeline/recover-member.ts";
import { createRotateKeys } from "../../src/pipeline/rotate-keys.ts";
import { type Company, type Member, openOrganization } from "../abuse/setup.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { emptyFolder } from "../start/product.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/countersign.ts", import.meta.url));

describe.each(databases)("countersign import, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Berlin"] });
    ada = await company.member("Ada", ["Admin"]);
    await company.member("Linus", ["Finance"]);
    folder = await emptyFolder();
    stop = await listenToCommandLine(folder.path, {
      importFile: createImportFile(company.services, company.id),
      apiKeys: createApiKeys(company.services, company.id),
      rotateKeys: createRotateKeys(company.services),
      recover: createRecover(company.services, company.id),
    });
  });
  afterAll(async () => {
    await stop();
    await db.close();
    await folder.remove();
  });

  async function countersign(...words: string[]) {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: "silent", DATA_DIR: folder.path };
    const child = spawn(process.execPath, [COMMAND, "import", ...words], { env, cwd: folder.path });
    const text = { out: "", err: "" };
    child.stdout.on("data", (chunk) => {
      text.out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      text.err += chunk;
    });
    const [status] = await once(child, "close");
    return { status, ...text };
  }

  async function fileOf(content: string | Buffer, name = "people.csv"): Promise<string> {
    const path = join(folder.path, name);
    await writeFile(path, content);
    return path;
  }

  it("has a file checked by the running server, tells each row that is left out, and asks for nothing", async () => {
    const path = await fileOf("email,roles,accounts\nnew@x.example,finance,all\nbad,finance,all\n");
    const { status, out } = await countersign(path, "--as", "ADA@acme.example");
    expect(out).toContain("Import of people.csv\nWill be invited: 1 person\nLeft out: 1 row\nLine 3: bad: Left out:");
    expect(out).toContain("Nothing was changed. ada@acme.example now finds this in the chat");
    expect(status).toBe(0);
    expect(await company.rows("member_import")).toMatchObject([{ member_id: ada.id, state: "draft" }]);
    expect(await company.rows("change_request")).toEqual([]);
    expect((await company.jobs()).map(({ name }) => name)).toEqual(["import-ready"]);
  });

  it("says that nobody has to be asked where nothing would be done", async () => {
    const path = await fileOf("email,roles,accounts\nbad,finance,all\n");
    const { out } = await countersign(path, "--as", ada.email);
    expect(out).toContain("every row is left out");
    expect(out).not.toContain("Ask for approval");
  });

  it.each([
    ["nobody", "nobody@acme.example", "email,roles,accounts\na@x.example,finance,all", "Nobody active"],
    ["somebody who may not invite", "linus@acme.example", "email,roles,accounts\na@x.example,finance,all", "You need"],
    ["an unknown column", "ada@acme.example", "email,password\na@x.example,secret", "There is no column “password”"],
    ["no text", "ada@acme.example", Buffer.from([0xff, 0xfe, 0x61, 0x00]), "can't be read as text"],
  ])("refuses %s with a sentence", async (_, as, content, words) => {
    const before = await company.rows("member_import");
    const { status, err } = await countersign(await fileOf(content), "--as", as);
    expect(err).toContain(words);
    expect(status).toBe(1);
    expect(await company.rows("member_import")).toEqual(before);
  });

  it("says what to do where no file is, or no server", async () => {
    expect((await countersign("nothing.csv", "--as", "ada@acme.example")).err).toContain("can't be read (ENOENT)");
    const { path, remove } = await emptyFolder();
    const nothing = async () => ({ ok: true, lines: [] });
    const apiKeys = createApiKeys(company.services, company.id);
    const served = { importFile: nothing, apiKeys, rotateKeys: nothing, recover: nothing };
    const nowhere = await listenToCommandLine(path, served);
    await nowhere();
    await expect(stat(socketOf(path))).rejects.toThrow("ENOENT");
    await remove();
  });

  it("is reached through a socket in DATA_DIR alone, which only its owner can open", async () => {
    const socketPath = socketOf(folder.path);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(socketPath))).mode & 0o777).toBe(0o700);
    expect((await stat(socketPath)).isSocket()).toBe(true);
    const post = async (body: string, target = "/import") => {
      const asked = request({ socketPath, method: "POST", path: target });
      asked.end(body);
      const [response] = await once(asked, "response");
      response.resume();
      return response.statusCode;
    };
    for (const body of ["{}", "no", '{"as":"a","name":"b","bytes":"c","more":1}']) expect(await post(body)).toBe(400);
    for (const path of ["/keys/rotate", "/recover"]) expect(await post("{}", path)).toBe(400);
    expect(await post("{}", "/approve")).toBe(404);
  });

  it("a folder that others could enter is closed to them, and what a killed server left is no obstacle", async () => {
    const { path, remove } = await emptyFolder();
    await mkdir(dirname(socketOf(path)), { mode: 0o777 });
    await writeFile(socketOf(path), "left behind");
    const nothing = async () => ({ ok: true, lines: [] });
    const apiKeys = createApiKeys(company.services, company.id);
    const served = { importFile: nothing, apiKeys, rotateKeys: nothing, recover: nothing };
    const end = await listenToCommandLine(path, served);
    expect((await stat(dirname(socketOf(path)))).mode & 0o777).toBe(0o700);
    expect((await stat(socketOf(path))).isSocket()).toBe(true);
    await end();
    await remove();
  });

  it("says where there can be no socket", () => {
    expect(socketProblem("/srv/countersign", "linux")).toBeNull();
    expect(socketProblem(`/${"long".repeat(25)}`, "linux")).toContain("Choose a shorter DATA_DIR.");
    expect(socketProblem("C:\\countersign", "win32")).toContain("on Windows");
  });
});
