import { CONNECTOR_HOSTS, FILE_DOMAINS } from "./limits.ts";

/** Whether an address may be called with the bot's token. */
export type Allows = (url: string) => boolean;

/**
 * Every activity names the address that answers go to, and an answer carries the bot's token. So only Microsoft's hosts
 * and the configured one are allowed. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
 */
export function createAllows(serviceUrl: string): Allows {
  const own = new URL(serviceUrl).origin;
  const origins = [own, ...CONNECTOR_HOSTS.map((host) => `https://${host}`)];
  return (url) => {
    const { origin, username, password } = URL.parse(url) ?? {};
    return origin !== undefined && origins.includes(origin) && username === "" && password === "";
  };
}

/** Whether a file may be read from an address, which comes with a message: SharePoint's, and what takes its place in tests. */
export function createAllowsFile(serviceUrl: string): Allows {
  const own = new URL(serviceUrl);
  const isMicrosofts = CONNECTOR_HOSTS.some((host) => host === own.host);
  return (url) => {
    const { origin, protocol, hostname, port, username, password } = URL.parse(url) ?? {};
    if (username !== "" || password !== "") return false;
    if (!isMicrosofts && origin === own.origin) return true;
    return protocol === "https:" && port === "" && FILE_DOMAINS.some((domain) => hostname?.endsWith(`.${domain}`));
  };
}
