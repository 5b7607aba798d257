import { resolve4 } from "node:dns/promises";
import { type EventEmitter, once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANYBODY } from "../src/core/reader.ts";
import { openPostgresql } from "../src/db/postgresql.ts";
import { smtpMailer } from "../src/delivery/email.ts";
import { createClient, failureOf } from "../src/platforms/slack/client.ts";
import { verbatim } from "../src/text/text.ts";
import { silent } from "./harness/postgresql.ts";

// Reserved for documentation (RFC 5737): a packet to it goes nowhere, and a test would wait for it for long.
const OUTSIDE = "192.0.2.1";

const words = (error: unknown): string =>
  error instanceof Error ? `${error.message} ${"cause" in error ? words(error.cause) : ""}` : String(error);
const failure = (work: Promise<unknown>) => work.then(() => "it was reached", words);
const errorOf = (socket: EventEmitter) =>
  new Promise((resolve) => socket.once("error", (error) => resolve(words(error))));

describe("no test reaches anything but this computer", () => {
  const server = createServer((_request, response) => void response.end("here"));
  let origin: string;
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it("with fetch or http, whatever the address", async () => {
    expect(await failure(fetch("https://slack.com/api/api.test"))).toContain("may not connect to slack.com");
    expect(await failure(fetch("http://localhost.example.com/"))).toContain("may not connect to localhost.example.com");
    expect(await errorOf(request(`http://${OUTSIDE}/`).end())).toContain(`may not connect to ${OUTSIDE}`);
  });

  it("with a socket, with or without TLS, by name or by number", async () => {
    expect(await errorOf(connect(443, OUTSIDE))).toContain(`may not connect to ${OUTSIDE}`);
    expect(await errorOf(connect({ port: 443, host: "example.com" }))).toContain("may not connect to example.com");
    expect(await errorOf(connectTls(443, "example.com"))).toContain("may not connect to example.com");
    expect(await errorOf(new Socket().connect(443, OUTSIDE))).toContain(`may not connect to ${OUTSIDE}`);
    expect(await failure(resolve4("example.com"))).toContain("ECONNREFUSED");
  });

  it("by mail, through Slack's client, or to a database", async () => {
    const mailer = smtpMailer({ url: `smtp://${OUTSIDE}:25`, from: "countersign@example.com" });
    const mail = {
      kind: "notice" as const,
      to: "a@example.com",
      reader: ANYBODY,
      subject: verbatim("x"),
      body: [],
      organization: "x",
    };
    expect(await failure(mailer.send(mail))).toMatch("mail not sent");
    mailer.close();
    const client = createClient({ token: "xoxb-1", apiUrl: "https://slack.com/api/", log: silent });
    expect(failureOf(await client.auth.test().catch((error) => error)).reason).toBe("network");
    const database = await openPostgresql(`postgresql://${OUTSIDE}/x`, silent);
    expect(await failure(database.sql("SELECT 1"))).toContain(`may not connect to ${OUTSIDE}`);
    await database.close();
  });

  it("and this computer is reached as ever", async () => {
    expect(await (await fetch(origin)).text()).toBe("here");
    const [response] = await once(request(origin.replace("127.0.0.1", "localhost")).end(), "response");
    expect(response.statusCode).toBe(200);
  });
});
