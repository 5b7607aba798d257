import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connects, invites } from "./harness/company.ts";
import { stories } from "./harness/database.ts";
import { recordEverything } from "./harness/recorder.ts";
import { type Person, type Story, startStory } from "./harness/story.ts";
import { createVisitor } from "./harness/visitor.ts";

const SECRET_KEY = "a key for tests, at least thirty-two characters";
const OF_SLACK = ["xoxb-fake-bot-token", "fake-signing-secret"];
const PASSWORD = "canary: seven quiet harbours at dawn";
const MISTYPED = "canary: not the password that was meant";
const REASON = "canary-reason month-end closing";

/** A secret as it is, and as it would look packed in an address, in base64 or in hex. */
function shapes(secret: string): RegExp[] {
  const bytes = Buffer.from(secret);
  const all = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString("hex")];
  const packed = [...all, bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
  // A code's digits may be in a longer number by chance, not by themselves.
  const edges = /^\d+$/.test(secret) ? ["(?<![0-9a-f])", "(?![0-9a-f])"] : ["", ""];
  return [...new Set(packed)].map((one) => new RegExp(edges.join(one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")), "i"));
}

/** Which of the secrets are in the lines, each with its line. */
function leaks(secrets: Iterable<string>, lines: string[]): string[] {
  const found = [...secrets].flatMap((secret) => {
    const looks = shapes(secret);
    return lines.filter((line) => looks.some((look) => look.test(line))).map((line) => `${secret} in ${line}`);
  });
  return found.map((one) => one.slice(0, 300));
}

describe.each(stories)("after the whole story, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let recorder: Awaited<ReturnType<typeof recordEverything>>;
  const people: Person[] = [];
  const seen = new Map<string, Set<string>>();
  const console: string[] = [];
  const told = { rows: [] as { place: string; line: string }[], files: [] as string[] };
  const secrets = { codes: new Set<string>(), mailTokens: new Set<string>(), chatTokens: new Map<string, string>() };

  /** Notes what is on everybody's screen now: cards change later. */
  async function look() {
    for (const person of people) {
      const screen = await person.sees();
      const kept = seen.get(person.name) ?? new Set();
      for (const one of screen) kept.add(JSON.stringify(one));
      seen.set(person.name, kept);
      for (const { url } of screen.flatMap(({ links }) => links))
        if (url.includes("/activate/")) secrets.chatTokens.set(url.split("/activate/")[1] ?? "", person.name);
    }
  }
  const step = async <T>(does: Promise<T>): Promise<T> => {
    const value = await does;
    await look();
    return value;
  };
  const joins = async (person: Person, link: string, code: () => Promise<string>) => {
    const visitor = createVisitor();
    await visitor.go(link);
    await visitor.submit(/activate\/[^/]+$/);
    const right = await code();
    await visitor.submit(/finish$/, {
      code: right === "00000000" ? "1" : "00000000",
      password: MISTYPED,
      repeat: MISTYPED,
    });
    await visitor.submit(/finish$/, { code: right, password: PASSWORD, repeat: PASSWORD });
    expect(visitor.words(), person.name).toContain("You're in");
    await look();
  };

  beforeAll(async () => {
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((chunk) => console.push(String(chunk)) > 0);
    story = await startStory(platform, kind, { LOG_LEVEL: "debug" });
    recorder = await recordEverything(story.db);
    const { mailbox, clock } = story;
    for (const name of ["Ada", "Grace", "Linus", "Edsger"]) people.push(await story.person(name));
    const [ada, grace, linus, edsger] = people as [Person, Person, Person, Person];

    await joins(ada, await mailbox.linkFor(ada.email), ada.code);
    await step(connects(story, ada));
    await step(invites(ada, grace.email, "Admin", { reason: REASON }));
    await step(grace.finds("You are invited"));
    await mailbox.linkFor(grace.email);
    // A mail that can't be sent: what the mail server said to it quotes the mail.
    const send = vi.spyOn(mailbox.mailer, "send").mockImplementationOnce(async (mail) => {
      throw Object.assign(new Error(`refused: ${JSON.stringify(mail)}`), { mail });
    });
    const invitation = await grace.finds("You are invited");
    await joins(grace, invitation.links[0]?.url ?? "", grace.code);
    send.mockRestore();
    clock.forward({ hours: 25 });

    await step(invites(ada, linus.email, "Finance", { reason: REASON }));
    await step(grace.finds("invite linus@example.com"));
    await step(grace.presses("Approve"));
    await step(grace.submits({ code: "13579246" }));
    const code = await grace.code();
    // C9: written to the bot as a message, and once more when it is used up.
    await step(grace.writes(code));
    await step(grace.writes(code));
    await joins(linus, await mailbox.linkFor(linus.email), linus.code);
    clock.forward({ hours: 25 });

    await step(invites(ada, edsger.email, "Developer", { reason: REASON }));
    await step(grace.finds("invite edsger@example.com"));
    await step(grace.presses("Deny"));
    await step(grace.submits({ comment: "canary-denial" }));
    await ada.finds("canary-denial");
    for (const words of ["members", "history", "requests", `member ${linus.email}`]) await step(ada.types(words));

    for (const { code: mailed, link } of mailbox.mails) {
      if (mailed) secrets.codes.add(mailed);
      if (link) secrets.mailTokens.add(link.url.split("/activate/")[1] ?? "");
    }
    told.rows = await recorder.rows();
    const files = (await readdir(story.db.place.dataDir)).filter((name) => !name.startsWith("pglite"));
    for (const name of files) told.files.push(await readFile(join(story.db.place.dataDir, name), "utf8"));
    vi.restoreAllMocks();
  }, 60_000);
  afterAll(() => story.close());

  const known = () => [...secrets.codes, ...secrets.mailTokens, PASSWORD, MISTYPED, SECRET_KEY, ...OF_SLACK];
  const chats = (except?: string) => [...seen].flatMap(([name, all]) => (name === except ? [] : [...all]));

  it("there was something to find, and it would have been found", () => {
    expect(secrets.codes.size).toBeGreaterThanOrEqual(8);
    expect(secrets.mailTokens.size).toBeGreaterThanOrEqual(3);
    expect(secrets.chatTokens.size).toBeGreaterThanOrEqual(1);
    expect(story.log.length).toBeGreaterThan(25);
    expect(story.log.filter((line) => line.includes("will be tried again"))).toHaveLength(1);
    expect(chats().length).toBeGreaterThan(20);
    const places = new Set(told.rows.map(({ place }) => place));
    for (const place of ["audit_entry", "challenge", "activation_link", "change_request", "pgboss.job"])
      expect(
        [...places].some((one) => one.endsWith(place)),
        place,
      ).toBe(true);
    for (const secret of known())
      for (const packed of [secret, Buffer.from(secret).toString("base64"), Buffer.from(secret).toString("hex")])
        expect(leaks([secret], ["nothing here", `{"data":"${packed}"}`])).toHaveLength(1);
  });

  it("F9: no secret, no mail and nothing that anybody typed is in the log or on the console", () => {
    const lines = [...story.log, ...console];
    expect(leaks([...known(), ...secrets.chatTokens.keys()], lines)).toEqual([]);
    const sentences = story.mailbox.mails.flatMap(({ words }) => words.split("\n").filter((line) => line.length > 20));
    expect(leaks(new Set(sentences), lines)).toEqual([]);
    expect(leaks(["canary", "@example.com", "response/"], lines)).toEqual([]);
  });

  it("C8: no code, password, key or mailed link was ever in a chat, and a link in a chat only in its reader's", () => {
    expect(leaks(known(), chats())).toEqual([]);
    for (const [token, name] of secrets.chatTokens) expect(leaks([token], chats(name))).toEqual([]);
  });

  it("F14: none of them was ever stored, not even for a moment, in any table of the database", () => {
    const lines = told.rows.map(({ place, line }) => `${place}: ${line}`);
    expect(leaks([...known(), ...secrets.chatTokens.keys()], lines)).toEqual([]);
    const chat = [...secrets.codes, ...secrets.mailTokens, PASSWORD, MISTYPED, SECRET_KEY];
    expect(leaks(chat, told.files)).toEqual([]);
  });

  it("F18: the history, which is kept for good, holds no address and no word that anybody typed; nor does the queue", () => {
    const lasting = told.rows.filter(({ place }) => /audit_|^pgboss/.test(place)).map(({ line }) => line);
    expect(lasting.length).toBeGreaterThan(20);
    expect(leaks(["@example.com", "canary"], lasting)).toEqual([]);
  });
});
