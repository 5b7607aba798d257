import { cards, deedsOf, onlyBerlin } from "./deeds.ts";
import type { Old } from "./old.ts";
import { connected, emailOf, FIRST, inSlack, inTeams, inTryout, linkIn, slackIds, teamsIds } from "./people.ts";
import { underWay } from "./under-way.ts";

/** Plays the old version until it is switched off in the middle of everything. Returns what people have at that moment. */
export async function play(old: Old) {
  const forGrace = await foundedInTheTryOut(old);
  await old.start(connected(old));
  await moveIn(old);
  await staffed(old, forGrace);
  await decided(old);
  await askedInTheTryOut(old);
  await old.start(connected(old));
  return underWay(old);
}

/** The first administrator's address is wrong at first. Ada comes in, and invites Grace while she is alone: her link. */
async function foundedInTheTryOut(old: Old): Promise<string> {
  const { links, requests, activates } = deedsOf(old);
  await old.start({ FIRST_ADMIN_EMAIL: "adda@example.com" });
  await old.works();
  old.later({ minutes: 10 });
  await old.start(FIRST);
  await old.works();
  await activates("ada", await old.mailbox.linkFor(emailOf("ada")));
  const ada = await inTryout(old, "ada");
  await links("ada", ada);
  const grace = await inTryout(old, "grace");
  await requests("ada", ada, "grace@example.com admin");
  await old.works();
  return linkIn(grace);
}

async function moveIn({ slack, teams }: Old): Promise<void> {
  for (const [name, id] of Object.entries(slackIds)) slack.person({ id, name, email: emailOf(name) });
  for (const [name, id] of Object.entries(teamsIds)) {
    teams.person({ id, name, email: emailOf(name) });
    await teams.install(id);
  }
}

/** Ada moves to Slack and Teams and invites the others; Grace is the second to be active. */
async function staffed(old: Old, forGrace: string): Promise<void> {
  const { links, requests, activates } = deedsOf(old);
  const ada = inSlack(old, "ada");
  old.later({ hours: 2 });
  await links("ada", ada);
  await links("ada", inTeams(old, "ada"));
  await requests("ada", ada, "katherine@example.com admin");
  old.later({ hours: 2 });
  await requests("ada", ada, "barbara@example.com admin", await onlyBerlin(old));
  await requests("ada", ada, "margaret@example.com admin");
  await requests("ada", ada, "linus@example.com finance");
  await old.works();
  for (const name of ["katherine", "barbara"] as const) await activates(name, await linkIn(inSlack(old, name)));
  await activates("margaret", await old.mailbox.linkFor(emailOf("margaret")));
  await activates("grace", forGrace);
  await links("grace", inSlack(old, "grace"));
  await links("grace", inTeams(old, "grace"));
  await old.works();
}

/** A request for each way in which one can end. */
async function decided(old: Old): Promise<void> {
  const { requests, decides } = deedsOf(old);
  const [ada, katherine] = [inSlack(old, "ada"), inSlack(old, "katherine")];
  old.later({ hours: 25 });
  await requests("ada", ada, "nora@example.com operations");
  await old.works();
  await decides("katherine", katherine, { request: "nora@example.com", button: "Deny", comment: "Not before March" });
  await requests("ada", ada, "olga@example.com operations");
  await ada.types("withdraw 7");
  await requests("ada", inTeams(old, "ada"), "paul@example.com operations");
  await old.works();
  old.later({ hours: 73 });
  await old.ticks();
  await requests("ada", ada, "hedy@example.com operations");
  await old.works();
  await decides("grace", inTeams(old, "grace"), { request: "hedy@example.com", button: "Approve" });
  await old.works();
}

/** The try-out chat once more: a card is left there. */
async function askedInTheTryOut(old: Old): Promise<void> {
  const { requests } = deedsOf(old);
  old.later({ hours: 2 });
  await old.start(FIRST);
  await requests("ada", await inTryout(old, "ada"), "tess@example.com operations");
  await old.works(cards);
}
