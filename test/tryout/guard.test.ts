import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

const SAID = { as: ADA.id, in: "dm", text: "/team" };
const ABOUT = JSON.stringify({ command: "member.change", key: "k1" });
const SEARCHED = { as: ADA.id, about: ABOUT, field: "accounts", typed: "shop", values: {} };

describe("who may use the try-out chat", () => {
  let tryout: OpenTryout;
  beforeAll(async () => {
    tryout = await openTryout();
  });
  afterEach(() => {
    tryout.intents.length = 0;
  });
  afterAll(() => tryout.close());

  const host = () => `127.0.0.1:${tryout.port}`;

  it("the person at this computer, by each of its names", async () => {
    for (const Host of [host(), `localhost:${tryout.port}`, `[::1]:${tryout.port}`, "localhost"]) {
      expect((await tryout.send("?in=dm", { headers: { Host } })).status).toBe(200);
      const answer = await tryout.post("/say", SAID, { Host, Origin: `http://${Host}` });
      expect(answer.status).toBe(204);
    }
    expect(tryout.intents).toHaveLength(4);
  });

  it("nobody through a name that only leads here: a page of theirs could speak for the person who has it open", async () => {
    for (const Host of ["evil.example", `127.0.0.1.evil.example:${tryout.port}`, "evil.localhost", "0.0.0.0"]) {
      const headers = { Host, Origin: `http://${Host}` };
      expect((await tryout.send("", { headers })).status, Host).toBe(403);
      expect((await tryout.post("/say", SAID, headers)).status, Host).toBe(403);
    }
    expect(tryout.intents).toEqual([]);
  });

  it.each(["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"])(
    "nobody through a proxy or tunnel, told by %s",
    async (header) => {
      const headers = { [header]: "198.51.100.7" };
      expect((await tryout.send("", { headers })).status).toBe(403);
      expect((await tryout.send("/events", { headers })).status).toBe(403);
      expect((await tryout.post("/say", SAID, headers)).status).toBe(403);
      expect(tryout.intents).toEqual([]);
    },
  );

  it.each([
    ["another site", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }],
    ["another program on this computer", { Origin: "http://127.0.0.1:1" }],
    ["a page without an address", { Origin: "null" }],
    ["nobody says who", { Origin: undefined }],
    ["a sister site", { "Sec-Fetch-Site": "same-site" }],
    ["another site with a forged origin", { "Sec-Fetch-Site": "cross-site" }],
    ["a form of another site", { "Content-Type": "text/plain" }],
    ["a form of another site, encoded", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["something of no type", { "Content-Type": undefined }],
  ])("E7: nothing is done for %s", async (_who, headers) => {
    for (const path of ["/say", "/press", "/submit", "/search", "/person", "/read", "/guide"])
      expect((await tryout.post(path, { ...SAID, ...SEARCHED, text: "good morning" }, headers)).status).toBe(403);
    expect([tryout.intents, tryout.askings]).toEqual([[], []]);
    expect(await tryout.page(ADA.id)).not.toContain("good morning");
  });

  it("E1: nothing is done by looking", async () => {
    const query = new URLSearchParams(SAID);
    for (const path of ["/say", "/press", "/submit", "/search", "/guide"])
      expect((await tryout.send(`${path}?${query}`)).status).toBe(404);
    expect((await tryout.send("?in=dm", { method: "HEAD" })).status).toBe(200);
    expect(tryout.intents).toEqual([]);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", '"/team"'],
    ["nothing", ""],
    ["an unknown person", JSON.stringify({ ...SAID, as: "mallory" })],
    ["somebody by inheritance", JSON.stringify({ ...SAID, as: "__proto__" })],
    ["nobody", JSON.stringify({ in: "dm", text: "/team" })],
    ["no place", JSON.stringify({ ...SAID, in: "person:grace" })],
    ["no words", JSON.stringify({ ...SAID, text: " " })],
    ["too many words", JSON.stringify({ ...SAID, text: "x".repeat(4_001) })],
    ["a list", JSON.stringify([SAID])],
  ])("what can't be read is refused with a sentence: %s", async (_what, body) => {
    const answer = await tryout.post("/say", body);
    expect(answer.status).toBe(400);
    expect(answer.text).toBe("That could not be read. Please reload the page and try again.");
    expect(tryout.intents).toEqual([]);
  });

  it("nor is a button or a form about something that is no command", async () => {
    const about = (written: unknown) => (typeof written === "string" ? written : JSON.stringify(written));
    for (const written of ["", "{", {}, { command: "" }, { command: 1 }, { command: "a", ref: { id: "1" } }, []]) {
      const pressed = { as: ADA.id, in: "dm", button: about(written) };
      expect((await tryout.post("/press", pressed)).status).toBe(400);
      const submitted = { as: ADA.id, about: about(written), values: {} };
      expect((await tryout.post("/submit", submitted)).status).toBe(400);
    }
    expect(tryout.intents).toEqual([]);
  });

  it.each([
    ["an unknown person", { as: "mallory" }],
    ["no form", { about: "{" }],
    ["a form without a command", { about: JSON.stringify({ key: "k1" }) }],
    ["no field", { field: "" }],
    ["a field with a name that is too long", { field: "x".repeat(101) }],
    ["too much typed", { typed: "x".repeat(201) }],
    ["values that are none", { values: { a: 1 } }],
  ])("nor is anything looked up for %s", async (_what, wrong) => {
    const answer = await tryout.post("/search", { ...SEARCHED, ...wrong });
    expect([answer.status, tryout.askings]).toEqual([400, []]);
    expect((await tryout.post("/search", SEARCHED)).status).toBe(200);
    expect(tryout.askings.splice(0)).toHaveLength(1);
  });

  it("E14: a file that is larger than any is read by nobody, nor is what is no file", async () => {
    for (const file of [
      { name: "a.csv", content: "YWFh".repeat(700_000) },
      { name: "a.csv", content: "no base64!" },
      { name: "a.csv", problem: "made up" },
      { name: "a.csv" },
    ])
      expect((await tryout.post("/say", { ...SAID, file })).status).toBe(400);
    expect(tryout.intents).toEqual([]);
  });

  it("E14: a huge body is refused, and the chat goes on", async () => {
    for (const [path, length] of [
      ["/press", 100_000],
      ["/search", 100_000],
      // These two may hold a file.
      ["/say", 3_200_000],
      ["/submit", 3_200_000],
    ] as const) {
      const answer = await tryout.post(path, JSON.stringify({ ...SAID, text: "x".repeat(length) }));
      expect([path, answer.status]).toEqual([path, 413]);
      expect(answer.text).toContain("Nothing was done.");
    }
    expect((await tryout.post("/say", SAID)).status).toBe(204);
  });

  it("a request without a host is refused too", async () => {
    const socket = connect(tryout.port, "127.0.0.1");
    socket.write("GET /try HTTP/1.0\r\n\r\n");
    let said = "";
    for await (const chunk of socket) said += chunk;
    expect(said).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("E8, E9: every answer says that nothing foreign may run in it, nor it in a frame", async () => {
    const answers = [
      await tryout.send(""),
      await tryout.send("/person"),
      await tryout.send("/assets/chat.js"),
      await tryout.send("", { headers: { Host: "evil.example" } }),
      await tryout.post("/say", "{"),
    ];
    for (const { headers } of answers) {
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["cache-control"]).toBe("no-store");
    }
  });

  it("a bug is told with a reference and nothing else", async () => {
    tryout.answer = () => {
      throw new Error("select * from secrets");
    };
    const answer = await tryout.post("/say", SAID);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("secrets");
    expect(answer.text).toMatch(/[0-9a-f]{8}-/);
  });
});
