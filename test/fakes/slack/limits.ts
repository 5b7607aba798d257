// What Slack refuses, as its reference says, written down a second time: the product's own table must not vouch for
// itself. https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views

export type Json = Record<string, unknown>;
type Problem = string | undefined;

/** The first thing for which Slack would refuse a view, in words. */
export function viewProblem(view: Json): Problem {
  if (JSON.stringify(view).length > 250_000) return "view_too_large";
  const blocks = list(view.blocks);
  const hasInput = blocks.some((block) => block.type === "input");
  return (
    textProblem(view.title, { max: 24, what: "view.title" }) ??
    (view.submit ? textProblem(view.submit, { max: 24, what: "view.submit" }) : undefined) ??
    (view.close ? textProblem(view.close, { max: 24, what: "view.close" }) : undefined) ??
    (hasInput && !view.submit ? "view.submit is missing and there is an input" : undefined) ??
    stringProblem(view.private_metadata ?? "", { max: 3_000, what: "view.private_metadata" }) ??
    stringProblem(view.callback_id ?? "", { max: 255, what: "view.callback_id" }) ??
    blocksProblem(blocks, 100)
  );
}

/** The same for a message. */
export function messageProblem(message: Json, maxText = 40_000): Problem {
  if (!message.text && list(message.blocks).length === 0) return "no_text";
  return (
    stringProblem(message.text ?? "", { max: maxText, what: "text" }) ??
    (list(message.blocks).some((block) => block.type === "input") ? "an input in a message" : undefined) ??
    blocksProblem(list(message.blocks), 50)
  );
}

// Nobody documents how Slack counts. A developer of Slack's: 12,000 characters of text and a buffer for the containers;
// people met it from about 13,200. https://github.com/slackapi/bolt-js/issues/2509
const BLOCKS_LENGTH = 13_200;

/** True where chat.postMessage and chat.update answer msg_blocks_too_long. */
export function areBlocksTooLong(message: Json): boolean {
  return JSON.stringify(list(message.blocks)).length > BLOCKS_LENGTH;
}

/** What Slack refuses of the answer to a `block_suggestion`. */
export function suggestionProblem(answer: Json): Problem {
  const groups = list(answer.option_groups);
  if (!Array.isArray(answer.options) && !Array.isArray(answer.option_groups))
    return "neither options nor option_groups";
  const lists = answer.options ? [list(answer.options)] : groups.map((group) => list(group.options));
  return (
    (groups.length > 100 ? "option_groups: more than 100" : undefined) ??
    first(lists, (options) => (options.length > 100 ? `options: ${options.length} of at most 100` : undefined)) ??
    first(lists.flat(), optionProblem)
  );
}

function blocksProblem(blocks: Json[], max: number): Problem {
  if (blocks.length > max) return `blocks: ${blocks.length} of at most ${max}`;
  const ids = blocks.flatMap((block) => (block.block_id === undefined ? [] : [block.block_id]));
  if (new Set(ids).size < ids.length) return "a block_id is there twice";
  return first(blocks, (block) => {
    const check = BLOCKS[String(block.type)];
    return check ? check(block) : `unknown block ${block.type}`;
  });
}

const BLOCKS: Record<string, (block: Json) => Problem> = {
  header: (block) => plainProblem(block.text, { max: 150, what: "header" }),
  divider: () => undefined,
  section: (block) =>
    (block.text === undefined && list(block.fields).length === 0 ? "an empty section" : undefined) ??
    (block.text ? textProblem(block.text, { max: 3_000, what: "section" }) : undefined) ??
    (list(block.fields).length > 10 ? "section.fields: more than 10" : undefined) ??
    first(list(block.fields), (field) => textProblem(field, { max: 2_000, what: "section.fields" })) ??
    (block.accessory ? elementProblem(block.accessory as Json) : undefined),
  context: (block) =>
    countProblem(list(block.elements), 10, "context.elements") ??
    first(list(block.elements), (text) => textProblem(text, { max: 3_000, what: "context" })),
  actions: (block) =>
    countProblem(list(block.elements), 25, "actions.elements") ??
    (hasTwice(list(block.elements).map((element) => element.action_id)) ? "an action_id is there twice" : undefined) ??
    first(list(block.elements), elementProblem),
  // https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
  rich_text: (block) =>
    (list(block.elements).length === 0 ? "rich_text.elements is empty" : undefined) ??
    first(list(block.elements), (section) =>
      section.type === "rich_text_section"
        ? ((list(section.elements).length === 0 ? "an empty rich_text_section" : undefined) ??
          first(list(section.elements), richTextProblem))
        : `unknown rich text ${section.type}`,
    ),
  input: (block) =>
    stringProblem(block.block_id ?? "", { max: 255, what: "block_id" }) ??
    plainProblem(block.label, { max: 2_000, what: "input.label" }) ??
    (block.hint ? plainProblem(block.hint, { max: 2_000, what: "input.hint" }) : undefined) ??
    (typeof (block.dispatch_action ?? false) === "boolean" ? undefined : "input.dispatch_action") ??
    elementProblem(block.element as Json),
};

