import type { Driver, Platform, Seen } from "./driver.ts";
import { localDriver } from "./local.ts";
import { startFakeSlack } from "./slack.ts";

export const platforms: Platform[] = ["local", "slack"];

export async function startDriver(platform: Platform): Promise<Driver> {
  switch (platform) {
    case "slack":
      return slackDriver();
    case "local":
      return localDriver();
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
    types: (user, words) => fake.command(user, "/team", words),
    writes: (user, words) => fake.directMessage(user, words),
    presses: (user, what, button) => fake.press(user, what as never, button),
    async submits(user, what, values) {
      const seen = await fake.submitView(user, what as never, values);
      if (!seen) throw new Error("the form closed without a word");
      return seen;
    },
    sees: async (user) => fake.sees(user) as Seen[],
    mention: (user) => `<@${user}|somebody>`,
    close: () => fake.close(),
  };
}
