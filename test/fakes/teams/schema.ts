import { z } from "zod";

export type Json = Record<string, unknown>;

// Adaptive Cards 1.5, as far as a bot in Teams can use it: https://adaptivecards.io/schemas/1.5.0/adaptive-card.json and
// https://adaptivecards.io/explorer. A property or an element that is not listed there is refused.
const word = (...known: string[]) =>
  z.string().refine((value) => known.some((one) => one.toLowerCase() === value.toLowerCase()), {
    error: `one of ${known.join(", ")}`,
  });
const id = z.string().min(1);
const text = z.string();
const spacing = word("default", "none", "small", "medium", "large", "extraLarge", "padding");
const alignment = word("left", "center", "right");
const style = word("default", "emphasis", "good", "attention", "warning", "accent");
const element = {
  id: id.optional(),
  isVisible: z.boolean().optional(),
  separator: z.boolean().optional(),
  spacing: spacing.optional(),
  height: word("auto", "stretch").optional(),
};
const letters = {
  color: word("default", "dark", "light", "accent", "good", "warning", "attention").optional(),
  fontType: word("default", "monospace").optional(),
  isSubtle: z.boolean().optional(),
  size: word("default", "small", "medium", "large", "extraLarge").optional(),
  weight: word("default", "lighter", "bolder").optional(),
};
const action = {
  id: id.optional(),
  // Teams shows no button without a title.
  title: text.min(1),
  tooltip: text.optional(),
  style: word("default", "positive", "destructive").optional(),
  isEnabled: z.boolean().optional(),
  mode: word("primary", "secondary").optional(),
};
const data = z.union([z.string(), z.record(z.string(), z.unknown())]).optional();
const associatedInputs = word("auto", "none").optional();
const Submit = z.strictObject({ type: z.literal("Action.Submit"), ...action, data, associatedInputs });
const Action = z.discriminatedUnion("type", [
  z.strictObject({
    ...{ type: z.literal("Action.Execute"), ...action, verb: text.optional(), data, associatedInputs },
    fallback: Submit.optional(),
  }),
  Submit,
  z.strictObject({ type: z.literal("Action.OpenUrl"), ...action, url: z.url() }),
]);
const input = {
  ...element,
  id,
  label: text.optional(),
  isRequired: z.boolean().optional(),
  errorMessage: text.optional(),
};
const Choice = z.strictObject({ title: text.min(1), value: text.regex(/^[^,]+$/, "an option's value has no comma") });
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search#dataquery
const Query = z.strictObject({ type: z.literal("Data.Query"), dataset: text.min(1), associatedInputs });
const Inline = z.strictObject({
  ...{
    type: z.literal("TextRun"),
    text,
    ...letters,
    highlight: z.boolean().optional(),
    italic: z.boolean().optional(),
  },
  ...{ strikethrough: z.boolean().optional(), underline: z.boolean().optional() },
});
const container = {
  ...{ style: style.optional(), bleed: z.boolean().optional(), minHeight: text.optional() },
  verticalContentAlignment: word("top", "center", "bottom").optional(),
};

const Column = z.strictObject({
  type: z.literal("Column").optional(),
  ...{ id: element.id, isVisible: element.isVisible, separator: element.separator, spacing: element.spacing },
  ...container,
  width: z.union([z.number(), z.string().regex(/^(?:auto|stretch|\d+|\d+px)$/)]).optional(),
  get items() {
    return z.array(Element).optional();
  },
});

const Element: z.ZodType = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.strictObject({
      ...{ type: z.literal("TextBlock"), ...element, ...letters, text },
      ...{ wrap: z.boolean().optional(), maxLines: z.number().optional(), horizontalAlignment: alignment.optional() },
      style: word("default", "heading", "columnHeader").optional(),
    }),
    z.strictObject({
      ...{ type: z.literal("RichTextBlock"), ...element, horizontalAlignment: alignment.optional() },
      inlines: z.array(z.union([z.string(), Inline])),
    }),
    z.strictObject({
      ...{ type: z.literal("FactSet"), ...element },
      facts: z.array(z.strictObject({ title: text, value: text })).min(1),
    }),
    z.strictObject({ type: z.literal("Container"), ...element, ...container, items: z.array(Element) }),
    z.strictObject({
      ...{ type: z.literal("ColumnSet"), ...element, columns: z.array(Column), style: style.optional() },
      ...{ bleed: z.boolean().optional(), minHeight: text.optional(), horizontalAlignment: alignment.optional() },
    }),
    z.strictObject({
      ...{ type: z.literal("ActionSet"), ...element, actions: z.array(Action).min(1) },
      horizontalAlignment: alignment.optional(),
    }),
    z.strictObject({
      ...{ type: z.literal("Input.Text"), ...input, isMultiline: z.boolean().optional(), value: text.optional() },
      ...{ maxLength: z.int().min(1).optional(), placeholder: text.optional(), regex: text.optional() },
      style: word("text", "tel", "url", "email", "password").optional(),
    }),
    z
      .strictObject({
        ...{ type: z.literal("Input.ChoiceSet"), ...input, choices: z.array(Choice), value: text.optional() },
        ...{ isMultiSelect: z.boolean().optional(), wrap: z.boolean().optional(), placeholder: text.optional() },
        style: word("compact", "expanded", "filtered").optional(),
        "choices.data": Query.optional(),
      })
      .refine(({ choices, "choices.data": query }) => choices.length > 0 || query, "a choice of nothing")
      .refine(({ style, "choices.data": query }) => !query || style === "filtered", "a search that is not filtered"),
    z.strictObject({
      ...{ type: z.literal("Input.Date"), ...input, min: text.optional(), max: text.optional() },
      ...{ value: z.iso.date().optional(), placeholder: text.optional() },
    }),
  ]),
);

export const AdaptiveCard = z.strictObject({
  type: z.literal("AdaptiveCard"),
  $schema: z.string().optional(),
  // What Teams shows at most.
  version: z.enum(["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"]),
  body: z.array(Element),
  actions: z.array(Action).optional(),
  fallbackText: text.optional(),
  speak: text.optional(),
  lang: text.optional(),
  // Teams' own: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
  msteams: z.strictObject({ width: z.literal("Full") }).optional(),
});
