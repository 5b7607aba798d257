/**
 * The largest card that is sent, as JSON. Teams takes a message of 28 KB with everything around it:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
 */
export const CARD_LIMIT_BYTES = 26 * 1024;

/** Further buttons of a row are not shown: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
export const BUTTONS_IN_A_ROW = 6;

/** Options up to this many are all seen at once; more of them drop down. */
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

/** An invoke wants its answer fast; what takes longer comes as a message. */
export const ANSWER_WITHIN_MS = 2_500;

/** No call to Microsoft may hang for longer. */
export const CALL_TIMEOUT_MS = 10_000;

/** As Microsoft recommends: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
export const CLOCK_SKEW_SECONDS = 300;

/** Where the Bot Connector lives, for everybody and for the clouds of the US government. */
export const CONNECTOR_HOSTS = [
  "smba.trafficmanager.net",
  "smba.infra.gcc.teams.microsoft.com",
  "smba.infra.gov.teams.microsoft.us",
  "smba.infra.dod.teams.microsoft.us",
] as const;
