import type { Locator } from "playwright-core";
import { personNamed } from "./people.ts";
import type { Screen } from "./screen.ts";

const press = (card: Locator, name: string) => card.getByRole("button", { name, exact: true }).click();
const ALL_ACCOUNTS = "All merchant accounts, including new ones";

/** Connect, invite, code, activation, approval; each line is said once it has happened. */
export async function tellStory(ada: Screen, grace: Screen, say: (line: string) => void): Promise<void> {
  await ada.activates();
  await connect(ada);
  say("Ada activated through the mailed link and connected her chat account.");
  await inviteGrace(ada, grace.email);
  say("Ada invited Grace; a wrong code was refused on the card, the right one was taken.");
  const invited = await grace.finds("You are invited");
  await grace.takes("invited");
  await grace.activates(invited);
  await ada.finds(`${grace.email} has accepted the invitation`);
  await ada.takes("accepted");
  say("Grace activated through the link that the bot sent to her chat.");
  await inviteLinus(ada);
  await approve(grace);
  say("Ada asked for Linus, Grace approved with a code of her own.");
  await ada.finds("was approved and is done");
  await ada.takes("told");
  await lookBack(ada);
  say("Ada was told, and the history tells it all.");
}

async function connect(ada: Screen): Promise<void> {
  await ada.says("/team");
  const form = await ada.finds("Connect your account");
  await ada.takes("connect");
  await form.getByLabel("Work e-mail").fill(ada.email);
  await press(form, "Send code");
  await enterCode(ada, await ada.finds("Enter the code"));
  await ada.finds("You are connected");
  await ada.says("help");
  await ada.finds("What you can do");
  await ada.takes("help");
}

async function inviteGrace(ada: Screen, email: string): Promise<void> {
  await ada.says(`invite ${email} admin`);
  const form = await ada.finds("Invite a member");
  await ada.takes("invite-form");
  await form.getByLabel(ALL_ACCOUNTS).check();
  await press(form, "Continue");
  const card = await ada.finds("Confirm it's you");
  await ada.takes("code-form");
  const code = await ada.code();
  await card.getByLabel("One-time code").fill(code === "00000000" ? "00000001" : "00000000");
  await press(card, "Confirm");
  const refused = await ada.finds("Confirm it's you", "wrong or no longer valid");
  await ada.takes("wrong-code");
  await enterCode(ada, refused, "Confirm", code);
  await ada.finds("Done with the code of the only administrator");
  await ada.takes("done");
}

async function inviteLinus(ada: Screen): Promise<void> {
  const linus = personNamed("Linus");
  await ada.says(`invite ${linus.email} finance`);
  const form = await ada.finds("Invite a member", "Reason");
  await form.getByLabel(ALL_ACCOUNTS).check();
  await form.getByLabel("Reason").fill("Month-end closing");
  await press(form, "Continue");
  await enterCode(ada, await ada.finds("Confirm it's you"));
  await ada.finds("sent for approval to");
  await ada.takes("waiting");
}

async function approve(grace: Screen): Promise<void> {
  const asked = await grace.finds("You see this because you can approve requests");
  await grace.takes("asked");
  await press(asked, "Approve");
  const form = await grace.finds("This is exactly what you approve");
  await grace.takes("approve-form");
  await form.getByLabel("Comment").fill("Welcome");
  await enterCode(grace, form, "Approve");
  await grace.finds("Approved by");
  await grace.takes("approved");
}

async function lookBack(ada: Screen): Promise<void> {
  await ada.says("requests");
  await ada.finds("Open requests");
  await ada.says("history");
  await ada.finds("approved: invite linus@example.com");
  await ada.takes("history");
}

async function enterCode(person: Screen, card: Locator, button = "Confirm", code?: string): Promise<void> {
  await card.getByLabel("One-time code").fill(code ?? (await person.code()));
  await press(card, button);
}
