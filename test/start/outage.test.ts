import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DatabaseProxy, startProxy } from "../fakes/proxy.ts";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { freePort } from "../harness/free-port.ts";
import { emptyFolder, type Product, startProduct } from "./product.ts";

const DOWN = "The database can&#39;t be reached right now, so nothing was done.";

describe.runIf(databases.some(({ kind }) => kind === "postgresql"))("while the database is away", () => {
  let place: Place;
  let proxy: DatabaseProxy;
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let product: Product;
  let origin: string;
  beforeAll(async () => {
    place = await freshPlace("postgresql");
    proxy = await startProxy(place.databaseUrl ?? "");
    folder = await emptyFolder();
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const env = { PORT: String(port), DATABASE_URL: proxy.url, DATA_DIR: place.dataDir };
    product = await startProduct({ cwd: folder.path, env });
  });
  afterAll(async () => {
    await product.stop("SIGKILL");
    await proxy.close();
    await place.drop();
    await folder.remove();
  });

  const says = async (text: string) => {
    const headers = { "Content-Type": "application/json", Origin: origin };
    const body = JSON.stringify({ as: "first", in: "dm", text });
    const answer = await fetch(`${origin}/try/say`, { method: "POST", headers, body });
    const shown = answer.status === 200 ? answer : await fetch(`${origin}/try?as=first&in=dm`);
    return { status: answer.status, text: await shown.text() };
  };
  const readiness = async () => (await fetch(`${origin}/readyz`)).status;

  it("commands answer with a sentence, /readyz says 503, and both work again without a restart", async () => {
    expect((await says("/team")).text).toContain("work e-mail");
    expect(await readiness()).toBe(200);

    await proxy.down();
    const began = Date.now();
    const answer = await says("/team help");
    expect(answer.text).toContain(DOWN);
    expect(answer.status).toBeLessThan(500);
    expect(await readiness()).toBe(503);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(9_000);

    await proxy.up();
    await expect.poll(readiness, { timeout: 10_000 }).toBe(200);
    expect((await says("/team")).text).toContain("work e-mail");
    expect(product.child.exitCode).toBeNull();
  });

  it("an activation page says so too, without a word about what runs behind it", async () => {
    await proxy.down();
    const page = await fetch(`${origin}/activate/${"x".repeat(43)}`);
    const text = await page.text();
    await proxy.up();
    expect(page.status).toBe(503);
    expect(text).toContain(DOWN);
    expect(text).not.toMatch(/\n\s+at |ECONN|postgres|prisma/i);
    expect(product.text.err).not.toContain(place.databaseUrl);
  });

  it("the product can be ended all the same", async () => {
    await proxy.down();
    const { code, milliseconds } = await product.stop();
    await proxy.up();
    expect([code, product.text.err.split("\n").filter((line) => line !== "" && !line.startsWith("{"))]).toEqual([
      0,
      [],
    ]);
    expect(milliseconds).toBeLessThan(10_000);
  });
});