// https://docs.slack.dev/reference/block-kit/block-elements/date-element
const DATE_TOKEN =
  /\{(?:day_divider_pretty|date_num|date_slash|date_long|date_long_full|date_long_pretty|date|date_pretty|date_short|date_short_pretty|time|time_secs|ago)\}/;

function richTextProblem({ type, text, timestamp, format, fallback, style }: Json): Problem {
  const styles = Object.entries((style ?? {}) as Json);
  if (styles.some(([name, on]) => !["bold", "italic", "strike", "code"].includes(name) || typeof on !== "boolean"))
    return "rich text: style";
  if (type === "text") return typeof text === "string" && text !== "" ? undefined : "rich text: an empty text";
  if (type !== "date") return `unknown rich text ${type}`;
  if (!Number.isInteger(timestamp) || Number(timestamp) <= 0) return "date.timestamp: no seconds";
  if (
    typeof format !== "string" ||
    !DATE_TOKEN.test(format) ||
    /[{}]/.test(format.replaceAll(new RegExp(DATE_TOKEN, "g"), ""))
  )
    return "date.format";
  return fallback === undefined || (typeof fallback === "string" && fallback !== "") ? undefined : "date.fallback";
}

function elementProblem(element: Json): Problem {
  const check = ELEMENTS[String(element.type)];
  if (!check) return `unknown element ${element.type}`;
  return stringProblem(element.action_id ?? "", { max: 255, what: "action_id" }) ?? check(element);
}

const ELEMENTS: Record<string, (element: Json) => Problem> = {
  button: (button) =>
    plainProblem(button.text, { max: 75, what: "button.text" }) ??
    stringProblem(button.value ?? "", { max: 2_000, what: "button.value" }) ??
    stringProblem(button.url ?? "", { max: 3_000, what: "button.url" }) ??
    (["primary", "danger", undefined].includes(button.style as undefined) ? undefined : "button.style"),
  plain_text_input: (input) => {
    const max = input.max_length === undefined ? 3_000 : Number(input.max_length);
    if (max < 1 || max > 3_000) return "plain_text_input.max_length";
    return stringProblem(input.initial_value ?? "", { max, what: "plain_text_input.initial_value" });
  },
  email_text_input: (input) =>
    input.initial_value === undefined || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(String(input.initial_value))
      ? undefined
      : "email_text_input.initial_value",
  datepicker: (input) =>
    input.initial_date === undefined || /^\d{4}-\d{2}-\d{2}$/.test(String(input.initial_date))
      ? undefined
      : "datepicker.initial_date",
  // https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
  file_input: ({ filetypes = ["any"], max_files = 10, ...rest }) =>
    (!Array.isArray(filetypes) || filetypes.length === 0 || filetypes.some((one) => !/^[a-z0-9]+$/.test(String(one)))
      ? "file_input.filetypes"
      : undefined) ??
    (Number(max_files) < 1 || Number(max_files) > 10 ? "file_input.max_files" : undefined) ??
    Object.keys(rest)
      .filter((name) => !["type", "action_id"].includes(name))
      .map((name) => `file_input.${name}`)[0],
  radio_buttons: (input) => optionsProblem(input, 10),
  checkboxes: (input) => optionsProblem(input, 10),
  static_select: (input) => optionsProblem(input, 100),
  multi_static_select: (input) => optionsProblem(input, 100),
  external_select: (input) => (input.initial_options ? "external_select.initial_options" : externalProblem(input)),
  multi_external_select: (input) =>
    (input.initial_option ? "multi_external_select.initial_option" : externalProblem(input)) ??
    (Array.isArray(input.initial_options) && input.initial_options.length === 0
      ? "initial_options is empty"
      : undefined) ??
    (Number(input.max_selected_items ?? 1) < 1 ? "max_selected_items" : undefined) ??
    (list(input.initial_options).length > Number(input.max_selected_items ?? Number.POSITIVE_INFINITY)
      ? "more initial_options than max_selected_items"
      : undefined),
};

// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
function externalProblem(input: Json): Problem {
  const initial = [...list(input.initial_options), ...(input.initial_option ? [input.initial_option as Json] : [])];
  return (
    (input.options || input.option_groups ? "an external select with options" : undefined) ??
    (input.placeholder ? plainProblem(input.placeholder, { max: 150, what: "placeholder" }) : undefined) ??
    (Number.isInteger(input.min_query_length ?? 3) ? undefined : "min_query_length") ??
    first(initial, optionProblem)
  );
}

function optionsProblem(input: Json, max: number): Problem {
  const groups = list(input.option_groups);
  const lists = input.options ? [list(input.options)] : groups.map((group) => list(group.options));
  const all = lists.flat();
  return (
    (input.options && groups.length > 0 ? "both options and option_groups" : undefined) ??
    (groups.length > 100 ? "option_groups: more than 100" : undefined) ??
    first(groups, (group) => plainProblem(group.label, { max: 75, what: "option_groups.label" })) ??
    (all.length === 0 ? "no options" : undefined) ??
    lists.map((options) => countProblem(options, max, "options")).find(Boolean) ??
    first(all, optionProblem) ??
    initialProblem(input, all)
  );
}

function optionProblem(option: Json): Problem {
  return (
    plainProblem(option.text, { max: 75, what: "option.text" }) ??
    (option.value === "" ? "option.value is empty" : undefined) ??
    stringProblem(option.value, { max: 150, what: "option.value" }) ??
    (option.description ? plainProblem(option.description, { max: 75, what: "option.description" }) : undefined)
  );
}

function initialProblem(input: Json, all: Json[]): Problem {
  if (Array.isArray(input.initial_options) && input.initial_options.length === 0) return "initial_options is empty";
  const initial = [...list(input.initial_options), ...(input.initial_option ? [input.initial_option as Json] : [])];
  const known = all.map((option) => JSON.stringify(option));
  return initial.every((option) => known.includes(JSON.stringify(option))) ? undefined : "an initial option is none";
}

type Rule = { max: number; what: string };

function textProblem(text: unknown, { max, what }: Rule): Problem {
  const { type, text: words } = (text ?? {}) as Json;
  if (type !== "plain_text" && type !== "mrkdwn") return `${what}: no text object`;
  if (typeof words !== "string" || words.trim() === "") return `${what}: must be more than 0 characters`;
  return stringProblem(words, { max, what });
}

function plainProblem(text: unknown, rule: Rule): Problem {
  return (text as Json | undefined)?.type === "mrkdwn" ? `${rule.what}: must be plain_text` : textProblem(text, rule);
}

function stringProblem(value: unknown, { max, what }: Rule): Problem {
  if (typeof value !== "string") return `${what}: no string`;
  return value.length > max ? `${what}: ${value.length} of at most ${max} characters` : undefined;
}

function countProblem(values: unknown[], max: number, what: string): Problem {
  return values.length === 0 || values.length > max ? `${what}: ${values.length} of 1 to ${max}` : undefined;
}

function first<T>(values: T[], check: (value: T) => Problem): Problem {
  for (const value of values) {
    const problem = check(value);
    if (problem) return problem;
  }
  return undefined;
}

function hasTwice(values: unknown[]): boolean {
  return new Set(values).size < values.length;
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value : [];
}
