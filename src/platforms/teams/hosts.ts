import { CONNECTOR_HOSTS } from "./limits.ts";

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
    if (!URL.canParse(url)) return false;
    const { origin, username, password } = new URL(url);
    return origins.includes(origin) && username === "" && password === "";
  };
}
