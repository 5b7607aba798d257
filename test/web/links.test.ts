import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TRYOUT } from "../../src/core/platform.ts";
import { invites, joins, withAdministrator } from "../harness/company.ts";
import { products } from "../harness/database.ts";
import { recordEverything } from "../harness/recorder.ts";
import { PASSWORD, type Person, type Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";

const NOBODY = "x".repeat(43);

// The pages themselves are tested without a product behind them; here it is there, with its rows and its clock.
describe.each(products)("an activation link, on $kind", ({ kind }) => {
  let story: Story;
  let ada: Person;
  let firstLink: string;
  let rows: () => Promise<number>;
  beforeAll(async () => {
    ({ story, ada } = await withAdministrator("slack", kind));
    firstLink = story.mailbox.mails.find(({ link }) => link)?.link?.url ?? "";
    const recorder = await recordEverything(story.db);
    // The queue is at work all the time.
    rows = async () => (await recorder.rows()).filter(({ place }) => !place.includes("pgboss")).length;
  });
  afterAll(() => story.close());

  const here = (link: string) => new URL(new URL(link).pathname, story.url).href;
  const stateOf = async (email: string) =>
    (await story.db.sql("SELECT state FROM member WHERE email = $1", [email]))[0]?.state;
  const closed = async () => (await fetch(here(`http://x/activate/${NOBODY}`))).text();
  const looksClosed = async (link: string) => {
    const answer = await fetch(here(link));
    expect([answer.status, await answer.text()]).toEqual([410, await closed()]);
  };
  /** While she is alone, Ada invites with her code alone. The link comes back as it was mailed. */
  const invited = async (email: string) => {
    story.clock.forward({ hours: 25 });
    await invites(ada, email, "Finance");
    return story.mailbox.linkFor(email);
  };
  const sendsCode = async (link: string) => {
    const visitor = createVisitor();
    await visitor.go(here(link));
    await visitor.submit(/activate\/[^/]+$/);
    return visitor;
  };
  const finish = async (visitor: ReturnType<typeof createVisitor>, code: string) => {
    await visitor.submit(/finish$/, { code, password: PASSWORD, repeat: PASSWORD });
    return visitor.words();
  };

  it("E1: opened by scanners, as often as they like, changes not a single row and is still good", async () => {
    const link = await invited("bob@example.com");
    // What inviting has queued is written first.
    await ada.settles();
    const before = await rows();
    const agents = ["Slackbot-LinkExpanding 1.0", "Microsoft-SafeLinks", "Mozilla/5.0 HeadlessChrome/126.0"];
    for (const agent of agents)
      for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
        await fetch(here(link), { method, headers: { "User-Agent": agent } });
    expect(await rows()).toBe(before);
    expect(await finish(await sendsCode(link), await story.mailbox.codeFor("bob@example.com"))).toContain("You're in");
    expect(await stateOf("bob@example.com")).toBe("active");
    await looksClosed(link);
  });

  it("E3: used, expired and unknown links look the same", async () => {
    await looksClosed(firstLink);
    const link = await invited("carol@example.com");
    story.clock.forward({ days: 7, minutes: -1 });
    expect((await fetch(here(link))).status).toBe(200);
    const visitor = await sendsCode(link);
    story.clock.forward({ minutes: 2 });
    await looksClosed(link);
    expect(await finish(visitor, await story.mailbox.codeFor("carol@example.com"))).not.toContain("You're in");
    expect(await stateOf("carol@example.com")).toBe("invited");
  });

  it("E3: who came in through the link in the chat has used up the mailed one as well", async () => {
    const dora = await story.person("Dora");
    const mailed = await invited(dora.email);
    await joins(story, dora);
    expect(await stateOf(dora.email)).toBe("active");
    await looksClosed(mailed);
  });

  it("E4: forwarded, it sends its code to the invited address only, and five guesses kill that code", async () => {
    const link = await invited("edith@example.com");
    const already = story.mailbox.mails.length;
    const thief = await sendsCode(link);
    const code = await story.mailbox.codeFor("edith@example.com");
    expect(story.mailbox.mails.slice(already).map(({ to }) => to)).toEqual(["edith@example.com"]);
    const wrong = code === "00000000" ? "00000001" : "00000000";
    for (let guess = 0; guess < 5; guess += 1) expect(await finish(thief, wrong)).not.toContain("You're in");
    expect(await finish(thief, code)).not.toContain("You're in");
    expect(await stateOf("edith@example.com")).toBe("invited");
  });

  it("E4: a code that was mailed for one link opens no other", async () => {
    const [franks, ginas] = [await invited("frank@example.com"), await invited("gina@example.com")];
    const frank = await sendsCode(franks);
    const gina = await sendsCode(ginas);
    const codes = [await story.mailbox.codeFor("frank@example.com"), await story.mailbox.codeFor("gina@example.com")];
    expect(await finish(frank, codes[1] ?? "")).not.toContain("You're in");
    expect(await finish(gina, codes[1] ?? "")).toContain("You're in");
    expect([await stateOf("frank@example.com"), await stateOf("gina@example.com")]).toEqual(["invited", "active"]);
  });

  it("E3: twenty times at once with the right code, it lets in once", async () => {
    const link = await invited("henry@example.com");
    const visitor = await sendsCode(link);
    const code = await story.mailbox.codeFor("henry@example.com");
    const entries = async () =>
      Number(
        (await story.db.sql("SELECT count(*)::int AS n FROM audit_entry WHERE body LIKE '%member.activated%'"))[0]?.n,
      );
    const before = await entries();
    const given = { code, password: PASSWORD, repeat: PASSWORD };
    const pages = await Promise.all(Array.from({ length: 20 }, () => visitor.submit(/finish$/, given)));
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    expect((await entries()) - before).toBe(1);
    await visitor.go(here("http://x/activate"));
    expect(visitor.words()).toContain("You're in");
  });
});

const chats = [TRYOUT, "slack"] as const;
const everywhere = products.flatMap(({ kind }) => chats.map((platform) => ({ platform, kind })));

describe.each(everywhere)("E8: every address of the product, with $platform on $kind", ({ platform, kind }) => {
  let story: Story;
  beforeAll(async () => {
    ({ story } = await withAdministrator(platform, kind));
  });
  afterAll(() => story.close());

  it("can't be framed, loads nothing from elsewhere, says nothing of what runs it, and never answers 5xx", async () => {
    const found = ["/", "/try", "/try/events?x", "/try/person", "/slack/events", "/activate", `/activate/${NOBODY}`];
    found.push("/healthz", "/readyz", "/nothing", "/%E0%A4%A", "/.env", "/assets/..%2f..%2fmain.ts", "/try/say");
    for (const path of found) {
      for (const method of path.startsWith("/try/events") ? ["HEAD"] : ["GET", "HEAD", "OPTIONS", "POST", "PUT"]) {
        const answer = await fetch(story.url + path, { method, redirect: "manual" });
        const about = `${method} ${path} ${answer.status}`;
        expect(answer.headers.get("content-security-policy"), about).toMatch(
          /^default-src 'none';.*frame-ancestors 'none'/,
        );
        expect(answer.headers.get("content-security-policy"), about).not.toMatch(/unsafe|\*|https?:|data:/);
        expect(answer.headers.get("x-content-type-options"), about).toBe("nosniff");
        expect(answer.headers.get("x-powered-by"), about).toBeNull();
        expect(answer.status, about).toBeLessThan(500);
        const to = answer.headers.get("location");
        if (to?.startsWith("/") && !found.includes(to)) found.push(to);
        const page = await answer.text();
        for (const [, written = ""] of page.matchAll(/(?:href|src|action)="([^"#]+)"/g)) {
          const to = written.replace(story.url.replace("127.0.0.1", "localhost"), "");
          expect(to, `${about}: ${to}`).toMatch(/^\/(?!\/)|^https:\/\/slack\.com\/|^\?/);
          const next = to.replaceAll("&amp;", "&");
          if (next.startsWith("/") && !found.includes(next)) found.push(next);
        }
      }
    }
    expect(found.length).toBeGreaterThan(platform === TRYOUT ? 25 : 15);
  });
});
