import { z } from "zod";

// The parts of Slack's payloads that are read: https://docs.slack.dev/interactivity/handling-user-interaction and
// https://docs.slack.dev/reference/events/message.im

const Id = z.string().min(1).max(100);
const Person = z.looseObject({ id: Id, team_id: Id.optional() });
const Team = z.looseObject({ id: Id, enterprise_id: Id.nullish() });
/** Who acts, and all that says where they belong: in a button's press, a submitted view and a search alike. */
const Acting = { user: Person, team: Team.nullish(), enterprise: z.looseObject({ id: Id }).nullish() };

export const Command = z.looseObject({
  team_id: Id,
  enterprise_id: z.string().max(100).optional(),
  user_id: Id,
  text: z.string().optional(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel_id: Id.optional(),
});

export const Action = z.looseObject({
  ...Acting,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.looseObject({ is_ephemeral: z.boolean().optional() }).optional(),
  channel: z.looseObject({ id: Id }).nullish(),
  view: z.looseObject({ id: Id, hash: z.string().optional(), type: z.string().optional() }).nullish(),
  function_data: z.unknown().optional(),
  actions: z.array(z.looseObject({ action_id: z.string(), value: z.unknown().optional() })).min(1),
});

const Chosen = z.looseObject({ value: z.string(), text: z.looseObject({ text: z.string() }).optional() });
/** A file as Slack tells of it: https://docs.slack.dev/reference/objects/file-object */
const File = z.looseObject({ name: z.string().nullish(), url_private_download: z.string().max(3_000).nullish() });
export type File = z.infer<typeof File>;

// One element's answer: Slack names it after the kind of element.
const Filled = z.looseObject({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
  files: z.array(File).nullish(),
});
const State = z.looseObject({ values: z.record(z.string(), z.record(z.string(), Filled)) });

// https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
export const Suggestion = z.looseObject({
  ...Acting,
  block_id: z.string().min(1).max(255),
  value: z.string().nullish(),
  function_data: z.unknown().optional(),
  view: z.looseObject({ private_metadata: z.string().optional(), state: State.nullish() }),
});

export const Submission = z.looseObject({
  ...Acting,
  function_data: z.unknown().optional(),
  view: z.looseObject({
    id: Id,
    private_metadata: z.string().optional(),
    state: State,
    blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })).optional(),
  }),
});

/**
 * A choice in a form with fields that depend on it; the block asks for it with `dispatch_action`.
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export const Choice = z.looseObject({
  ...Acting,
  function_data: z.unknown().optional(),
  view: z.looseObject({ id: Id, hash: z.string(), private_metadata: z.string().optional(), state: State }),
  actions: z.array(z.looseObject({ type: z.literal(["radio_buttons", "static_select"]) })).min(1),
});

export const Direct = z.looseObject({
  team_id: Id,
  event_id: Id,
  event: z.looseObject({
    type: z.literal("message"),
    channel_type: z.literal("im"),
    channel: Id,
    user: Id,
    text: z.string().default(""),
    thread_ts: z.string().optional(),
    team: Id.optional(),
    user_team: Id.optional(),
    source_team: Id.optional(),
    // A file is told by its subtype alone: https://docs.slack.dev/reference/events/message/file_share
    subtype: z.literal("file_share").optional(),
    files: z.array(File).catch([]).default([]),
    // Edits, joins and what apps post have another, or one of these. Two apps that answer each other would never stop.
    bot_id: z.undefined().optional(),
    app_id: z.undefined().optional(),
    bot_profile: z.undefined().optional(),
    edited: z.undefined().optional(),
    hidden: z.undefined().optional(),
  }),
});

/** Somebody has opened the app's Home: https://docs.slack.dev/reference/events/app_home_opened */
export const HomeOpened = z.looseObject({
  team_id: Id,
  event_id: Id,
  event: z.looseObject({ type: z.literal("app_home_opened"), tab: z.literal("home"), user: Id }),
});

export const Event = z.looseObject({ event_id: Id, event: z.looseObject({}) });

export const UserChange = z.looseObject({
  event: z.looseObject({ user: z.looseObject({ id: Id, deleted: z.unknown().optional() }) }),
});

/** The answers of one input block, by action id. */
export type FilledBlock = Record<string, z.infer<typeof Filled>>;
