import type { AddressInfo } from "node:net";
import express from "express";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { ALICE, cardReply, formReply, type RunningTeams, startTeams } from "./setup.ts";

const DESKTOP = { viewport: { width: 1024, height: 700 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** What Teams' client does for a tab in its frame, as far as the page asks: https://github.com/OfficeDev/microsoft-teams-library-js */
const HOST = (
  token: string,
  tab: string,
) => `<!doctype html><title>Teams</title><iframe src="${tab}" style="width:100%;height:95vh;border:0"></iframe>
<script>
window.asked = [];
const context = { app: { locale: "en-gb", theme: "default", sessionId: "1", host: { name: "Teams", clientType: "desktop", sessionId: "1" } }, page: { id: "home", frameContext: "content" } };
addEventListener("message", ({ data, source, origin }) => {
  const { id, func, args, uuidAsString } = data ?? {};
  if (!func) return;
  window.asked.push([func, args]);
  const answers = {
    initialize: ["content", "desktop", JSON.stringify({ apiVersion: 4, isLegacyTeams: false, hostVersionsInfo: {}, supports: {} }), "2.0.1"],
    getContext: [{ locale: "en-gb", theme: "default", frameContext: "content", entityId: "home", hostName: "Teams" }],
    "authentication.getAuthToken": [true, ${JSON.stringify(token)}],
    "openLink": [true], "executeDeepLink": [true],
  };
  source.postMessage({ id, uuidAsString, args: answers[func] ?? [] }, origin);
});
</script>`;

describe.skipIf(withoutBrowser())("the personal tab in a frame of Teams", { timeout: 60_000 }, () => {
  let browser: Browser;
  let on: RunningTeams;
  let host: ReturnType<express.Application["listen"]>;
  let hostUrl: string;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser(["--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"]);
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    on = await startTeams();
    on.answers(cardReply("Alice in Acme", [{ label: "Members", command: "member.list" }]));
    const app = express();
    app.get("/", (_request, response) => {
      response.type("html").send(HOST(on.fake.tabToken(ALICE), `${on.fake.appUrl()}/teams/home`));
    });
    host = app.listen(0, "127.0.0.1");
    await new Promise((resolve) => host.once("listening", resolve));
    hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await on.teams.stop();
    host.closeAllConnections();
    await new Promise((resolve) => host.close(resolve));
    await on.close();
  });

  /** The host is Microsoft's in the page's eyes: it is served from here instead. */
  const asTeams = (page: Page) =>
    page.route("https://teams.microsoft.com/**", async (route) =>
      route.fulfill({
        contentType: "text/html",
        body: HOST(on.fake.tabToken(ALICE), `${on.fake.appUrl()}/teams/home`),
      }),
    );
  /** What the worker does when Alice's Home has changed. */
  const changes = async () => {
    const account = { platform: "teams", tenant: on.fake.tenant, user: ALICE } as const;
    return (await on.teams.sender.home?.({ account, card: { title: verbatim("x") }, locale: "en", version: null }))
      ?.kind;
  };

  it("E8: is not shown in a frame of anybody else", async () => {
    const page = await openPage(browser, complaints, DESKTOP);
    await page.goto(hostUrl);
    await expect.poll(() => complaints.join()).toMatch(/frame-ancestors/);
    expect(on.intents).toEqual([]);
    complaints.length = 0;
    await page.close();
  });

  it.each([
    ["a desktop", DESKTOP],
    ["a telephone", PHONE],
  ])("signs in, follows what changes, answers and leads to the chat, on %s", async (_, how) => {
    const page = await openPage(browser, complaints, how);
    await asTeams(page);
    await page.goto("https://teams.microsoft.com/");
    const tab = page.frameLocator("iframe");
    await tab.getByRole("heading", { name: "Alice in Acme" }).waitFor();
    on.answers(cardReply("Alice, later", [{ label: "Members", command: "member.list" }]));
    await expect.poll(changes).toBe("shown");
    await tab.getByRole("heading", { name: "Alice, later" }).waitFor();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/tab-${how.viewport.width}.png` });
    on.answers(cardReply("Everybody"));
    await tab.getByRole("button", { name: "Members" }).click();
    await tab.getByRole("heading", { name: "Everybody" }).waitFor();
    on.answers(cardReply("Alice again", [{ label: "Invite", command: "invitation.create" }]));
    await tab.getByRole("button", { name: "Back to Home" }).click();
    await tab.getByRole("heading", { name: "Alice again" }).waitFor();
    on.answers(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return formReply();
    });
    await tab.getByRole("button", { name: "Invite" }).dblclick();
    await tab.getByText("The form for this is now the newest message").waitFor();
    expect(on.intents.filter((one) => "command" in one && one.command === "invitation.create")).toHaveLength(1);
    await tab.getByRole("button", { name: "Open the chat" }).click();
    await expect
      .poll(() => page.evaluate("JSON.stringify(window.asked)"))
      .toContain(`https://teams.microsoft.com/l/chat/0/0?users=28:${on.fake.appId}`);
    // Microsoft's script would like a list of hosts from a CDN, and goes by its own where the policy refuses that.
    expect(complaints.splice(0).filter((one) => !one.includes("res.cdn.office.net"))).toEqual([]);
    await page.close();
  });

  it("shows the answer that somebody asked for, also when a Home that was on its way comes after it", async () => {
    const page = await openPage(browser, complaints, DESKTOP);
    await asTeams(page);
    await page.goto("https://teams.microsoft.com/");
    const tab = page.frameLocator("iframe");
    await tab.getByRole("heading", { name: "Alice in Acme" }).waitFor();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let homes = 0;
    on.answers(async (intent) => {
      if (!("command" in intent && intent.command === "home.show")) return cardReply("Everybody");
      homes += 1;
      await released;
      return cardReply("Alice, too late");
    });
    await expect.poll(changes).toBe("shown");
    await expect.poll(() => homes).toBe(1);
    await tab.getByRole("button", { name: "Members" }).click();
    await tab.getByRole("heading", { name: "Everybody" }).waitFor();
    const arrived = page.waitForResponse((response) => response.url().endsWith("/teams/home/card"));
    release();
    await (await arrived).finished();
    await page.waitForTimeout(300);
    expect(await tab.getByRole("heading", { level: 2 }).first().textContent()).toBe("Everybody");
    complaints.length = 0;
    await page.close();
  });

  it("misses nothing that changes while its stream begins", async () => {
    const page = await openPage(browser, complaints, DESKTOP);
    await asTeams(page);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    await page.route("**/teams/home/changes", async (route) => {
      asked += 1;
      await released;
      await route.continue();
    });
    await page.goto("https://teams.microsoft.com/");
    await expect.poll(() => asked).toBe(1);
    on.answers(cardReply("Alice, meanwhile"));
    // Nobody is told, as nobody listens yet.
    expect(await changes()).toBe("gone");
    release();
    await page.frameLocator("iframe").getByRole("heading", { name: "Alice, meanwhile" }).waitFor({ timeout: 5_000 });
    complaints.length = 0;
    await page.close();
  });

  it("asks less and less often where it gets no stream", async () => {
    const page = await openPage(browser, complaints, DESKTOP);
    await page.clock.install();
    await asTeams(page);
    let asked = 0;
    await page.route("**/teams/home/changes", async (route) => {
      asked += 1;
      await route.fulfill({ status: 429 });
    });
    await page.goto("https://teams.microsoft.com/");
    await page.frameLocator("iframe").getByRole("heading", { name: "Alice in Acme" }).waitFor();
    for (let seconds = 0; seconds < 120; seconds += 3) {
      await page.clock.runFor(3_000);
      await page.waitForTimeout(50);
    }
    expect([asked > 3, asked < 10]).toEqual([true, true]);
    complaints.length = 0;
    await page.close();
  });

  it("shows Home also where a proxy holds the stream back", async () => {
    const page = await openPage(browser, complaints, DESKTOP);
    await asTeams(page);
    await page.route("**/teams/home/changes", () => undefined);
    await page.goto("https://teams.microsoft.com/");
    await page.frameLocator("iframe").getByRole("heading", { name: "Alice in Acme" }).waitFor({ timeout: 10_000 });
    complaints.length = 0;
    await page.close();
  });

  it("has nothing that axe finds, and says so where Teams gives no token", async () => {
    const page = await openPage(browser, complaints, DESKTOP);
    await page.goto(`${on.fake.appUrl()}/teams/home`);
    await page.getByText("Teams could not sign you in here").waitFor({ timeout: 30_000 });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.close();
    complaints.length = 0;
  });
});
