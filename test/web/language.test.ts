import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKeys } from "../../src/core/keys.ts";
import { text } from "../../src/text/text.ts";
import { cookieIn, csrfIn, openSite, SECRET, TOKEN } from "./site.ts";

const link = `/activate/${TOKEN}`;

describe("the language of the pages", () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  beforeEach(async () => {
    site = await openSite();
  });
  afterEach(() => site.close());

  it.each([
    ["en-GB,en;q=0.9", "en-GB"],
    ["de-DE,de;q=0.9,en-US;q=0.8", "en-US"],
    ["de;q=0.1,en-AU;q=0.2", "en-AU"],
    ["de", "en"],
    ["*", "en"],
    ["", "en"],
    ['en"><script>alert(1)</script>', "en"],
    ["en-abcde-fghij-klmno-pqrst-uvwxy-zabcd", "en"],
    ["en-1996-1996", "en"],
  ])("is the one that the browser asks for, where there are sentences in it: %j", async (asked, spoken) => {
    for (const path of ["/", link, "/nothing", "/activate"]) {
      const page = await (await site.get(path, { "accept-language": asked })).text();
      expect(page).toContain(`<html lang="${spoken}">`);
      expect(page).not.toContain("<script");
    }
  });

  it("a time is in words, with its zone named", async () => {
    site.state.tooManyCodes = true;
    site.state.refusal = text("invited.until", { until: "2026-11-24T10:15:30.000Z" });
    const { cookie } = await begin();
    const page = async (language: string) =>
      (await site.get("/activate", { cookie, "accept-language": language })).text();
    expect(await page("en-GB")).toContain("good until 24 Nov 2026, 10:15 UTC, and only for you");
    expect(await page("en-US")).toContain("good until Nov 24, 2026, 10:15 AM UTC, and only for you");
  });

  it("a cookie of an older version, with its notice in it, opens the form and nothing else of it is used", async () => {
    const session = { link: "0b9f1c1e-link", nonce: "n", expires: Date.now() + 60_000, to: null };
    for (const notice of [{ id: "a-sentence-of-tomorrow" }, { id: "constructor" }, "Please wait."]) {
      const data = Buffer.from(JSON.stringify({ ...session, notice })).toString("base64url");
      const cookie = `countersign=${data}.${createKeys([SECRET]).mac("activation-session", data)}`;
      const page = await site.get("/activate", { cookie });
      expect(page.status).toBe(200);
      expect(await page.text()).not.toContain('role="alert"');
    }
  });

  async function begin() {
    const csrf = csrfIn(await (await site.get(link)).text());
    return { cookie: cookieIn(await site.post(link, { csrf })) };
  }
});
