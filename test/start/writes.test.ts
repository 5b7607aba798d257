import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Readiness } from "../../src/web/server.ts";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { freePort } from "../harness/free-port.ts";
import { databaseAt, onServer } from "../harness/postgresql.ts";
import { smallDisk } from "../harness/small-disk.ts";
import { emptyFolder, type Product, startProduct } from "./product.ts";

const hasServer = databases.some(({ kind }) => kind === "postgresql");

describe("while nothing can be written, /readyz says so and why", () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let product: Product;
  let port: number;
  beforeAll(async () => {
    folder = await emptyFolder();
  });
  afterAll(() => folder.remove());

  const start = async (env: Record<string, string>) => {
    port = await freePort();
    product = await startProduct({ cwd: folder.path, env: { PORT: String(port), ...env } });
  };
  const readiness = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    const { ok, details } = (await answer.json()) as Readiness;
    return { status: answer.status, ok, details };
  };
  const soon = { timeout: 15_000 };

  it.runIf(hasServer)(
    "where PostgreSQL can only be read, and all is well when that is over",
    async () => {
      const place: Place = await freshPlace("postgresql");
      const name = new URL(place.databaseUrl ?? "").pathname.slice(1);
      const set = (is: string) =>
        onServer(databaseAt(place.databaseUrl ?? "", "postgres"), async (sql) => {
          await sql(`ALTER DATABASE ${name} SET default_transaction_read_only = ${is}`);
          await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
        });
      await start({ DATA_DIR: place.dataDir, DATABASE_URL: place.databaseUrl ?? "" });
      expect(await readiness()).toMatchObject({ status: 200, ok: true, details: { databaseWrites: "work" } });
      await set("on");
      const details = { database: "postgresql", databaseWrites: "fail (25006)" };
      await expect.poll(readiness, soon).toMatchObject({ status: 503, ok: false, details });
      await set("off");
      await expect.poll(readiness, soon).toMatchObject({ status: 200, details: { databaseWrites: "work" } });
      await product.stop();
      await place.drop();
    },
    60_000,
  );

  it("where the disk of the embedded database is full", async ({ skip }) => {
    const disk = smallDisk(160);
    if (!disk) return skip("this user may not mount a disk");
    await start({ DATA_DIR: disk.path });
    try {
      expect(await readiness()).toMatchObject({ status: 200, ok: true });
      disk.fill();
      const details = { database: "embedded", databaseWrites: "fail (53100)" };
      await expect.poll(readiness, soon).toMatchObject({ status: 503, ok: false, details });
      disk.makeRoom();
      await expect.poll(readiness, soon).toMatchObject({ status: 200, ok: true });
    } finally {
      await product.stop();
      disk.remove();
    }
  }, 60_000);
});
