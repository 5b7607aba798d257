import type { Old, Seen, Values } from "./old.ts";

export const ALL = { access: "All merchant accounts, later ones too" };
export const FIRST = { FIRST_ADMIN_EMAIL: "ada@example.com" };

/** Everything in chats, with the try-out chat off. */
export const connected = ({ slack, teams }: Old) => ({
  ...{ ...FIRST, ...teams.environment },
  ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_SIGNING_SECRET: slack.signingSecret, SLACK_API_URL: slack.apiUrl },
});

/** Ids in the fake workspace and tenant. Margaret is in neither. */
export const slackIds = {
  ...{ ada: "U0ADA", grace: "U0GRACE", katherine: "U0KATHERINE", barbara: "U0BARBARA", linus: "U0LINUS" },
  ...{ hedy: "U0HEDY", rita: "U0RITA" },
};
export const teamsIds = {
  ada: "0a0a0a0a-0000-4000-8000-000000000001",
  grace: "0a0a0a0a-0000-4000-8000-000000000002",
  linus: "0a0a0a0a-0000-4000-8000-000000000003",
  rita: "0a0a0a0a-0000-4000-8000-000000000004",
};
export type InSlack = keyof typeof slackIds;
export type InTeams = keyof typeof teamsIds;

export const emailOf = (name: string) => `${name}@example.com`;

/** What people do in a chat of the old version, in one way for each of them. */
export type Chat = {
  types(words: string): Promise<Seen>;
  presses(what: Seen, button: string): Promise<Seen>;
  submits(what: Seen, values: Values): Promise<Seen>;
  sees(): Promise<Seen[]>;
};

export function inSlack({ slack }: Old, name: InSlack): Chat {
  const id = slackIds[name];
  return {
    types: (words) => slack.command(id, "/team", words),
    presses: (what, button) => slack.press(id, what, button),
    submits: (what, values) => slack.submitView(id, what, values),
    sees: async () => slack.sees(id),
  };
}

export function inTeams({ teams }: Old, name: InTeams): Chat {
  const id = teamsIds[name];
  return {
    types: (words) => teams.says(id, `/team ${words}`.trim()),
    presses: (what, button) => teams.press(id, what, button),
    submits: (what, values) => teams.submit(id, what, values),
    sees: async () => teams.sees(id),
  };
}

export async function inTryout({ tryout }: Old, name: string): Promise<Chat> {
  const id = await tryout.join({ name, email: emailOf(name) });
  return {
    types: (words) => tryout.types(id, words),
    presses: (what, button) => tryout.presses(id, what, button),
    submits: (what, values) => tryout.submits(id, what, values),
    sees: () => tryout.sees(id),
  };
}

/** The newest thing on the screen with these words. */
export async function finds(chat: Chat, words: string): Promise<Seen> {
  const seen = await chat.sees();
  const found = seen.findLast(({ text }) => text.includes(words));
  if (!found) throw new Error(`nobody sees "${words}" among ${seen.map(({ text }) => text).join("\n--\n")}`);
  return found;
}

export async function linkIn(chat: Chat): Promise<string> {
  return (await finds(chat, "You are invited")).links[0]?.url ?? "";
}
