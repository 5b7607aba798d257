import { env, loadEnvFile } from "node:process";
import { z } from "zod";
import { readPermissionFile } from "./boot/permission-file.ts";
import { isEmail, normalizedEmail } from "./core/email-address.ts";
import type { OwnPermission } from "./core/own-permission.ts";
import { CONNECTOR_HOSTS } from "./platforms/teams/limits.ts";

const text = z.string().trim().min(1);
const list = (entry: z.ZodType<string, string>) =>
  z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(entry).min(1, "holds only commas"));
const http = z.url({ protocol: /^https?$/, error: "must be a URL such as https://countersign.example.com" });

const sender = text.refine(
  (value) => isEmail((/^[^<>]*<([^<>]+)>$/.exec(value)?.[1] ?? value).trim()),
  "must be one address, or a name with an address: Countersign <countersign@example.com>",
);
const guid = z.guid("must be a GUID, such as the app registration shows").toLowerCase();
// The bot's token goes there, or what it trusts comes from there: Microsoft's hosts, and loopback for tests.
const microsoft = (...hosts: string[]) =>
  http.refine((value) => isLoopback(value) || hosts.some((host) => new URL(value).origin === `https://${host}`), {
    error: `must be an https address on ${hosts.join(" or ")}`,
  });

/** Every key there is; `.env.example` lists the same ones, and a test compares them. */
export const settings = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PORT: z.coerce.number({ error: "must be a port number" }).int().min(1).max(65_535).default(3000),
  PUBLIC_URL: http.optional(),
  TRUSTED_PROXIES: list(text).default(["loopback"]),
  DATA_DIR: text.default("./data"),
  DATABASE_URL: text.optional(),
  ORGANIZATION_NAME: text.max(80).optional(),
  FIRST_ADMIN_EMAIL: text.toLowerCase().refine(isEmail, "must be one e-mail address").optional(),
  MERCHANT_ACCOUNTS: list(text.max(75)).optional(),
  SECRET_KEYS: list(
    z.string().min(32, "each key needs at least 32 characters; make one with: openssl rand -base64 32"),
  ).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must look like smtp://user:password@host:587" }).optional(),
  MAIL_FROM: sender.optional(),
  SECURITY_CONTACT: text
    .transform(normalizedEmail)
    .refine(isEmail, "must be one e-mail address, such as security@example.com")
    .optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  APPROVALS_CHANNEL: text.regex(/^[CG][A-Z0-9]{2,}$/, "must be a channel's id such as C0123456789").optional(),
  SLACK_BOT_TOKEN: text.startsWith("xoxb-", "must be the bot token, which starts with xoxb-").optional(),
  SLACK_SIGNING_SECRET: text.optional(),
  SLACK_APP_TOKEN: text.startsWith("xapp-", "must be the app-level token, which starts with xapp-").optional(),
  SLACK_API_URL: http.optional(),
  TEAMS_APP_ID: guid.optional(),
  TEAMS_TENANT_ID: guid.optional(),
  TEAMS_APP_TYPE: z
    .enum(["SingleTenant", "UserAssignedMSI"], "must be SingleTenant or UserAssignedMSI, written like that")
    .optional(),
  TEAMS_APP_PASSWORD: text.optional(),
  TEAMS_APPROVALS_CHANNEL: text
    .regex(/^19:[^;\s]+@thread\.tacv2$/, "must be a channel's conversation id such as 19:…@thread.tacv2")
    .optional(),
  TEAMS_SERVICE_URL: microsoft(...CONNECTOR_HOSTS).optional(),
  TEAMS_OPENID_URL: microsoft("login.botframework.com", "login.botframework.azure.us").optional(),
  TEAMS_LOGIN_URL: microsoft("login.microsoftonline.com", "login.microsoftonline.us").optional(),
  PERMISSIONS_FILE: text.optional(),
  TRYOUT_APPROVALS: z.enum(["channel", "direct"], "must be channel or direct").default("channel"),
});

type Settings = z.infer<typeof settings>;

export type Config = Readonly<
  Omit<Settings, "PUBLIC_URL" | "ORGANIZATION_NAME" | "FIRST_ADMIN_EMAIL" | "MERCHANT_ACCOUNTS"> & {
    PUBLIC_URL: string;
    ORGANIZATION_NAME: string;
    FIRST_ADMIN_EMAIL: string;
    MERCHANT_ACCOUNTS: readonly string[];
    slack: { botToken: string; signingSecret: string; appToken?: string; apiUrl?: string } | null;
    teams: {
      appId: string;
      tenantId: string;
      appType: "SingleTenant" | "UserAssignedMSI";
      appPassword?: string;
      serviceUrl: string;
      openIdUrl: string;
      loginUrl: string;
    } | null;
    /** what PERMISSIONS_FILE adds */
    ownPermissions: readonly OwnPermission[];
    /** Is ORGANIZATION_NAME set? The default name must never replace one. */
    isNamed: boolean;
    /** The try-out chat: where no chat is connected, and never in production. */
    isTryOut: boolean;
  }
>;

/** What is wrong with the configuration: every problem at once, in words that say what to do. */
export class ConfigProblem extends Error {}

const forAFirstTry = {
  ORGANIZATION_NAME: "Example Company",
  FIRST_ADMIN_EMAIL: "ada@example.com",
  MERCHANT_ACCOUNTS: ["Online store", "Retail stores"],
};

