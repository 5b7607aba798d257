import { cards, deedsOf, onlyBerlin } from "./deeds.ts";
import { inHand } from "./in-hand.ts";
import type { Job, Old } from "./old.ts";
import { connected, inSlack, inTeams, slackIds } from "./people.ts";

const unplanned = (job: Job) => job.name === "activation" || (job.name === "outcome" && !("to" in job));

/** Slack and Teams, with something of everything left half done. */
export async function underWay(old: Old) {
  await queued(old);
  await asked(old);
  const had = await inHand(old);
  return [{ kind: "end", at: old.now().toISOString() }, ...had];
}

/** Decided, but not yet told: of Rita's invitation the jobs for each place are queued, of Ida's only the first ones. */
async function queued(old: Old): Promise<void> {
  const { requests, decides } = deedsOf(old);
  const [ada, grace] = [inSlack(old, "ada"), inSlack(old, "grace")];
  old.later({ hours: 1 });
  await requests("ada", ada, "rita@example.com operations");
  await old.works(cards);
  await decides("grace", grace, { request: "rita@example.com", button: "Approve" });
  await old.works(cards);
  await old.works(unplanned);
  // Slack can't reach her: Ada has to be told so.
  old.slack.fail("conversations.open", { error: "cannot_dm_bot" });
  await old.works((job) => job.name === "activation-chat" && "platform" in job && job.platform === "slack");
  await requests("ada", ada, "ida@example.com operations");
  await old.works(cards);
  await decides("grace", grace, { request: "ida@example.com", button: "Approve" });
  await old.works(cards);
}

/** Requests that wait: 13 takes one approval, those behind it two. */
async function asked(old: Old): Promise<void> {
  const { requests, decides } = deedsOf(old);
  const [ada, grace, katherine] = [inSlack(old, "ada"), inSlack(old, "grace"), inSlack(old, "katherine")];
  const barbara = inSlack(old, "barbara");
  const berlin = await onlyBerlin(old);
  old.later({ hours: 1 });
  // Asked in a channel, where Barbara can approve it too.
  const members = Object.values(slackIds);
  old.slack.channel({ id: "C0APPROVALS", members });
  await old.start({ ...connected(old), APPROVALS_CHANNEL: "C0APPROVALS" });
  await requests("ada", ada, "uma@example.com operations", berlin);
  await old.works(cards);
  await old.start(connected(old));
  old.later({ hours: 1 });
  // This version has no command for it.
  await old.db.sql("UPDATE policy SET approvals = 2");
  await requests("ada", ada, "mary@example.com finance");
  await old.works(cards);
  await decides("grace", inTeams(old, "grace"), { request: "mary@example.com", button: "Approve", comment: "Fine" });
  await requests("grace", grace, "vera@example.com operations");
  await old.works(cards);
  await decides("barbara", barbara, { request: "vera@example.com", button: "Approve" });
  await requests("barbara", barbara, "xena@example.com operations", berlin);
  await old.works(({ name }) => name === "approval");
  await requests("katherine", katherine, "walt@example.com operations");
}
