import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ASSETS } from "../../src/web/page-frame.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, withoutBrowser } from "../harness/browser.ts";
import { CODE, openSite, PASSWORD, TOKEN } from "./site.ts";

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

describe.skipIf(withoutBrowser())("the activation pages in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof openSite>>;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  beforeEach(async () => {
    site = await openSite();
    page = await newPage(PHONE);
  });
  afterEach(async () => {
    await page.context().close();
    await site.close();
    expect(complaints, "what the browser complained of").toEqual([]);
  });

  async function newPage(viewport: typeof PHONE, more: object = {}): Promise<Page> {
    const context = await browser.newContext({ viewport, locale: "en-US", ...more });
    const made = await context.newPage();
    complaints = [];
    await made.exposeFunction("violated", (what: string) => complaints.push(what));
    await made.addInitScript(
      "addEventListener('securitypolicyviolation', (event) => violated(event.violatedDirective + ' ' + event.blockedURI))",
    );
    // Chromium logs a 4xx answer to a form as a failed load: that is no complaint.
    const isStatus = /the server responded with a status of 4\d\d/;
    made.on("console", (message) => !isStatus.test(message.text()) && complaints.push(message.text()));
    made.on("pageerror", (error) => complaints.push(String(error)));
    return made;
  }

  const start = () => page.goto(`${site.origin}/activate/${TOKEN}`);
  const heading = () => page.getByRole("heading", { level: 1 }).textContent();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

  async function fill(code: string, password: string, repeat = password) {
    await page.getByRole("textbox", { name: "Code from the e-mail" }).fill(code);
    await page.getByLabel("New password").fill(password);
    await page.getByLabel("Repeat the password").fill(repeat);
  }

  /** Everything a person meets, one page after the other. */
  async function* everyPage() {
    yield await page.goto(site.origin);
    yield await start();
    yield await press("Send code");
    await fill("1", "short", "other");
    yield await press("Activate");
    site.state.tooManyCodes = true;
    yield await press("Send a new code");
    await fill(CODE, PASSWORD);
    yield await press("Activate");
    yield await start();
    yield await page.goto(`${site.origin}/nothing`);
  }

  it.each([
    ["a phone", PHONE, "light"],
    ["a phone in the dark", PHONE, "dark"],
    ["a desktop", DESKTOP, "light"],
    ["a desktop in the dark", DESKTOP, "dark"],
  ] as const)("axe finds nothing on any page, on %s", async (_, viewport, colorScheme) => {
    await page.context().close();
    page = await newPage(viewport, { colorScheme });
    let looked = 0;
    for await (const _ of everyPage()) {
      expect(await accessibilityProblems(page)).toEqual([]);
      looked += 1;
    }
    expect(looked).toBe(8);
  });

  it("axe would find what is wrong", async () => {
    await page.context().close();
    page = await newPage(PHONE, { bypassCSP: true });
    await start();
    await page.addStyleTag({ content: ".lead { color: #bbb }" });
    await page.evaluate("document.querySelector('.brand img').removeAttribute('alt')");
    expect((await accessibilityProblems(page)).map(({ rule }) => rule)).toEqual(["color-contrast", "image-alt"]);
  });

  it("can be used from the first page to the last with the keyboard alone", async () => {
    await start();
    expect(await heading()).toBe("Let's get started");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${site.origin}/activate`);
    await page.locator("[autocomplete=one-time-code]:focus").waitFor();
    await page.keyboard.type(CODE);
    await page.keyboard.press("Tab");
    await page.keyboard.type("Grace Hopper");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "You're in" }).waitFor();
    expect(site.state).toMatchObject({ accepted: `hash of ${PASSWORD}`, name: "Grace Hopper", codes: 1, open: false });
    expect(await page.getByText("In Slack, type /team.").isVisible()).toBe(true);
    expect(await page.getByRole("link", { name: "Go to the try-out chat" }).getAttribute("href")).toBe("/try");
  });

  it("E2: the token leaves the address with the first button, and is not sent along anywhere", async () => {
    const referrers: (string | undefined)[] = [];
    page.on("request", (request) => referrers.push(request.headers().referer));
    await start();
    await press("Send code");
    expect(page.url()).toBe(`${site.origin}/activate`);
    expect(await page.content()).not.toContain(TOKEN);
    expect(referrers.filter(Boolean)).toEqual([]);
  });

  it("C14: every page says whose server it is", async () => {
    for await (const _ of everyPage()) {
      expect(await page.getByRole("banner").textContent()).toContain("for Example Pay");
      expect(await page.title()).toContain("Example Pay");
      expect(await page.getByRole("contentinfo").textContent()).toContain("never in a chat");
    }
  });

  it("says at each field what is wrong with it, and keeps code and name", async () => {
    await start();
    await press("Send code");
    await page.getByLabel("Your name").fill("Grace");
    await fill("4815 162", PASSWORD, `${PASSWORD}!`);
    await press("Activate");
    expect(await page.title()).toMatch(/^Error: /);
    const alert = await page.getByRole("alert").textContent();
    expect(alert).toContain("2 things need another look.");
    expect(alert).toContain("the passwords were not kept");
    expect(await code().inputValue()).toBe("4815 162");
    expect(await page.getByLabel("Your name").inputValue()).toBe("Grace");
    expect(await code().getAttribute("aria-invalid")).toBe("true");
    expect(await described("code")).toBe("The code has 8 digits. 8 digits");
    expect(await described("repeat")).toBe("The two passwords are not the same. Please type both again.");
    expect(await page.evaluate("document.activeElement.id")).toBe("code");
    await fill("4815-1623", "short");
    await press("Activate");
    expect(await described("password")).toMatch(/^This is one of the first passwords/);
    expect(await page.evaluate("document.activeElement.id")).toBe("password");
    for (const name of ["New password", "Repeat the password"])
      expect(await page.getByLabel(name).inputValue()).toBe("");
    await fill(CODE, PASSWORD);
    await press("Activate");
    expect(await heading()).toBe("You're in");
  });

  it("a good password is not typed again because the code was wrong", async () => {
    await start();
    await press("Send code");
    for (const wrong of ["4815162", "48151624"]) {
      await fill(wrong, PASSWORD);
      await press("Activate");
      expect(await page.getByRole("alert").textContent()).toContain("Your password is kept");
      expect(await page.content()).not.toContain(PASSWORD);
    }
    expect(await described("password")).toContain("Leave both fields empty to use it");
    await code().fill(CODE);
    await press("Activate");
    expect(await heading()).toBe("You're in");
    expect(site.state.accepted).toBe(`hash of ${PASSWORD}`);
  });

  it("and another one can be typed in its place, in which case that one counts", async () => {
    await start();
    await press("Send code");
    await fill("48151624", PASSWORD);
    await press("Activate");
    await fill(CODE, "short");
    await press("Activate");
    expect(await page.getByRole("alert").textContent()).toContain("please type them again");
    await fill(CODE, "another quiet harbour");
    await press("Activate");
    expect(site.state.accepted).toBe("hash of another quiet harbour");
  });

  it("Back and reload are safe on every page: nothing is sent or done twice", async () => {
    await start();
    await press("Send code");
    await page.reload();
    await fill("48151624", PASSWORD);
    await press("Activate");
    await page.reload();
    expect(await page.getByRole("alert").textContent()).toContain("One thing needs another look.");
    await page.goBack();
    expect(await described("code")).toContain("This code is wrong");
    expect(site.state).toMatchObject({ codes: 1, tries: 1 });
    await code().fill(CODE);
    await press("Activate");
    await page.reload();
    expect(await heading()).toBe("You're in");
    await page.goBack();
    expect(await heading()).toBe("You're in");
    expect(site.state).toMatchObject({ codes: 1, tries: 2 });
  });

  it("the link that this browser has used says that it is done; to others it is closed", async () => {
    await start();
    await press("Send code");
    await fill(CODE, PASSWORD);
    await press("Activate");
    await start();
    expect(await heading()).toBe("You're in");
    expect(page.url()).toBe(`${site.origin}/activate`);
    await page.goto(`${site.origin}/activate/${"x".repeat(43)}`);
    expect(await heading()).toBe("This link doesn't work");
    await page.context().clearCookies();
    await start();
    expect(await heading()).toBe("This link doesn't work");
  });

  it("shows the passwords while that is wanted, and hides them before they are sent", async () => {
    await start();
    await press("Send code");
    await fill("1", PASSWORD);
    const types = () => page.evaluate("['password', 'repeat'].map((id) => document.getElementById(id).type).join()");
    expect(await types()).toBe("password,password");
    await press("Show passwords");
    expect(await types()).toBe("text,text");
    expect(await page.getByRole("button", { name: "Show passwords", pressed: true }).count()).toBe(1);
    await page.evaluate("document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())");
    await press("Activate");
    expect(await types()).toBe("password,password");
  });

  it("works without scripts, and shows no button that would need them", async () => {
    await page.context().close();
    page = await newPage(PHONE, { javaScriptEnabled: false });
    await start();
    await press("Send code");
    expect(await page.getByRole("button", { name: "Show passwords" }).count()).toBe(0);
    await fill(CODE, PASSWORD);
    await press("Activate");
    expect(await heading()).toBe("You're in");
  });

  it("a new code keeps the name and the password that are typed already", async () => {
    await start();
    await press("Send code");
    await page.getByLabel("Your name").fill("Grace");
    await fill("1", PASSWORD);
    await press("Send a new code");
    expect(site.state.codes).toBe(2);
    expect(await page.getByLabel("Your name").inputValue()).toBe("Grace");
    expect(await described("password")).toContain("Your password is kept");
    expect(await code().inputValue()).toBe("");
    await code().fill(CODE);
    await press("Activate");
    expect(site.state).toMatchObject({ accepted: `hash of ${PASSWORD}`, name: "Grace" });
  });

  const code = () => page.getByRole("textbox", { name: "Code from the e-mail" });
  const described = (id: string) =>
    page.evaluate(
      `document.getElementById("${id}").getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).textContent).join(" ")`,
    );

  it("sends another code, and says so when it may not", async () => {
    await start();
    await press("Send code");
    await press("Send a new code");
    expect(site.state.codes).toBe(2);
    expect(await page.getByText("We sent a code to new.person@example.com.").isVisible()).toBe(true);
    site.state.tooManyCodes = true;
    await press("Send a new code");
    expect(await page.getByRole("alert").textContent()).toContain("Please wait a minute.");
    await fill(CODE, PASSWORD);
    await press("Activate");
    expect(await heading()).toBe("You're in");
  });

  it("E2: a code that may not be sent yet doesn't leave the token in the address", async () => {
    site.state.tooManyCodes = true;
    await start();
    await press("Send code");
    expect(page.url()).toBe(`${site.origin}/activate`);
    expect(await page.getByRole("alert").textContent()).toContain("Please wait a minute.");
  });

  it("E3: of two windows, the older form is asked for again and the work is not lost", async () => {
    await start();
    await press("Send code");
    const older = page;
    page = await page.context().newPage();
    await start();
    await press("Send code");
    page = older;
    await fill(CODE, PASSWORD);
    await press("Activate");
    expect(await page.getByRole("alert").textContent()).toContain("two windows");
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByLabel("Repeat the password").fill(PASSWORD);
    await press("Activate");
    expect(await heading()).toBe("You're in");
  });

  it("says after the last step that the chat is connected already, if it is", async () => {
    site.state.linked = true;
    await start();
    await press("Send code");
    await fill(CODE, PASSWORD);
    await press("Activate");
    expect(await page.getByText("Your chat account is connected already.").isVisible()).toBe(true);
  });

  it("a closed link tells kindly what to do", async () => {
    site.state.open = false;
    await start();
    expect(await heading()).toBe("This link doesn't work");
    expect(await page.getByText("ask the person who invited you for a new invitation").isVisible()).toBe(true);
  });

  it("E9: a name with markup in it is read, not run", async () => {
    await site.close();
    const organization = `<img src=x onerror="violated('ran')"><b>Pay`;
    site = await openSite({ organization });
    await start();
    expect(await page.getByRole("banner").textContent()).toContain(organization);
    expect(await page.locator("b").count()).toBe(0);
  });

  it.each([
    ["a phone", PHONE, "light"],
    ["a phone in the dark", PHONE, "dark"],
    ["a small phone", { width: 320, height: 568 }, "light"],
    ["a desktop", DESKTOP, "light"],
  ] as const)(
    "fits on %s: nothing to scroll sideways, nothing too small to touch",
    async (_, viewport, colorScheme) => {
      await page.context().close();
      await site.close();
      site = await openSite({ organization: "Gesellschaft-für-Zahlungsabwicklung-und-Händlerbetreuung-mbH" });
      page = await newPage(viewport, { colorScheme });
      for await (const _ of everyPage()) {
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(viewport.width);
        for (const target of await page.locator("button, input:not([type=hidden]), a.button, a.brand").all())
          expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
    },
  );

  it("is made for password managers, telephones and screen readers", async () => {
    await start();
    await press("Send code");
    expect(await code().getAttribute("autocomplete")).toBe("one-time-code");
    expect(await code().getAttribute("inputmode")).toBe("numeric");
    const account = page.getByRole("textbox", { name: "E-mail", exact: true });
    expect(await account.getAttribute("autocomplete")).toBe("username");
    expect(await account.inputValue()).toBe("new.person@example.com");
    expect(await account.isEditable()).toBe(false);
    for (const name of ["New password", "Repeat the password"])
      expect(await page.getByLabel(name).getAttribute("autocomplete")).toBe("new-password");
    expect(await page.locator("html").getAttribute("lang")).toBe("en-US");
    expect(await page.locator("body").ariaSnapshot()).toMatchInlineSnapshot(`
      "- banner:
        - link "Countersign":
          - /url: /
        - text: for Example Pay
      - main:
        - heading "Confirm it's you" [level=1]
        - list "Progress":
          - listitem: Start
          - listitem: Confirm
          - listitem: Done
        - paragraph: We sent a code to new.person@example.com. It is good for 10 minutes.
        - text: Code from the e-mail
        - textbox "Code from the e-mail"
        - paragraph: 8 digits
        - text: Your name (optional)
        - textbox "Your name (optional)"
        - paragraph: As people in Example Pay know you, at most 80 characters. It is shown next to your e-mail address.
        - text: E-mail
        - textbox "E-mail": new.person@example.com
        - paragraph: "The password is for signing in on this server of Example Pay, where your security settings are. No chat will ever ask for it: there you use codes."
        - text: New password
        - textbox "New password"
        - paragraph: At least 12 characters of any kind. A few unrelated words are strong and easy to remember.
        - text: Repeat the password
        - textbox "Repeat the password"
        - button "Show passwords"
        - button "Activate"
        - paragraph: No code yet? Look in the spam folder too.
        - button "Send a new code"
      - contentinfo: This is the Countersign server of Example Pay. Passwords are typed here and never in a chat."
    `);
  });

  it("shows where the focus is", async () => {
    await start();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")).toBe("3px");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
  });
});

describe("the colours", () => {
  const css = readFileSync(`${ASSETS}/style.css`, "utf8");
  const schemes = [...css.matchAll(/:root \{([^}]+)\}/g)].map(([, block = ""]) => colours(block));

  /** What is on what, and the least contrast: 4.5 for text, 3 for the edges of controls (WCAG 2.2, 1.4.3, 1.4.11). */
  const pairs: [string, string, number][] = [
    ...["ink", "quiet", "accent"].flatMap((front): [string, string, number][] => [
      [front, "paper", 4.5],
      [front, "card", 4.5],
    ]),
    ["on-accent", "accent", 4.5],
    ["on-accent", "accent-pressed", 4.5],
    ["accent", "accent-soft", 4.5],
    ["bad", "card", 4.5],
    ["ink", "bad-soft", 4.5],
    ["edge", "card", 3],
    ["accent", "card", 3],
  ];

  it.each(pairs)("%s on %s has a contrast of at least %s:1, in the light and in the dark", (front, back, least) => {
    expect(schemes).toHaveLength(2);
    for (const scheme of schemes) expect(contrast(scheme[front], scheme[back])).toBeGreaterThanOrEqual(least);
  });
});

function colours(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one = "", other = ""): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
