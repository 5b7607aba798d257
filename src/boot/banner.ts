import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import { mailFolder } from "./chats.ts";

/** What the console says once everything runs: what to do next, in plain words. It holds no link and no code. */
export function welcome(config: Config, { organization, isNew }: Pick<App, "organization" | "isNew">): string[] {
  const running = `Countersign is running for ${organization.name}.`;
  if (config.isTryOut) return [running, "", ...tryOut(config)];
  if (!isNew) return [running];
  return [
    running,
    "",
    `Mail to ${config.FIRST_ADMIN_EMAIL} holds the first administrator's activation link${whereMailIs(config)}.`,
  ];
}

function tryOut(config: Config): string[] {
  return [
    `  Try it:  http://localhost:${config.PORT}/try`,
    "",
    "  That page is a chat in which you play everybody, with a mailbox for the mail that would have left.",
    "  Nothing leaves this computer. To connect Slack, see README.md. Press Ctrl+C to stop.",
  ];
}

function whereMailIs(config: Config): string {
  return config.SMTP_URL ? "" : ` (no SMTP_URL is set: mail is written to ${mailFolder(config)} instead)`;
}
