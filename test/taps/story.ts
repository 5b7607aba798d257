import type { Page } from "playwright-core";
import { createChatPage } from "../harness/chat-page.ts";
import type { Finger } from "./finger.ts";

// Scripts are run without vitest, which the stories of the tests need.
const PASSWORD = "correct horse battery staple";
const ALL = "All merchant accounts, including new ones";

/** The first story of the README, from nothing to the first approved invitation and its invitee active, as the guide leads. */
export async function playByTouch(page: Page, origin: string, finger: Finger): Promise<void> {
  const chat = createChatPage(page, origin);
  const { dialog, log } = chat;
  const guide = page.locator("#guide");
  const button = (name: string) => dialog.getByRole("button", { name, exact: true }).last();

  /** A chip that the guide offers as what comes next. */
  const takes = (chip: string | RegExp) => finger.taps(guide.locator(".guide-next").getByRole("link", { name: chip }));

  async function says(chip: string | RegExp): Promise<void> {
    await takes(chip);
    await finger.taps(page.getByRole("button", { name: "Send" }));
    await dialog.waitFor();
  }

  async function confirms(submit: string, done: RegExp): Promise<void> {
    finger.asksForCode();
    await finger.taps(button("Fill in"));
    await finger.sends(button(submit));
    await dialog.getByText(done).first().waitFor();
    await finger.taps(button("Close"));
    await dialog.waitFor({ state: "hidden" });
  }

  async function activates(name: string): Promise<void> {
    const opened = page.waitForEvent("popup");
    await finger.taps(log.getByRole("link", { name: "Get started" }).first());
    const tab = await opened;
    finger.changesTab();
    await finger.sends(tab.getByRole("button", { name: "Send code" }));
    // To the mailbox and back: the code is read there.
    finger.asksForCode();
    finger.changesTab();
    const code = await chat.code(name);
    finger.changesTab();
    await finger.types(tab.getByRole("textbox", { name: "Code from the e-mail" }), code);
    await finger.types(tab.getByLabel("New password"), PASSWORD);
    await finger.types(tab.getByLabel("Repeat the password"), PASSWORD);
    await finger.sends(tab.getByRole("button", { name: "Activate" }));
    await tab.getByRole("heading", { name: "You're in" }).waitFor();
    await tab.close();
    finger.changesTab();
  }

  async function invites(chip: RegExp, done: RegExp): Promise<void> {
    await says(chip);
    await finger.taps(dialog.getByText(ALL, { exact: true }));
    await finger.sends(button("Continue"));
    await confirms("Confirm", done);
  }

  await page.goto(`${origin}/try`);
  await activates("Ada");
  await invites(/^\/team invite grace/, /without a second person/);
  await takes(/Switch to Grace/);
  await activates("Grace");
  await invites(/^\/team invite linus/, /sent for approval to/);
  await takes(/Switch to Grace/);
  await finger.taps(log.getByRole("button", { name: "Approve" }).last());
  await confirms("Approve", /Approved and done/);
  await takes(/Switch to Linus/);
  await activates("Linus");
}
