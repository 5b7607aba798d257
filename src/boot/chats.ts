import { join } from "node:path";
import { commands } from "../commands.ts";
import type { Config } from "../config.ts";
import type { ChatAccount, Handle, HomeShown, Sender, Suggest } from "../core/conversation.ts";
import type { Log } from "../core/log.ts";
import { type Platform, TRYOUT } from "../core/platform.ts";
import { findContact, rememberContact } from "../db/contacts.ts";
import { isFirstTime } from "../db/deliveries-seen.ts";
import type { Database } from "../db/open.ts";
import { readFolder } from "../delivery/mail-folder.ts";
import { createSlack } from "../platforms/slack/app.ts";
import { createTryout } from "../platforms/tryout/app.ts";
import type { Mount } from "../web/server.ts";
import { tryOutPeople } from "./demo-people.ts";
import { tourOf } from "./tour.ts";

/** A chat that the product speaks through. */
export type Chat = { mount: Mount; sender: Sender; start?(): Promise<void>; stop?(): Promise<void> };

type Parts = { config: Config; db: Database; log: Log; now: () => Date };
type Asked = {
  handle: Handle;
  suggest: Suggest;
  organization: { id: string; name: string };
  /** Notes whose workspace it is. */
  connect: (platform: Platform, tenant: string) => Promise<void>;
  /** A person was deactivated in a chat, or is back. */
  left: (account: ChatAccount, hasLeft: boolean) => Promise<void>;
  /** Somebody was shown their Home. */
  homeShown: HomeShown;
};

/** Adds the chats that are configured, and connects those whose workspace is known before they start. */
export async function addChats(
  chats: Map<Platform, Chat>,
  { config, db, log, now }: Parts,
  { handle, suggest, organization, connect, left, homeShown }: Asked,
): Promise<void> {
  const firstTime = (key: string) => isFirstTime(db, key, now());
  if (config.slack) {
    // Slack tells which workspace it is, when it starts. The others are known before.
    const connectSlack = (team: string) => connect("slack", team);
    const told = { connect: connectSlack, left, homeShown };
    chats.set("slack", createSlack({ ...config.slack, handle, suggest, firstTime, ...told, log }));
  }
  if (config.teams) {
    const teams = await createTeamsChat(config.teams, {
      ...{ db, log, now, handle, suggest, firstTime, left, homeShown, publicUrl: config.PUBLIC_URL },
    });
    await connect("teams", teams.sender.tenant());
    chats.set("teams", teams);
  }
  if (config.isTryOut) {
    const mailbox = () => readFolder(mailFolder(config));
    const stateFile = join(config.DATA_DIR, "try-out.json");
    const people = tryOutPeople(config.FIRST_ADMIN_EMAIL);
    const offered = () => commands.flatMap(({ words }) => words ?? []);
    const progress = () => tourOf(db, organization.id);
    const tryout = createTryout({
      ...{ handle, suggest, homeShown, mailbox, organization: organization.name, people, stateFile, log, progress },
      ...{ commands: offered, approvals: config.TRYOUT_APPROVALS },
    });
    await connect(TRYOUT, tryout.sender.tenant());
    chats.set(TRYOUT, { ...tryout, stop: async () => tryout.close() });
  }
}

type TeamsParts = Omit<Parts, "config"> & {
  handle: Handle;
  suggest: Suggest;
  firstTime: (key: string) => Promise<boolean>;
  left: Asked["left"];
  homeShown: HomeShown;
  publicUrl: string;
};

async function createTeamsChat(teams: NonNullable<Config["teams"]>, parts: TeamsParts): Promise<Chat> {
  const { db, log, now, handle, suggest, firstTime, left, homeShown, publicUrl } = parts;
  // Only where it is wanted: the SDK takes half a second and 50 MB to load.
  const { createTeams } = await import("../platforms/teams/app.ts");
  const place = { platform: "teams", tenant: teams.tenantId } as const;
  return createTeams({
    ...{ ...teams, handle, suggest, firstTime, left, homeShown, publicUrl, log },
    remember: ({ user, email }) => rememberContact(db, { ...place, user }, email, now()),
    findContact: async (email) => (await findContact(db, place, email))?.user ?? null,
  });
}

/** Where mail goes that no SMTP server takes: a folder, which is the mailbox of the try-out chat. */
export function mailFolder(config: Pick<Config, "DATA_DIR">): string {
  return join(config.DATA_DIR, "mail");
}
