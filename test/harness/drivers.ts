import { randomUUID } from "node:crypto";
import type { Platform } from "../../src/core/platform.ts";
import { startFakeSlack } from "../fakes/slack.ts";
import { pressIn, seenTab } from "../fakes/teams/tab.ts";
import { type FakeTeams, startFakeTeams } from "../fakes/teams.ts";
import { tryoutDriver } from "../fakes/tryout.ts";
import type { Driver, Seen } from "./driver.ts";

export async function startDriver(platform: Platform): Promise<Driver> {
  switch (platform) {
    case "slack":
      return slackDriver();
    case "teams":
      return teamsDriver();
    case "local":
      return tryoutDriver();
    default:
      return platform satisfies never;
  }
}

async function slackDriver(): Promise<Driver> {
  const fake = await startFakeSlack();
  let people = 0;
  return {
    platform: "slack",
    environment: {
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_SIGNING_SECRET: fake.signingSecret,
      SLACK_API_URL: fake.apiUrl,
    },
    connect: (url) => fake.connect(url),
    async join({ name, email }) {
      people += 1;
      const id = `U${people}`;
      fake.person({ id, name, email });
      return id;
    },
    command: (words) => `/team ${words}`,
    types: (user, words) => fake.command(user, "/team", asSlackSends(words)),
    writes: (user, words) => fake.directMessage(user, asSlackSends(words)),
    sendsFile: (user, file, words = "") => fake.directMessage(user, asSlackSends(words), file),
    attaches: async (user, what, field, file) => fake.attach(user, what as never, field, file),
    searches: (user, what, field, typed) => fake.search(user, what as never, field, typed),
    presses: (user, what, button) => fake.press(user, what as never, button),
    fills: (user, what, values) => fake.fill(user, what as never, values),
    async submits(user, what, values) {
      const seen = await fake.submitView(user, what as never, values);
      if (!seen) throw new Error("the form closed without a word");
      return seen;
    },
    sees: async (user) => fake.sees(user) as Seen[],
    opensHome: (user) => fake.opensHome(user),
    seesHome: async (user) => fake.home(user),
    mention: (user) => `<@${user}|somebody>`,
    close: () => fake.close(),
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text: the signs of Slack's own marks are escaped in what people type. */
function asSlackSends(words: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return words.replace(/<@\w+\|[^<>]*>|[&<>]/g, (sign) => marks[sign] ?? sign);
}

/** `fake` is for stories in channels and in bad weather. */
async function teamsDriver(): Promise<Driver & { fake: FakeTeams }> {
  const fake = await startFakeTeams();
  const names = new Map<string, string>();
  const shown = (seen: Seen | undefined): Seen => {
    if (!seen) throw new Error("the dialog closed without a word");
    return seen;
  };
  return {
    platform: "teams",
    fake,
    environment: fake.environment,
    connect: (url) => fake.connect(url),
    async join({ name, email }) {
      const id = randomUUID();
      names.set(id, name);
      fake.person({ id, name, email });
      await fake.install(id);
      return id;
    },
    command: (words) => words,
    types: (user, words) => fake.says(user, `/team ${words}`.trim()),
    writes: (user, words) => fake.says(user, words),
    sendsFile: (user, file, words) => fake.sendsFile(user, file, words),
    // No form there holds a file.
    attaches: (user, _what, _field, file) => fake.sendsFile(user, file),
    searches: (user, what, field, typed) => fake.search(user, what as never, field, typed),
    async presses(user, what, button) {
      if (what.kind !== "home") return shown(await fake.press(user, what as never, button));
      const since = fake.version();
      const answered = seenTab(await fake.tab(user, pressIn(await fake.tab(user), button)));
      // A tab has no forms: they are in the chat.
      return answered.text.includes("The form for this is now") ? fake.next(user, since) : answered;
    },
    opensHome: async (user) => seenTab(await fake.opensTab(user)),
    seesHome: async (user) => seenTab(fake.seesTab(user)),
    async fills(user, what, values) {
      const seen = fake.fill(user, what as never, values);
      return what.text.includes(" the next step asks for ") ? shown(await fake.submit(user, what as never)) : seen;
    },
    async submits(user, what, values) {
      // What is not there yet is asked for in the next step.
      const isThere = (key: string) => what.fields.some(({ name, label }) => name === key || label === key);
      const [now, then] = [true, false].map((there) =>
        Object.entries(values).filter(([key]) => isThere(key) === there),
      );
      const first = shown(await fake.submit(user, what as never, Object.fromEntries(now ?? [])));
      if (!then || then.length === 0) return first;
      return shown(await fake.submit(user, first as never, Object.fromEntries(then)));
    },
    sees: async (user) => fake.sees(user),
    mention: (user) => `<at>${names.get(user)}</at>`,
    close: () => fake.close(),
  };
}
