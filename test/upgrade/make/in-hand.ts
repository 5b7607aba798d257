import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deedsOf } from "./deeds.ts";
import type { Old } from "./old.ts";
import { emailOf, finds, inSlack, inTeams, linkIn, slackIds, teamsIds } from "./people.ts";

/** Forms that are open and codes that are mailed, all within the ten minutes that a code is good. */
export async function inHand(old: Old) {
  const { newCode, activates } = deedsOf(old);
  await activates("linus", await linkIn(inTeams(old, "linus")));
  const views = await openedInSlack(old);
  const codes: Record<string, string> = {};
  for (const name of ["katherine", "barbara", "ada", "linus"]) codes[name] = await newCode(name);
  for (let wrong = 0; wrong < 2; wrong += 1) await inSlack(old, "barbara").submits(views.barbara, { code: "00000000" });
  const page = await opened(old);
  codes.hedy = await newCode("hedy");
  return [
    { kind: "commands", names: old.commands },
    { kind: "codes", codes },
    { kind: "links", mail: page.link, chat: new URL(await linkIn(inSlack(old, "hedy"))).pathname },
    { kind: "session", ...page.session },
    ...slackMessages(old),
    ...Object.entries(views).map(([name, seen]) => ({ kind: "slack view", name, view: old.slack.viewOf(seen) })),
    ...teamsMessages(old),
    ...(await openedInTeams(old)),
    { kind: "try-out", state: await tryOutState(old) },
  ];
}

async function openedInSlack(old: Old) {
  const { asks } = deedsOf(old);
  const [ada, barbara, katherine] = [inSlack(old, "ada"), inSlack(old, "barbara"), inSlack(old, "katherine")];
  const linus = inSlack(old, "linus");
  return {
    katherine: await katherine.presses(await finds(katherine, "mary@example.com"), "Approve"),
    barbara: await barbara.presses(await finds(barbara, "uma@example.com"), "Approve"),
    ada: await asks(ada, "yuri@example.com operations"),
    linus: await linus.submits(await linus.types(""), { email: emailOf("linus") }),
    grace: await inSlack(old, "grace").types("invite abel@example.com operations"),
  };
}

/** What Ada wrote in a channel, a form that she has open, and Grace's form for a code that is not yet mailed. */
async function openedInTeams(old: Old) {
  const { teams } = old;
  const channel = teams.channel({ id: "19:general@thread.tacv2", members: Object.values(teamsIds) });
  const opener = await teams.mentions(teamsIds.ada, channel, "invite bert@example.com");
  const invite = await inTeams(old, "ada").types("invite carl@example.com operations");
  const code = await deedsOf(old).asks(inTeams(old, "grace"), "zoe@example.com operations");
  return [
    { kind: "teams card", name: "opener", card: teams.cardOf(teamsIds.ada, opener) },
    { kind: "teams card", name: "invite", card: teams.cardOf(teamsIds.ada, invite) },
    { kind: "teams card", name: "code", card: teams.cardOf(teamsIds.grace, code) },
  ];
}

/** The file of the try-out chat, without what is different in each run: it goes by the machine's clock, on a free port. */
async function tryOutState({ dataDir, now }: Old): Promise<unknown> {
  const written = (await readFile(join(dataDir, "try-out.json"), "utf8")).replaceAll(
    /http:\/\/localhost:\d+/g,
    "http://localhost:3000",
  );
  return JSON.parse(written, (key, value) => (key === "at" ? now().toISOString() : value));
}

/** Hedy is on the second page: the code is mailed, and the cookie holds her session. */
async function opened(old: Old) {
  const url = old.url();
  const link = new URL(await old.mailbox.linkFor(emailOf("hedy"))).pathname;
  const hidden = (html: string) =>
    Object.fromEntries(
      [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    );
  const begun = await fetch(`${url}${link}`);
  const first = begun.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const same = { "Sec-Fetch-Site": "same-origin", Origin: url };
  const sent = await fetch(`${url}${link}`, {
    method: "POST",
    redirect: "manual",
    headers: { ...same, Cookie: first },
    body: new URLSearchParams(hidden(await begun.text())),
  });
  const cookie = sent.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const to = new URL(sent.headers.get("location") ?? "", url).pathname;
  const page = await (await fetch(`${url}${to}`, { headers: { Cookie: cookie } })).text();
  return { link, session: { cookie, page: to, form: hidden(page) } };
}

/** What is posted and has something to press. */
function slackMessages({ slack }: Old) {
  const all = Object.values(slackIds).flatMap((user) => slack.sees(user));
  const cards = new Map(all.filter(({ buttons }) => buttons.includes("Deny")).map((seen) => [seen.id, seen]));
  return [...cards.values()].map((seen) => ({ kind: "slack message", id: seen.id, args: slack.argsOf(seen) }));
}

function teamsMessages({ teams }: Old) {
  const all = Object.values(teamsIds).flatMap((user) => teams.sees(user).map((seen) => ({ user, seen })));
  const messages = all.filter(({ seen }) => seen.kind === "message" && seen.buttons.includes("Deny"));
  return messages.map(({ user, seen }) => ({
    kind: "teams message",
    user,
    id: seen.id,
    card: teams.cardOf(user, seen),
  }));
}
