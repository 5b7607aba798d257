import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { openPostOffice, type PostOffice } from "../delivery/post-office.ts";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { freePort } from "../harness/free-port.ts";
import { silent } from "../harness/postgresql.ts";
import { emptyFolder, type Product, spawnProduct } from "./product.ts";

describe.each(databases)("F1: killed between commit and message, on $kind", ({ kind }) => {
  let place: Place;
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let office: PostOffice;
  const running: Product[] = [];
  beforeEach(async () => {
    place = await freshPlace(kind);
    folder = await emptyFolder();
    office = await openPostOffice();
  });
  afterEach(async () => {
    for (const product of running.splice(0)) await product.stop("SIGKILL");
    await office.close();
    await place.drop();
    await folder.remove();
  });

  const spawn = async (env: Record<string, string> = {}) => {
    const given = { SMTP_URL: office.url, MAIL_FROM: "countersign@example.com", DATA_DIR: place.dataDir, ...env };
    const database = place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {};
    const all = { PORT: String(await freePort()), ...database, ...given };
    const product = spawnProduct({ cwd: folder.path, env: all });
    running.push(product);
    return product;
  };
  const start = async (env?: Record<string, string>) => {
    const product = await spawn(env);
    await product.running;
    return product;
  };
  const arrived = () => office.arrived.filter(({ to }) => to[0] === "ada@example.com");
  const linkIn = (at: number) => /https?:\S+\/activate\/\S+/.exec(arrived()[at]?.mail.text ?? "")?.[0] ?? "";

  it("before anybody took the job: the mail leaves after the restart, once", async () => {
    // Everything is committed by the time the product asks Slack who it is, and mail is only sent after the answer.
    const asked = Promise.withResolvers<void>();
    const slack: Server = createServer(() => asked.resolve()).listen(0, "127.0.0.1");
    await once(slack, "listening");
    const apiUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`;
    const env = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s", SLACK_API_URL: apiUrl };
    const port = String(await freePort());
    const first = await spawn({ ...env, PORT: port });
    await asked.promise;
    // Nobody is sent here before the workspace is known.
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
    await first.stop("SIGKILL");
    slack.closeAllConnections();
    slack.close();
    expect(arrived()).toEqual([]);

    await start();
    await expect.poll(() => arrived().length, { timeout: 10_000 }).toBe(1);
    expect(linkIn(0)).not.toBe("");
  }, 60_000);

  it("while the mail server had taken it and not said so: it leaves again, and the newer link is good", async () => {
    office.answers.isSilent = true;
    const first = await start();
    await expect.poll(() => arrived().length, { timeout: 10_000 }).toBe(1);
    await first.stop("SIGKILL");
    office.answers.isSilent = false;

    // A job that nobody finished runs again after a minute: nobody shall wait for it here.
    const db = await openDatabase({ ...place, log: silent });
    await db.sql("UPDATE pgboss.job SET started_on = started_on - interval '2 minutes' WHERE state = 'active'");
    await db.close();
    const port = await freePort();
    const second = await start({ PORT: String(port) });
    await expect.poll(() => arrived().length, { timeout: 18_000 }).toBe(2);
    expect(linkIn(1)).not.toBe(linkIn(0));
    const page = await fetch(linkIn(1).replace(/^https?:\/\/[^/]+/, `http://127.0.0.1:${port}`));
    expect(page.status).toBe(200);
    expect((await second.stop()).code).toBe(0);
  }, 60_000);
});
