import type { types } from "@slack/bolt";
import type { Reply } from "../../core/conversation.ts";
import { shownFields } from "../../core/form.ts";
import { text } from "../../text/text.ts";
import { errorsOutOfSight } from "../shared/out-of-sight.ts";
import { type Block, buttonBlocks, factBlocks, heading, sentenceBlocks, smallPrint } from "./blocks.ts";
import { errorMark, fieldBlocks } from "./fields.ts";
import { LIMITS, VIEW_LIMIT_BYTES } from "./limits.ts";
import { writeView } from "./metadata.ts";
import { plain, words } from "./words.ts";

export type FormReply = Extract<Reply, { kind: "form" }>;

/** The only callback id: what a view is about is in its metadata. */
const FORM_CALLBACK = "form";

/** Shown where an answer takes longer than Slack waits. */
export function workingView(locale: string): types.ModalView {
  return view({ blocks: sentenceBlocks(text("slack.working"), locale), locale });
}

/** A form as a modal. */
export function formView({ command, form, key, values, errors = {}, ref }: FormReply, locale: string): types.ModalView {
  const title = words(form.title, locale);
  const isTitleShort = title.length <= LIMITS.viewTitle;
  const names = form.fields.map((field) => field.name);
  const elsewhere = Object.entries(errors).flatMap(([name, error]) => (names.includes(name) ? [] : [error]));
  const scope = `${command}:${ref?.id ?? ""}`;
  return view({
    ...(isTitleShort && { title }),
    submit: plain(words(form.submit, locale), LIMITS.viewSubmit, `the submit label of form ${command}`),
    metadata: writeView({ command, key, ...(ref && { ref }) }),
    locale,
    blocks: [
      ...(isTitleShort ? [] : heading(title)),
      ...smallPrint([...elsewhere, ...errorsOutOfSight(form, values, errors)].map((error) => errorMark(error, locale))),
      ...(form.intro ?? []).flatMap((paragraph) => sentenceBlocks(paragraph, locale)),
      ...factBlocks(form.facts ?? [], locale),
      ...shownFields(form, values, errors).flatMap((field) =>
        fieldBlocks(field, {
          ...{ value: values?.[field.name], error: errors[field.name], scope, locale },
          decides: form.fields.some(({ when }) => when?.field === field.name),
        }),
      ),
      ...buttonBlocks(form.extras ?? [], locale, form.links),
    ],
  });
}

type View = { title?: string; submit?: types.PlainTextElement; metadata?: string; blocks: Block[]; locale: string };

/** A modal of these blocks. Throws where Slack would refuse it. */
export function view({ title, submit, metadata, blocks, locale }: View): types.ModalView {
  if (blocks.length > LIMITS.viewBlocks)
    throw new Error(`a view has ${blocks.length} blocks; Slack shows ${LIMITS.viewBlocks}`);
  const modal: types.ModalView = {
    type: "modal",
    callback_id: FORM_CALLBACK,
    title: plain(title ?? words(text("slack.modal-title"), locale), LIMITS.viewTitle, "the title of a view"),
    close: plain(words(text(submit ? "slack.cancel" : "slack.close"), locale), LIMITS.viewSubmit, "the close label"),
    ...(submit && { submit }),
    ...(metadata && { private_metadata: metadata }),
    blocks,
  };
  const size = encodeURIComponent(JSON.stringify(modal)).length;
  if (size > VIEW_LIMIT_BYTES) throw new Error(`a view has ${size} bytes and would come back too big to be read`);
  return modal;
}
