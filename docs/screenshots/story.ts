import type { Browser, Page } from "playwright-core";
import { type ChatPage, createChatPage } from "../../test/harness/chat-page.ts";
import { type Camera, DESKTOP, LOOK, PHONE } from "./camera.ts";
import { takeStill } from "./still.ts";

const PASSWORD = "correct horse battery staple";
const ALL_ACCOUNTS = "All merchant accounts, including new ones";

type Parts = { browser: Browser; url: string; camera: Camera; still: string };
type Scene = { chat: ChatPage; page: Page; film: (says: string, ms: number) => Promise<void> };

/** Ada invites Linus, Grace approves, Linus joins. */
export async function playStory({ browser, url, camera, still }: Parts): Promise<void> {
  const page = await browser.newPage({ ...LOOK, viewport: DESKTOP });
  const chat = createChatPage(page, url);
  const scene: Scene = { chat, page, film: (says, ms) => camera.shoot(page, says, ms) };
  await beginWithTwo(chat);
  await adaInvites(scene);
  await graceApproves(scene, still);
  await linusJoins(scene, browser, { url, camera });
}

/** Before the film: Ada and Grace are administrators. */
async function beginWithTwo(chat: ChatPage): Promise<void> {
  await chat.open();
  await chat.page.getByRole("button", { name: "Close the guide" }).click();
  await chat.activates("Ada", PASSWORD);
  await chat.says("/team invite grace@example.com admin");
  await chat.dialog.getByLabel(ALL_ACCOUNTS).check();
  await chat.presses("Continue");
  await useCode(chat, "Confirm", "without a second person");
  await chat.be("Grace");
  await chat.activates("Grace", PASSWORD);
  await chat.be("Ada");
  await chat.log.getByText("has accepted the invitation").waitFor();
}

async function useCode(chat: ChatPage, submit: string, said: string): Promise<void> {
  await chat.presses("Fill in");
  await chat.presses(submit);
  await chat.dialog.getByText(said).waitFor();
  await chat.presses("Close");
  await chat.dialog.waitFor({ state: "hidden" });
}

async function adaInvites({ chat, page, film }: Scene): Promise<void> {
  const { dialog, says } = chat;
  const words = "/team invite linus@example.com finance";
  await page.getByRole("combobox").fill(words);
  await film("Ada types what she wants, in the chat", 2_000);
  await says(words);
  await dialog.getByLabel("E-mail").waitFor();
  await film("A form opens: who, and with which role", 2_000);
  await dialog.getByLabel(ALL_ACCOUNTS).check();
  await dialog.getByLabel("Reason").fill("Month-end closing");
  await film("… on which merchant accounts, and why", 2_000);
  await chat.presses("Continue");
  await dialog.getByRole("button", { name: "Fill in" }).waitFor();
  await film("A code by mail proves that it is Ada", 2_000);
  await useCode(chat, "Confirm", "sent for approval");
  await chat.log.getByText("Waiting for").last().waitFor();
  await film("Her request waits for a second person; nothing has changed yet", 2_500);
}

async function graceApproves({ chat, page, film }: Scene, still: string): Promise<void> {
  await chat.be("Grace", "approvals");
  const approve = chat.log.getByRole("button", { name: "Approve" });
  await approve.waitFor();
  await film("Grace is asked in #approvals", 2_500);
  await takeStill(page, ".entry:last-child", still);
  await page.setViewportSize(DESKTOP);
  await approve.click();
  await chat.dialog.getByRole("button", { name: "Fill in" }).waitFor();
  await film("She reads exactly what she approves", 2_500);
  await chat.presses("Fill in");
  await chat.dialog.getByText("Fingerprint").scrollIntoViewIfNeeded();
  await film("… to the end, and proves with a code that it is Grace", 2_500);
  await useCode(chat, "Approve", "Approved and done.");
  await chat.log.getByText("Approved by").waitFor();
  await film("Approved: everybody in #approvals sees by whom", 2_000);
  await chat.be("Ada");
  await chat.log.getByText("was approved").last().waitFor();
  await film("Ada’s own message says so too", 2_000);
}

async function linusJoins({ chat, film }: Scene, browser: Browser, { url, camera }: Pick<Parts, "url" | "camera">) {
  await chat.be("Linus");
  const link = chat.log.getByRole("link", { name: "Get started" });
  await link.waitFor();
  await film("Linus has an invitation", 2_000);
  const phone = await browser.newPage({ ...LOOK, viewport: PHONE, isMobile: true });
  await phone.goto(new URL((await link.getAttribute("href")) ?? "", url).href);
  await activate(phone, () => chat.code("Linus"), camera);
  await phone.close();
  await chat.be("Ada");
  await chat.log.getByText("linus@example.com has joined").scrollIntoViewIfNeeded();
  await film("… and Ada’s message says that Linus has joined", 4_500);
}

async function activate(phone: Page, code: () => Promise<string>, camera: Camera): Promise<void> {
  await camera.shoot(phone, "He opens the link on his phone", 1_500);
  await phone.getByRole("button", { name: "Send code" }).click();
  await phone.getByRole("textbox", { name: "Code from the e-mail" }).fill(await code());
  await phone.getByLabel("Your name").fill("Linus");
  await camera.shoot(phone, "A code by mail proves that it is Linus", 1_500);
  await phone.getByLabel("New password").fill(PASSWORD);
  await phone.getByLabel("Repeat the password").fill(PASSWORD);
  const button = phone.getByRole("button", { name: "Activate" });
  await button.scrollIntoViewIfNeeded();
  await camera.shoot(phone, "He sets a password: here, never in a chat", 2_000);
  await button.click();
  await phone.getByRole("heading", { name: "You're in" }).waitFor();
  await camera.shoot(phone, "He is in", 1_500);
}
