import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freePort } from "../harness/free-port.ts";
import { emptyFolder, spawnProduct } from "./product.ts";

let folder: Awaited<ReturnType<typeof emptyFolder>>;
beforeEach(async () => {
  folder = await emptyFolder();
});
afterEach(() => folder.remove());

/** Starts what can't start. What it says then, and with which code it ends. */
async function refused(env: Record<string, string>, node: string[] = []) {
  const product = spawnProduct({ cwd: folder.path, env: { PORT: String(await freePort()), ...env }, node });
  const code = await product.ended;
  const said = product.text.err;
  expect(code, said).toBe(1);
  expect(said).not.toMatch(/\n\s+at |Error:/);
  expect(product.text.out).not.toContain("running");
  return said;
}

it("production with nothing set: every single problem is named at once, and nothing is made", async () => {
  const said = await refused({ NODE_ENV: "production" });
  const missing = ["SECRET_KEYS", "SMTP_URL", "MAIL_FROM", "PUBLIC_URL", "ORGANIZATION_NAME", "FIRST_ADMIN_EMAIL"];
  for (const name of [...missing, "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"])
    expect(said).toContain(`  - ${name} is missing: `);
  expect(said).toContain("See .env.example.");
  expect(await readdir(folder.path)).toEqual([]);
});

it("values that can't be right: each is named, beside what is missing, and no secret is repeated", async () => {
  const bad = {
    ...{ PORT: "abc", PUBLIC_URL: "ftp://pay.example.com", FIRST_ADMIN_EMAIL: "a@b.example, c@d.example" },
    ...{ SMTP_URL: "http://user:hunter2@x", MAIL_FROM: "A <a@b.example> <c@d.example>", LOG_LEVEL: "loud" },
    ...{
      SLACK_BOT_TOKEN: "xapp-1-hunter2",
      SLACK_APP_TOKEN: "hunter2",
      SECRET_KEYS: "hunter2",
      APPROVALS_CHANNEL: "#ops",
    },
  };
  const said = await refused({ NODE_ENV: "production", ...bad });
  for (const name of Object.keys(bad)) expect(said).toContain(`  - ${name}: `);
  for (const name of ["ORGANIZATION_NAME", "SLACK_SIGNING_SECRET"]) expect(said).toContain(`  - ${name} is missing: `);
  expect(said).toContain("PORT: must be a port number");
  expect(said).not.toContain("hunter2");
});

it("a broken file of own permissions: the line and what is wrong, and nothing is made", async () => {
  await writeFile(join(folder.path, "permissions.json"), '[\n  { "resource": "Payout", "action": "see" }\n]\n');
  const said = await refused({ PERMISSIONS_FILE: "permissions.json" });
  expect(said).toContain('  - PERMISSIONS_FILE: permissions.json:2: "resource": must be small letters');
  expect(said).toContain('  - PERMISSIONS_FILE: permissions.json:2: "name": ');
  expect(await readdir(folder.path)).toEqual(["permissions.json"]);
});

it("production with a list of keys that holds no key is refused like one without", async () => {
  expect(await refused({ NODE_ENV: "production", SECRET_KEYS: " , " })).toContain("  - SECRET_KEYS: ");
});

it("a database that can't be reached, and an address that is none: a sentence, without the password", async () => {
  const down = await refused({ DATABASE_URL: "postgresql://postgres:hunter2@127.0.0.1:9/countersign" });
  expect(down).toContain("PostgreSQL at 127.0.0.1:9/countersign can't be reached");
  expect(down).not.toContain("hunter2");
  expect(await refused({ DATABASE_URL: "mysql://root:hunter2@x/y" })).toMatch(
    /DATABASE_URL must look like (?!.*hunter2)/,
  );
});

it("a DATABASE_URL that is another kind of server gets a sentence and no stack trace", async () => {
  const web = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => web.once("listening", resolve));
  const address = web.address();
  const said = await refused({
    DATABASE_URL: `postgresql://127.0.0.1:${typeof address === "object" && address?.port}/x`,
  });
  web.close();
  expect(said).toContain("DATABASE_URL");
});

it("a data folder that can't be made: which one, and what to do", async () => {
  await writeFile(join(folder.path, "file"), "");
  const said = await refused({ DATA_DIR: join(folder.path, "file") });
  expect(said).toContain(join(folder.path, "file"));
  expect(said).toContain("DATA_DIR");
});

it("a mail folder that can't be used: which one, and what to do, before a database is made", async () => {
  const data = join(folder.path, "data");
  await mkdir(data);
  await writeFile(join(data, "mail"), "a file where the folder should be");
  const said = await refused({ DATA_DIR: data });
  expect(said).toContain(
    `Countersign could not start: Mail is put into the folder ${join(data, "mail")}, which can't be written`,
  );
  expect(said).toContain("With SMTP_URL set, mail is sent instead.");
  expect(said).not.toContain("[object");
  expect(await readdir(data)).not.toContain("pglite");
});

it("a port that is taken is noticed before anything is made", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const said = await refused({ PORT: String(port) });
  other.close();
  expect(said).toContain(
    `Port ${port} is in use already. Stop the program that uses it, or set PORT to another number`,
  );
  expect(await readdir(folder.path)).toEqual([]);
});

it("what .env says in vain is told first, by its line, also where the start fails for something else", async () => {
  await writeFile(join(folder.path, ".env"), "NODE_ENV=production\nORGANISATION_NAME=Acme\nsecret garbage\n");
  const said = await refused({});
  expect(said).toMatch(
    /^\.env, line 2: there is no setting ORGANISATION_NAME\. Did you mean ORGANIZATION_NAME\?\n\.env, line 3: this sets nothing\. [^\n]+\n/,
  );
  expect(said).toContain("  - ORGANIZATION_NAME is missing: ");
  expect(said).not.toContain("garbage");
});

it("a key file that was cut short: nothing is ever signed with half a key", async () => {
  await writeFile(join(folder.path, "secret-key"), "");
  expect(await refused({ DATA_DIR: folder.path })).toContain(`${join(folder.path, "secret-key")} is not whole`);
});

it("a Node that is too old gets a sentence before anything native is loaded", async () => {
  const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.21.0' } })";
  const sync = "import { syncBuiltinESMExports } from 'node:module'; syncBuiltinESMExports();";
  const said = await refused({}, ["--import", `data:text/javascript,${encodeURIComponent(`${old};${sync}`)}`]);
  expect(said).toContain("Countersign needs Node 24 or newer; this is 22.21.0.\n");
  expect(said).toContain("https://nodejs.org");
  expect(await readdir(folder.path)).toEqual([]);
});
