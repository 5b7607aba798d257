import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TRYOUT } from "../../src/core/platform.ts";
import { TENANT } from "../../src/platforms/tryout/sender.ts";
import { verbatim } from "../../src/text/text.ts";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

const ABOUT = { command: "member.change", key: "k1" };

describe("the language and time zone of the browser", () => {
  let tryout: OpenTryout;
  beforeEach(async () => {
    tryout = await openTryout();
  });
  afterEach(() => tryout.close());

  async function everyIntent(headers: Record<string, string>) {
    tryout.intents.length = 0;
    await tryout.post("/say", { as: ADA.id, in: "dm", text: "/team" }, headers);
    await tryout.post("/press", { as: ADA.id, in: "dm", button: JSON.stringify({ command: "x" }) }, headers);
    await tryout.post("/submit", { as: ADA.id, about: JSON.stringify(ABOUT), values: {} }, headers);
    expect(tryout.intents).toHaveLength(3);
    return tryout.intents.map(({ locale, zone }) => ({ locale, zone }));
  }

  it("travel with everything that is done, and the language with what is looked up", async () => {
    const headers = { "Accept-Language": "de-CH, en;q=0.5", "Time-Zone": "Europe/Zurich" };
    for (const one of await everyIntent(headers)) expect(one).toEqual({ locale: "de-CH", zone: "Europe/Zurich" });
    const asked = { as: ADA.id, about: JSON.stringify(ABOUT), field: "f", typed: "", values: {} };
    await tryout.post("/search", asked, headers);
    expect(tryout.askings).toMatchObject([{ locale: "de-CH" }]);
  });

  it.each([
    ["en-abcde-fghij-klmno-pqrst-uvwxy-zabcd", `Europe/${"x".repeat(100)}`],
    ["de-1996-1996", "Mars/Olympus"],
    ["*", "+05:30"],
    ["", ""],
  ])("are left out where they are none: %j, %j", async (language, zone) => {
    const headers = { "Accept-Language": language, "Time-Zone": zone };
    for (const one of await everyIntent(headers)) expect(one).toEqual({ locale: "en", zone: undefined });
    for (const intent of tryout.intents) expect(intent).not.toHaveProperty("zone");
    expect((await tryout.send(`?as=${ADA.id}&in=dm`, { headers })).status).toBe(200);
  });

  it("decide what time it was: the clock and the day of a message", async () => {
    const to = { platform: TRYOUT, tenant: TENANT, kind: "person", id: ADA.id } as const;
    await tryout.chat.sender.post(to, { title: verbatim("x") }, "en");
    const page = async (zone: string) =>
      (await tryout.send(`?as=${ADA.id}&in=dm`, { headers: { "Time-Zone": zone, "Accept-Language": "en-GB" } })).text;
    const shown = async (zone: string) => ({
      time: /<time datetime="[^"]+">(.*?)</.exec(await page(zone))?.[1],
      day: /class="day".*?<span>(.*?)</.exec(await page(zone))?.[1],
    });
    // 25 hours apart: never the same day, never the same hour.
    const [east, west] = [await shown("Pacific/Kiritimati"), await shown("Pacific/Pago_Pago")];
    expect(east.day).not.toBe(west.day);
    expect(east.time).not.toBe(west.time);
  });

  it("the page says which language it is in: English where there is no other", async () => {
    const lang = async (language: string) =>
      /<html lang="(.*?)">/.exec((await tryout.send("?in=dm", { headers: { "Accept-Language": language } })).text)?.[1];
    expect([await lang("de-DE, en-AU;q=0.3"), await lang("de"), await lang("en-US")]).toEqual(["en-AU", "en", "en-US"]);
  });
});
