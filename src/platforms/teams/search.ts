import { type Asking, SUGGESTED_MOST, type Suggest } from "../../core/conversation.ts";
import type { Option } from "../../core/form.ts";
import type { Log } from "../../core/log.ts";
import type { Admission } from "./admission.ts";
import { inTime } from "./answer-time.ts";
import type { InvokeAnswer } from "./answers.ts";
import type { Connector } from "./connector.ts";
import { readDataset } from "./dataset.ts";
import { choicesOf } from "./fields.ts";
import { speakerOf } from "./intents.ts";
import { SUGGESTIONS_SHOWN } from "./limits.ts";
import { readInputs } from "./metadata.ts";
import { type Activity, Search } from "./payloads.ts";
import { readerOf } from "./reader.ts";

export type SearchParts = { suggest: Suggest; admission: Admission; log: Log };
type Choices = ReturnType<typeof choicesOf>;

export function isSearch({ type, name }: Activity): boolean {
  return type === "invoke" && name === "application/search";
}

/**
 * The options that fit what somebody types in a `search` field. It only reads, so a request that is sent again is
 * answered again. Outsiders, a field that nobody asked about and a product that takes too long get no options.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search
 */
export async function answerSearch(
  parts: SearchParts,
  activity: Activity,
  connector: Connector,
): Promise<InvokeAnswer> {
  const found = await inTime(suggested(parts, activity, connector));
  const results = found === "late" ? [] : found;
  return { status: 200, body: { type: "application/vnd.microsoft.search.searchResponse", value: { results } } };
}

async function suggested(parts: SearchParts, activity: Activity, connector: Connector): Promise<Choices> {
  const asked = readSearch(activity);
  if (!asked) return [];
  const person = await parts.admission.admit(speakerOf(activity), connector);
  if (!person.ok) return [];
  const { locale } = readerOf(activity);
  try {
    const options = await parts.suggest({ ...asked, by: person.by, locale });
    return shown(options, asked.field, locale);
  } catch (error) {
    parts.log.error({ platform: "teams", command: asked.command, error }, "no options could be suggested");
    return [];
  }
}

function readSearch({ value }: Activity): Omit<Asking, "by" | "locale"> | null {
  const search = Search.safeParse(value);
  const about = search.success ? readDataset(search.data.dataset) : null;
  if (!search.success || !about) return null;
  const { many, ...field } = about;
  return { ...field, typed: search.data.queryText, values: readInputs(search.data.data, many) };
}

function shown(options: Option[], field: string, locale: string): Choices {
  if (options.length > SUGGESTED_MOST) throw new Error(`field ${field} has ${options.length} suggestions`);
  return choicesOf(options.slice(0, SUGGESTIONS_SHOWN), { field, locale });
}
