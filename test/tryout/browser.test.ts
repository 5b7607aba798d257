import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../src/commands.ts";
import { tryoutDriver } from "../fakes/tryout.ts";
import { launchBrowser, withoutBrowser } from "../harness/browser.ts";
import { type ChatPage, createChatPage } from "../harness/chat-page.ts";
import { freshPlace, type Place } from "../harness/database.ts";
import { type Product, startProduct } from "../harness/product.ts";
import { PASSWORD } from "../harness/story.ts";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

// One story, told from the first test to the last.
describe.skipIf(withoutBrowser())("the try-out chat in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let place: Place;
  let product: Product;
  let page: Page;
  let chat: ChatPage;
  const complaints: string[] = [];

  beforeAll(async () => {
    place = await freshPlace("embedded");
    [browser, product] = await Promise.all([launchBrowser(), startProduct(place.dataDir)]);
    ({ page, chat } = await openChat(DESKTOP));
  }, 60_000);
  afterEach(() => {
    expect(complaints.splice(0), "what the browser complained of").toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await place?.drop();
  });

  async function openChat(how: BrowserContextOptions): Promise<{ page: Page; chat: ChatPage }> {
    const context = await browser.newContext({ locale: "en-GB", ...how });
    context.setDefaultTimeout(10_000);
    await context.exposeFunction("violated", (what: string) => complaints.push(what));
    await context.addInitScript(
      "addEventListener('securitypolicyviolation', (event) => violated(event.violatedDirective + ' ' + event.blockedURI))",
    );
    context.on("console", (message) => complaints.push(message.text()));
    context.on("weberror", (error) => complaints.push(String(error.error())));
    const opened = await context.newPage();
    const made = createChatPage(opened, product.url);
    await made.open();
    return { page: opened, chat: made };
  }

  const focused = () => page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()");
  const asks = (words: RegExp) => chat.log.getByText(words).last().waitFor();

  async function invites(who: string, name: string, press = (button: Locator) => button.click()): Promise<void> {
    await chat.says(`/team invite ${name}@example.com finance`);
    await chat.dialog.getByLabel("All merchant accounts, including new ones").check();
    await press(chat.dialog.getByRole("button", { name: "Continue" }));
    await chat.dialog.getByLabel("One-time code").fill(await chat.code(who));
    await page.keyboard.press("Enter");
    await chat.dialog.getByText(/sent for approval to/).waitFor();
  }

  it("the first administrator activates through the mailbox and the link", async () => {
    await chat.be("Ada", "Mailbox");
    expect(await chat.activates("Ada", PASSWORD)).toBe("You're in");
  });

  it("she connects the chat with the keyboard alone, and the code is at hand", async () => {
    await chat.be("Ada");
    await page.getByRole("combobox").focus();
    await page.keyboard.type("/team");
    await page.keyboard.press("Enter");
    await chat.titled(/Connect/);
    expect(await focused()).toBe("field-email");
    expect(await chat.dialog.getByLabel("Work e-mail").inputValue()).toBe("ada@example.com");
    await page.keyboard.type("ada@example.com");
    await page.keyboard.press("Enter");
    await chat.dialog.getByLabel("One-time code").waitFor();
    await chat.presses("Fill in");
    expect(await focused()).toBe("field-code");
    await page.keyboard.press("Enter");
    await chat.dialog.getByText(/connected/i).waitFor();
    await page.keyboard.press("Escape");
    await chat.dialog.waitFor({ state: "hidden" });
    expect(await focused()).toBe("composer-text");
  });

  it("commands are offered while she types", async () => {
    const composer = page.getByRole("combobox");
    await composer.pressSequentially("/team ro");
    const offered = commands.flatMap(({ words }) => (words?.startsWith("ro") ? [`/team ${words}`] : []));
    expect(offered.slice(0, 2)).toEqual(["/team roles", "/team role"]);
    expect(await page.getByRole("option").allTextContents()).toEqual(offered);
    expect(await composer.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await page.getByRole("option", { selected: true }).textContent()).toBe("/team role");
    await page.keyboard.press("Enter");
    expect(await composer.inputValue()).toBe("/team role ");
    await composer.pressSequentially("finance");
    await page.keyboard.press("Enter");
    await asks(/settlements: see, download/);
    expect(await composer.inputValue()).toBe("");
    await composer.fill("/team wthdraw");
    await page.keyboard.press("Enter");
    await asks(/Did you mean \/team withdraw/);
  });

  it("what is wrong is shown at its field, the first one has the focus, and nothing typed is lost", async () => {
    await chat.says("/team invite");
    await chat.titled(/Invite/);
    await chat.dialog.getByLabel("Reason").fill("Month-end <b>closing</b>");
    await chat.dialog.getByLabel("Finance", { exact: true }).check();
    await chat.presses("Continue");
    await chat.dialog.locator("[aria-invalid]").first().waitFor();
    expect(await focused()).toBe("field-email");
    const described = await chat.dialog.getByLabel("E-mail").getAttribute("aria-describedby");
    expect(await page.locator(`#${described?.split(" ")[0]}`).textContent()).toContain("Please fill this in.");
    expect(await chat.dialog.getByLabel("Reason").inputValue()).toBe("Month-end <b>closing</b>");
    expect(await chat.dialog.getByLabel("Finance", { exact: true }).isChecked()).toBe(true);
    await chat.dialog.getByLabel("Finance", { exact: true }).uncheck();
    await chat.dialog.getByLabel("E-mail").fill("linus@example.com");
    await chat.presses("Continue");
    await chat.dialog.locator("fieldset[aria-invalid]").first().waitFor();
    await expect.poll(focused).toBe("field-roles-0");
    await chat.presses("Cancel");
    await page.getByRole("button", { name: "Discard" }).click();
    await chat.dialog.waitFor({ state: "hidden" });
    expect(await focused()).toBe("composer-text");
  });

  it("being the only administrator, she invites the second one with her code alone", async () => {
    await chat.says("/team invite grace@example.com admin");
    await chat.dialog.getByLabel("All merchant accounts, including new ones").check();
    await chat.presses("Continue");
    await chat.dialog.getByLabel("One-time code").fill("00000000");
    await chat.presses("Confirm");
    await chat.dialog.locator("[aria-invalid]").waitFor();
    await chat.presses("Fill in");
    await chat.presses("Confirm");
    await chat.dialog.getByText(/the only administrator, without a second person/).waitFor();
    await chat.presses("Close");
  });

  it("who activates through the link in the direct message, which connects the chat too", async () => {
    await page.locator("#person-second .badge").waitFor();
    await chat.be("Grace");
    expect(await chat.activates("Grace", PASSWORD)).toBe("You're in");
    await chat.log.getByRole("heading", { name: "Welcome to Example Company" }).waitFor();
    await page.locator("#person-first .badge").waitFor();
  });

  it("the third is invited, the button pressed twice and the request asked for once", async () => {
    await chat.be("Ada");
    await asks(/grace@example.com has accepted the invitation/);
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.url()));
    await invites("Ada", "linus", async (button) => {
      await button.dblclick();
      await chat.dialog.getByLabel("One-time code").waitFor();
      expect(sent.filter((url) => url.endsWith("/try/submit"))).toHaveLength(1);
    });
    await chat.presses("Close");
    await chat.says("/team requests");
    const list = chat.log.locator(".ephemeral").last();
    await list.getByText("invite linus@example.com").waitFor();
    expect(await list.locator(".item").count()).toBe(1);
  });

  it("the second one reads exactly what it is and approves it; the comment outlives a new code", async () => {
    await chat.be("Grace", "approvals");
    const card = page.locator(".card", { hasText: "invite linus@example.com" });
    await card.getByRole("button", { name: "Approve" }).click();
    await chat.titled("Approve request");
    expect(await focused()).toBe("dialog-title");
    await chat.dialog.getByLabel("Comment").fill("Welcome");
    const answered = page.waitForResponse("**/try/press");
    await chat.presses("Send a new code");
    await (await answered).finished();
    await chat.dialog.locator("[aria-busy]").waitFor({ state: "detached" });
    expect(await chat.dialog.getByLabel("Comment").inputValue()).toBe("Welcome");
    await chat.dialog.getByLabel("One-time code").fill(await chat.code("Grace"));
    await chat.presses("Approve");
    await chat.dialog.getByText("Approved and done.").waitFor();
    await chat.presses("Close");
    await card.getByText("Approved by").waitFor();
    expect(await card.getByRole("button").allTextContents()).toEqual([]);
  });

  it("one request is withdrawn, another denied with a reason that is told", async () => {
    await invites("Grace", "hedy");
    await page.keyboard.press("Escape");
    await chat.be("Grace");
    await page
      .locator(".card", { hasText: "invite hedy@example.com" })
      .last()
      .getByRole("button", { name: "Withdraw" })
      .click();
    await chat.titled("Withdraw request");
    await chat.presses("Withdraw");
    await chat.dialog.getByText("Withdrawn by the requester. Nothing was changed.").first().waitFor();
    await page.keyboard.press("Escape");
    await invites("Grace", "hedy");
    await page.keyboard.press("Escape");
    await chat.be("Ada", "approvals");
    const card = page.locator(".card", { hasText: "invite hedy@example.com" }).last();
    await card.getByRole("button", { name: "Deny" }).click();
    await chat.dialog.getByLabel("Why is it denied?").fill("Not in this team");
    await chat.presses("Deny");
    await chat.dialog.getByText("Denied. Nothing was changed.").waitFor();
    await page.keyboard.press("Escape");
    await chat.be("Grace");
    await asks(/Not in this team/);
    await chat.be("Ada");
  });

  it("everything can be asked for, page by page, and pages are walked back and forth", async () => {
    const words = { members: "linus@example.com", "member grace@example.com": "active", requests: "Open requests" };
    for (const [asked, answer] of Object.entries(words)) {
      await chat.says(`/team ${asked}`);
      await chat.log.locator(".ephemeral").last().getByText(answer).first().waitFor();
    }
    await chat.says("/team history");
    const history = chat.log.locator(".ephemeral").last();
    await history.getByRole("button", { name: "Older" }).click();
    await history.getByText(/with the code of the only administrator/).waitFor();
    await page.goBack();
    await page.getByText("Direct messages with Grace").waitFor();
    await page.goForward();
    await page.getByText("Direct messages with Ada").waitFor();
  });

  it("what is being typed stays when news arrive, and when one looks elsewhere", async () => {
    await chat.be("Ada");
    const composer = page.getByRole("combobox");
    await composer.fill("half a senten");
    const elsewhere = tryoutDriver();
    elsewhere.connect(product.url);
    await elsewhere.writes("first", "hello from elsewhere");
    await asks(/hello from elsewhere/);
    expect(await composer.inputValue()).toBe("half a senten");
    expect(await focused()).toBe("composer-text");
    await chat.be("Grace");
    expect(await composer.inputValue()).toBe("");
    await chat.be("Ada");
    expect(await composer.inputValue()).toBe("half a senten");
    await composer.fill("");
  });

  it("somebody is added, named as they like, and is there at once", async () => {
    await page.getByRole("button", { name: "Add a person" }).click();
    await chat.dialog.getByLabel("Name").fill("<img src=x onerror=violated('ran')>");
    await chat.dialog.getByLabel("E-mail").fill("zoe@example.com");
    await page.keyboard.press("Enter");
    await page.getByText("Direct messages with <img src=x onerror=violated('ran')>").waitFor();
  });

  it("the guide has seen what was done, can be put away and comes back", async () => {
    const guide = page.getByRole("complementary");
    await guide.getByText("7 of 8 done").last().waitFor();
    const next = await guide.locator(".step.next").boundingBox();
    expect((next?.y ?? 0) + (next?.height ?? 0)).toBeLessThanOrEqual(800);
    expect(await page.evaluate("document.documentElement.scrollHeight")).toBe(800);
    await guide.getByRole("listitem").filter({ hasText: "Switch to Linus" }).getByRole("link").first().click();
    await page.getByText("Direct messages with Linus").waitFor();
    await page.getByRole("button", { name: "Close the guide" }).click();
    await guide.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Show the guide" }).click();
    expect(await chat.activates("Linus", PASSWORD)).toBe("You're in");
  });

  it("when all is done it says so in one line, which can be opened and put away", async () => {
    const guide = page.getByRole("complementary");
    await guide.getByText("That was the tour.").waitFor();
    expect((await guide.boundingBox())?.height).toBeLessThan(64);
    const more = guide.getByRole("button", { name: "All steps of the tour" });
    await more.click();
    expect(await more.getAttribute("aria-expanded")).toBe("true");
    await guide.getByText("Read the history").waitFor();
    await more.click();
    await guide.getByText("Read the history").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Close the guide" }).click();
    await guide.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Show the guide" }).click();
    await guide.getByText("That was the tour.").waitFor();
  });

  it("on a telephone nothing is wider than the screen, and everything can be reached", async () => {
    const phone = await openChat(PHONE);
    const wider = () =>
      phone.page.evaluate(
        "[...document.querySelectorAll('body *')].filter((one) => one.scrollWidth > innerWidth).length",
      );
    const fits = async () => {
      expect(await phone.page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      expect(await wider()).toBe(0);
    };
    for (const place of ["Countersign", "approvals", "Mailbox"]) {
      await phone.chat.be("Ada", place);
      await fits();
    }
    await phone.chat.be("Ada");
    await phone.chat.says("/team invite");
    await phone.chat.titled(/Invite/);
    await fits();
    for (const button of await phone.chat.dialog.getByRole("button").all())
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await phone.page.keyboard.press("Escape");
    const menu = phone.page.getByRole("button", { name: "People and conversations" });
    await menu.click();
    expect(await phone.page.evaluate("document.activeElement.closest('#side') !== null")).toBe(true);
    expect(await phone.page.evaluate("document.querySelector('main').inert")).toBe(true);
    await phone.page.keyboard.press("Escape");
    expect(await menu.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await phone.page.context().close();
  });

  it("says what did not get through, and keeps it", async () => {
    await chat.be("Ada");
    await page.route("**/try/say", (route) => route.abort());
    await chat.says("hello");
    await page.getByRole("alert").getByText("That did not get through.").waitFor();
    expect(await page.getByRole("combobox").inputValue()).toBe("hello");
    await page.unroute("**/try/say");
    expect(complaints.splice(0).join()).toContain("ERR_FAILED");
  });

  it("says that the server is away, and goes on where it was when it is back", async () => {
    await product.stop();
    await page.getByText("Countersign doesn't answer.").waitFor();
    product = await startProduct(place.dataDir, { PORT: product.port });
    await page.getByText("Countersign doesn't answer.").waitFor({ state: "hidden" });
    await asks(/hello from elsewhere/);
    await chat.says("/team requests");
    await chat.log.locator(".ephemeral").last().getByText("Open requests").waitFor();
    expect(complaints.splice(0).every((one) => one.includes("ERR_"))).toBe(true);
  });
});
