/**
 * What Slack accepts, as documented. Slack refuses the whole message or view that exceeds one of these, so no such
 * message or view is sent.
 */
export const LIMITS = {
  // https://docs.slack.dev/reference/views/modal-views
  viewBlocks: 100,
  viewTitle: 24,
  viewSubmit: 24,
  viewMetadata: 3_000,
  // https://docs.slack.dev/reference/block-kit/blocks
  messageBlocks: 50,
  // Not documented. chat.postMessage and chat.update answer msg_blocks_too_long: "12,000 text characters with a buffer
  // for block containers", seen from about 13,200: https://github.com/slackapi/bolt-js/issues/2509 and /2867. What
  // Slack counts as a container is not known, so every character of the blocks as JSON is counted here.
  messageBlocksLength: 13_200,
  // https://docs.slack.dev/reference/block-kit/blocks/header-block
  header: 150,
  // https://docs.slack.dev/reference/block-kit/blocks/section-block
  section: 3_000,
  sectionFields: 10,
  sectionField: 2_000,
  // https://docs.slack.dev/reference/block-kit/blocks/context-block and the text object it holds
  contextText: 3_000,
  // https://docs.slack.dev/reference/block-kit/blocks/actions-block
  actionsElements: 25,
  // https://docs.slack.dev/reference/block-kit/blocks/input-block
  inputLabel: 2_000,
  inputHint: 2_000,
  blockId: 255,
  // https://docs.slack.dev/reference/block-kit/block-elements/button-element
  buttonText: 75,
  buttonValue: 2_000,
  buttonUrl: 3_000,
  // https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
  inputText: 3_000,
  // https://docs.slack.dev/reference/block-kit/composition-objects/option-object
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,
  // https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
  selectOptions: 100,
  selectGroups: 100,
  // https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
  placeholder: 150,
  // https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element, radio-button-group-element
  checkboxOptions: 10,
  // https://docs.slack.dev/reference/methods/chat.update: the top-level text of a message
  messageText: 4_000,
} as const;

/** The longest request that is read. Ours, not Slack's. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** Slack sends the whole view back, form-encoded, when it is submitted; what a person types needs room beside it. */
export const VIEW_LIMIT_BYTES = BODY_LIMIT_BYTES - 12 * 1024;

/** An interaction must be answered within 3 s; if the answer takes longer, a waiting view comes first. */
export const ANSWER_WITHIN_MS = 2_500;

/** No call to Slack may take longer. */
export const CALL_TIMEOUT_MS = 10_000;

/** A request's timestamp may be this far off: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const CLOCK_SKEW_SECONDS = 300;
