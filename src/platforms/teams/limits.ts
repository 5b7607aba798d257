/**
 * The largest card that is sent, as JSON. Older copies of Microsoft's page say 28 KB for a whole message, newer ones
 * 100 KB in UTF-16; for dialogs and answers to invokes none names a figure. So this keeps to the smallest:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
 */
const CARD_LIMIT_BYTES = 26 * 1024;

/** Throws if Teams would refuse the card. */
export function requireFits(card: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(card));
  if (bytes > CARD_LIMIT_BYTES) throw new Error(`a card has ${bytes} bytes; Teams takes ${CARD_LIMIT_BYTES}`);
}

/** Teams does not show more buttons in a row: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
export const BUTTONS_IN_A_ROW = 6;

/** Up to this many options are all shown at once; more become a drop-down. Ours, not Teams'. */
export const OPTIONS_AT_ONCE = 10;

/** How many options a `search` field shows for what is typed: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search#implement-typeahead-search */
export const SUGGESTIONS_SHOWN = 15;

/** The longest words that are searched for, in characters. Ours, not Teams'. */
export const SEARCH_LENGTH = 200;

/** The longest name of a field to search in, in characters: it holds the command, the Ref and the field. Ours, not Teams'. */
export const DATASET_LENGTH = 2_000;

/** The longest words, in characters, that a button in a channel repeats and runs. Ours, not Teams'. */
export const OPENER_LENGTH = 300;

/** The longest request that is read. Ours, not Teams'. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** An invoke must be answered within some 3 seconds; an answer that takes longer is sent as a message. */
export const ANSWER_WITHIN_MS = 2_500;

/** No call to Microsoft may hang for longer. */
export const CALL_TIMEOUT_MS = 10_000;

/** How far clocks may differ, as Microsoft recommends: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
export const CLOCK_SKEW_SECONDS = 300;

/** The Bot Connector's hosts: the public one and those of the US government's clouds. */
export const CONNECTOR_HOSTS = [
  "smba.trafficmanager.net",
  "smba.infra.gcc.teams.microsoft.com",
  "smba.infra.gov.teams.microsoft.us",
  "smba.infra.dod.teams.microsoft.us",
] as const;

/** Where people's files are, below which each tenant has a name: https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-endpoints */
export const FILE_DOMAINS = ["sharepoint.com", "sharepoint.us", "sharepoint-mil.us"] as const;

/** A file may be handed on: SharePoint has more than one address for the same thing. Ours, not Microsoft's. */
export const FILE_REDIRECTS = 3;
