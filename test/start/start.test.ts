import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeSlack } from "../fakes/slack.ts";
import { freshPlace, type Place } from "../harness/database.ts";
import { freePort } from "../harness/free-port.ts";
import { emptyFolder, type Product, spawnProduct } from "./product.ts";

let folder: Awaited<ReturnType<typeof emptyFolder>>;
let port: number;
const running: Product[] = [];
const prepare = async () => {
  folder = await emptyFolder();
  port = await freePort();
};
const cleanUp = async () => {
  for (const product of running.splice(0)) await product.stop("SIGKILL");
  await folder.remove();
};

const spawn = (env: Record<string, string> = {}) => {
  const product = spawnProduct({ cwd: folder.path, env: { PORT: String(port), ...env } });
  running.push(product);
  return product;
};
const start = async (env?: Record<string, string>) => {
  const product = spawn(env);
  await product.running;
  return product;
};
const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
const tells = (product: Product, ...sentences: string[]) => {
  for (const sentence of sentences) expect(product.text.err).toContain(sentence);
  expect(product.text.err).not.toMatch(/\n\s+at |Error:/);
};

describe("for the first time", () => {
  beforeAll(prepare);
  afterAll(cleanUp);

  it("with nothing configured: says what it does and what to open, and nobody else gets at it", async () => {
    const first = await start();
    expect(first.text.out).toMatch(/^Making the database in data\/pglite\. The first time takes up to ten seconds\.\n/);
    await expect.poll(() => first.text.out).toContain("Press Ctrl+C to stop.\n");
    expect(first.text.out).toContain("Countersign is running for Example Company.\n");
    expect(first.text.out).toContain(`  Try it:  http://localhost:${port}/try\n`);
    expect([await status("/try"), await status("/healthz"), await status("/readyz")]).toEqual([200, 200, 200]);

    // The try-out chat listens on one address of this computer, and on no other.
    const other = connect(port, "127.0.0.2");
    const reached = await new Promise((resolve) => other.on("connect", resolve).on("error", resolve));
    other.destroy();
    expect(reached).toMatchObject({ code: "ECONNREFUSED" });
    const data = join(folder.path, "data");
    expect((await stat(join(data, "secret-key"))).mode & 0o777).toBe(0o600);
    expect((await stat(data)).mode & 0o777).toBe(0o700);

    // No link, code or key is on the console or in the log.
    const key = await readFile(join(data, "secret-key"), "utf8");
    const [mail = ""] = await readdir(join(data, "mail"));
    const { link } = JSON.parse(await readFile(join(data, "mail", mail), "utf8"));
    for (const secret of [key, link.url]) expect(first.text.out + first.text.err).not.toContain(secret);
  }, 60_000);
});

describe("with a database that is there already", () => {
  let place: Place;
  let product: Product;
  beforeAll(async () => {
    await prepare();
    place = await freshPlace("embedded");
    await writeFile(join(folder.path, ".env"), 'ORGANIZATION_NAME="Müller & Söhne"\nPORT=1\nFIRST_ADMIN_EMAIL=\n');
    product = await start({ DATA_DIR: place.dataDir });
  });
  afterAll(async () => {
    await cleanUp();
    await place.drop();
  });

  it("makes none, reads .env, and what the environment says comes before it", async () => {
    expect(product.text.out).toContain("Countersign is running for Müller & Söhne.");
    expect(product.text.out).not.toContain("Making the database");
    expect(await status("/healthz")).toBe(200);
  });

  it("F4: a second process on the same folder is refused with a sentence, and the first goes on", async () => {
    const second = spawn({ DATA_DIR: place.dataDir, PORT: String(await freePort()) });
    expect(await second.ended).toBe(1);
    tells(
      second,
      `The database folder is in use by process ${product.child.pid}`,
      "Stop that process first, or give this one another DATA_DIR.",
    );
    expect(await status("/readyz")).toBe(200);
  });

  it("ends soon when it is told to, though somebody holds connections open, and leaves no lock", async () => {
    const half = connect(port, "127.0.0.1").on("error", () => undefined);
    half.write("GET /try HTTP/1.1\r\nHost: x");
    const page = await fetch(`http://127.0.0.1:${port}/try/events`);
    // npm hands Ctrl+C on to a program that the terminal has told already.
    product.child.kill("SIGINT");
    await wait(50);
    const { code, milliseconds } = await product.stop("SIGINT");
    expect(code).toBe(0);
    expect(product.text.out.match(/Goodbye/g)).toEqual(["Goodbye"]);
    expect(milliseconds).toBeLessThan(5_000);
    expect(await readdir(place.dataDir)).not.toContain("pglite.lock");
    await page.body?.cancel().catch(() => undefined);
    half.destroy();
  });

  it("where the port is in use, says so, ends with an error and leaves no lock", async () => {
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    const late = spawn({ DATA_DIR: place.dataDir });
    expect(await late.ended).toBe(1);
    other.close();
    tells(late, `Port ${port} is in use already. Stop the program that uses it, or set PORT to another number`);
    expect(await readdir(place.dataDir)).not.toContain("pglite.lock");
  });

  it("another ORGANIZATION_NAME takes effect; without one, the name stays", async () => {
    const renamed = await start({ DATA_DIR: place.dataDir, ORGANIZATION_NAME: "Müller & Töchter" });
    expect(renamed.text.out).toContain("Countersign is running for Müller & Töchter.");
    await renamed.stop();
    await writeFile(join(folder.path, ".env"), "");
    const same = await start({ DATA_DIR: place.dataDir });
    expect(same.text.out).toContain("Countersign is running for Müller & Töchter.");
    await same.stop();
  }, 120_000);

  it("pressed once more a little later, Ctrl+C waits for nobody, and says so in one line", async () => {
    const impatient = await start({ DATA_DIR: place.dataDir });
    const page = await fetch(`http://127.0.0.1:${port}/try/events`);
    const half = connect(port, "127.0.0.1").on("error", () => undefined);
    half.write("GET /try HTTP/1.1\r\nHost: x");
    await wait(100);
    impatient.child.kill("SIGINT");
    await wait(700);
    const { code } = await impatient.stop("SIGINT");
    expect(impatient.text.out).toContain("Stopping Countersign. Goodbye.\nStopped without waiting. Goodbye.\n");
    expect([code, impatient.text.err.match(/\n\s+at /)]).toEqual([1, null]);
    await page.body?.cancel().catch(() => undefined);
    half.destroy();
  });

  it("where Slack refuses the token, says so without the token, ends with an error and leaves no lock", async () => {
    const fake = await startFakeSlack();
    const slack = { SLACK_BOT_TOKEN: "xoxb-refused", SLACK_SIGNING_SECRET: "s", SLACK_API_URL: fake.apiUrl };
    const refused = spawn({ DATA_DIR: place.dataDir, ...slack });
    expect(await refused.ended).toBe(1);
    await fake.close();
    tells(refused, "Slack does not accept SLACK_BOT_TOKEN (invalid_auth).");
    expect(refused.text.err).not.toContain("xoxb-refused");
    expect(await readdir(place.dataDir)).not.toContain("pglite.lock");
  });
});