/** Reads `.env`, if there is one, and the environment, which wins. */
export function readEnvironment(): Record<string, string | undefined> {
  try {
    loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return env;
}

/** Environment -> frozen, typed Config. Throws a ConfigProblem. An empty value counts as not set. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = settings.safeParse(given);
  const { own, problems: inFile } = permissionsOf(given.PERMISSIONS_FILE);
  const problems = [
    ...(parsed.error?.issues ?? []).map(problemOf),
    ...missing(given),
    ...inFile.map((one) => `PERMISSIONS_FILE: ${one}`),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigProblem(explain(problems));
  const { data } = parsed;
  const [slack, teams] = [slackOf(data), teamsOf(data)];
  return Object.freeze({
    ...data,
    ORGANIZATION_NAME: data.ORGANIZATION_NAME ?? forAFirstTry.ORGANIZATION_NAME,
    FIRST_ADMIN_EMAIL: data.FIRST_ADMIN_EMAIL ?? forAFirstTry.FIRST_ADMIN_EMAIL,
    MERCHANT_ACCOUNTS: data.MERCHANT_ACCOUNTS ?? (data.NODE_ENV === "production" ? [] : forAFirstTry.MERCHANT_ACCOUNTS),
    PUBLIC_URL: data.PUBLIC_URL ?? `http://localhost:${data.PORT}`,
    slack,
    teams,
    ownPermissions: own,
    isNamed: data.ORGANIZATION_NAME !== undefined,
    isTryOut: slack === null && teams === null && data.NODE_ENV !== "production",
  });
}

function permissionsOf(path: string | undefined): ReturnType<typeof readPermissionFile> {
  return path === undefined ? { own: [], problems: [] } : readPermissionFile(path.trim());
}

function slackOf(data: Settings): Config["slack"] {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret } = data;
  if (!botToken || !signingSecret) return null;
  const appToken = data.SLACK_APP_TOKEN ? { appToken: data.SLACK_APP_TOKEN } : {};
  const apiUrl = data.SLACK_API_URL ? { apiUrl: data.SLACK_API_URL } : {};
  return { botToken, signingSecret, ...appToken, ...apiUrl };
}

function teamsOf(data: Settings): Config["teams"] {
  const { TEAMS_APP_ID: appId, TEAMS_TENANT_ID: tenantId, TEAMS_APP_PASSWORD: appPassword } = data;
  if (!appId || !tenantId) return null;
  return {
    appId,
    tenantId,
    appType: data.TEAMS_APP_TYPE ?? "SingleTenant",
    ...(appPassword && { appPassword }),
    serviceUrl: data.TEAMS_SERVICE_URL ?? "https://smba.trafficmanager.net/teams/",
    openIdUrl: data.TEAMS_OPENID_URL ?? "https://login.botframework.com/v1/.well-known/openidconfiguration",
    loginUrl: data.TEAMS_LOGIN_URL ?? "https://login.microsoftonline.com",
  };
}

/** What is needed together, and what production can't do without. */
function missing(given: Partial<Record<keyof Settings, unknown>>): string[] {
  const problems: string[] = [];
  const need = (when: boolean, names: (keyof Settings)[], why: string) => {
    for (const name of names) if (when && !given[name]) problems.push(`${name} is missing: ${why}`);
  };
  const hasSlack = Boolean(given.SLACK_BOT_TOKEN || given.SLACK_SIGNING_SECRET || given.SLACK_APP_TOKEN);
  const hasTeams = Object.entries(given).some(([name, value]) => name.startsWith("TEAMS_") && value);
  const isManaged = given.TEAMS_APP_TYPE === "UserAssignedMSI";
  const isProduction = given.NODE_ENV === "production";
  const sendsMail = isProduction || Boolean(given.SMTP_URL);
  need(hasSlack, ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"], "Slack needs both (README, Connect Slack)");
  need(hasTeams, ["TEAMS_APP_ID", "TEAMS_TENANT_ID"], "Teams needs both (README, Connect Teams)");
  need(hasTeams && !isManaged, ["TEAMS_APP_PASSWORD"], "a client secret of the app (README, Connect Teams)");
  if (isManaged && given.TEAMS_APP_PASSWORD)
    problems.push("TEAMS_APP_PASSWORD must not be set: a managed identity (TEAMS_APP_TYPE) has no password");
  need(sendsMail, ["MAIL_FROM"], "mail needs a sender, e.g. Countersign <countersign@example.com>");
  need(isProduction, ["SECRET_KEYS"], "make one with: openssl rand -base64 32");
  need(isProduction, ["SMTP_URL"], "codes and activation links go out by mail");
  need(isProduction, ["PUBLIC_URL"], "links in mails lead there");
  need(isProduction, ["ORGANIZATION_NAME", "FIRST_ADMIN_EMAIL"], "the first administrator is invited with it");
  need(
    isProduction && !hasSlack && !hasTeams,
    ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"],
    "in production a chat must be connected (README, Connect Slack; for Teams, TEAMS_APP_ID and Connect Teams)",
  );
  if (isProduction && String(given.PUBLIC_URL ?? "https:").startsWith("http:"))
    problems.push("PUBLIC_URL: must be https in production; a proxy in front of this server can end TLS");
  return problems;
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return `${path[0]?.toString() ?? "configuration"}: ${message}`;
}

function isLoopback(value: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(value).hostname);
}

function explain(problems: string[]): string {
  return [
    "Countersign can't start with this configuration:",
    ...problems.map((one) => `  - ${one}`),
    "See .env.example.",
  ].join("\n");
}
