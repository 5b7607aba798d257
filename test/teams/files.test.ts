import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FILE_MOST_BYTES } from "../../src/core/file.ts";
import { createAllowsFile } from "../../src/platforms/teams/hosts.ts";
import { startElsewhere } from "../fakes/files.ts";
import { ALICE, type RunningTeams, startTeams } from "./setup.ts";

const CSV = { name: "staff.csv", content: "a,b" };
const NOT_REACHED = { name: "staff.csv", problem: "not-reached" };

describe("where files may be read from", () => {
  const allows = createAllowsFile("https://smba.trafficmanager.net/teams/");

  it.each([
    "https://ours.sharepoint.com/personal/somebody/_layouts/15/download.aspx?UniqueId=1&tempauth=ey",
    "https://ours-my.sharepoint.com/x",
    "https://ours.sharepoint.us/x",
    "https://ours.sharepoint-mil.us/x",
  ])("from %s", (url) => expect(allows(url)).toBe(true));

  it.each([
    "http://ours.sharepoint.com/x",
    "https://sharepoint.com/x",
    "https://sharepoint.com.evil.example/x",
    "https://evilsharepoint.com/x",
    "https://ours.sharepoint.com.evil.example/x",
    "https://ours.sharepoint.com:8443/x",
    "https://ours.sharepoint.com@evil.example/x",
    "https://somebody@ours.sharepoint.com/x",
    "https://smba.trafficmanager.net/teams/x",
    "https://127.0.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "data:text/csv,a",
    "",
  ])("C6: not from %j", (url) => expect(allows(url)).toBe(false));
});

describe("a file sent to the bot", () => {
  let on: RunningTeams;
  let elsewhere: Awaited<ReturnType<typeof startElsewhere>>;
  beforeEach(async () => {
    [on, elsewhere] = await Promise.all([startTeams(), startElsewhere()]);
  });
  afterEach(() => Promise.all([on.close(), elsewhere.close()]));

  const heard = () => on.intents.map((intent) => (intent.kind === "typed" ? intent.file : undefined));

  it("is read without a token, and handed on as text", async () => {
    await on.fake.sendsFile(ALICE, { ...CSV, content: "\ufeffä,b\n" }, "load");
    expect(on.intents).toMatchObject([{ kind: "typed", text: "load", file: { name: "staff.csv", text: "ä,b\n" } }]);
    expect(on.fake.files.asked).toMatchObject([{ authorization: undefined }]);
  });

  it("may be handed on by its host, but to no other one, and not for ever", async () => {
    const second = () => `${on.fake.origin}${on.fake.files.keep(CSV)}`;
    on.fake.files.serving = {};
    const good = second();
    on.fake.files.serving = { location: good };
    await on.fake.sendsFile(ALICE, CSV);
    for (let times = 0; times < 4; times++) on.fake.files.serving = { location: second() };
    await on.fake.sendsFile(ALICE, CSV);
    expect(heard()).toEqual([{ name: "staff.csv", text: "a,b" }, NOT_REACHED]);
  });

  it("C6: is not fetched from another host, neither at once nor by a redirect", async () => {
    await on.fake.sendsFileAt(ALICE, "staff.csv", `${elsewhere.origin}/staff.csv`);
    on.fake.files.serving = { location: `${elsewhere.origin}/staff.csv` };
    await on.fake.sendsFile(ALICE, CSV);
    expect([heard(), elsewhere.asked]).toEqual([[NOT_REACHED, NOT_REACHED], []]);
  });

  it("is not the page to sign in, nor what is gone", async () => {
    on.fake.files.serving = { type: "text/html; charset=utf-8" };
    await on.fake.sendsFile(ALICE, CSV);
    on.fake.files.serving = { status: 404 };
    await on.fake.sendsFile(ALICE, CSV);
    expect(heard()).toEqual([NOT_REACHED, NOT_REACHED]);
  });

  it("E14: is cut off at the most that is read, however much comes", async () => {
    on.fake.files.serving = { endless: true };
    await on.fake.sendsFile(ALICE, CSV);
    expect(heard()).toEqual([{ name: "staff.csv", problem: "too-large" }]);
    expect(on.fake.files.left).toBeLessThan(FILE_MOST_BYTES * 8);
  });

  it("is not read for a guest", async () => {
    on.fake.person({ id: ALICE, name: "Alice Example", email: "alice@example.com", isGuest: true });
    await on.fake.sendsFile(ALICE, CSV);
    expect([on.intents, on.fake.files.asked]).toEqual([[], []]);
  });
});
