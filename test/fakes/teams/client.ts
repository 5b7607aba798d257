import { z } from "zod";
import { actionsOf, inputsOf, type Json, list } from "./cards.ts";
import { choiceTitle, initialValue, type Typing } from "./screen.ts";

/** How many options the client shows. */
const SHOWN = 15;

export type Values = Record<string, string | string[]>;

/** The action with that title; without one, that which sends the form. */
export function actionIn(card: Json, title?: string): Json {
  const actions = actionsOf(card);
  const found = actions.find((one) => (title === undefined ? takesInputs(one) : one.title === title));
  if (!found)
    throw new Error(`no button "${title ?? "that sends"}" among ${actions.map((one) => one.title).join(", ")}`);
  return found;
}

/** What a client shows that does not know Action.Execute: the fallback, or nothing. */
export function asOldClient(action: Json): Json {
  if (action.type !== "Action.Execute") return action;
  if (!action.fallback) throw new Error(`an old client shows no button "${action.title}"`);
  return action.fallback as Json;
}

/** Fills in the fields, by name or label; options by their words or values. */
export function fill(card: Json, typing: Typing, values: Values): void {
  const inputs = inputsOf(card);
  for (const [key, value] of Object.entries(values)) {
    const input = inputs.find((one) => one.id === key || one.label === key);
    if (!input) throw new Error(`no field "${key}" among ${inputs.map(({ id }) => id).join(", ")}`);
    typing.values[String(input.id)] = input.choices ? chosen(input, value, typing) : value;
  }
}

function chosen(input: Json, wanted: string | string[], typing: Typing): string | string[] {
  const offered = [...list(input.choices), ...(typing.found?.[String(input.id)] ?? [])];
  const values = [wanted]
    .flat()
    .filter(Boolean)
    .map((one) => {
      const choice = offered.find((each) => each.value === one || choiceTitle(input, each) === one);
      if (!choice) throw new Error(`no option "${one}" in ${input.id}`);
      return String(choice.value);
    });
  return input.isMultiSelect === true ? values : (values[0] ?? "");
}

/** What the client asks while somebody types in a field that is searched. */
export function searchIn(card: Json, field: string, queryText: string, typing: Typing): { id: string; asked: Json } {
  const inputs = inputsOf(card);
  const input = inputs.find(({ id, label }) => id === field || label === field);
  const query = input?.["choices.data"] as Json | undefined;
  if (!input || !query) throw new Error(`"${field}" is no field that can be searched`);
  const asked = { queryText, queryOptions: { skip: 0, top: SHOWN }, dataset: query.dataset };
  const filled = inputs.map((one) => [one.id, [typing.values[String(one.id)] ?? initialValue(one)].flat().join(",")]);
  const data = Object.fromEntries(filled.filter(([, value]) => value !== ""));
  return { id: String(input.id), asked: query.associatedInputs === "auto" ? { ...asked, data } : asked };
}

/** The options in the answer, of which Teams shows 15: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search */
export function resultsIn({ type, value }: Json): Json[] {
  if (type !== "application/vnd.microsoft.search.searchResponse")
    throw new Error(`Teams drops an answer of type ${type}`);
  const results = z.array(z.strictObject({ title: z.string().min(1), value: z.string().min(1) }));
  return results.parse((value as Json).results).slice(0, SHOWN);
}

function takesInputs({ type, associatedInputs }: Json): boolean {
  return type !== "Action.OpenUrl" && String(associatedInputs ?? "auto").toLowerCase() !== "none";
}

/** What the client sends with an action: its data and every input; null where it complains first and sends nothing. */
export function collect(card: Json, action: Json, typing: Typing): Json | null {
  const data = { ...((action.data ?? {}) as Json) };
  if (!takesInputs(action)) return data;
  typing.complaints = {};
  for (const input of inputsOf(card)) {
    const id = String(input.id);
    const value = [typing.values[id] ?? initialValue(input)].flat().join(",");
    const complaint = complaintAbout(input, value);
    if (complaint) typing.complaints[id] = complaint;
    // What was not chosen is not sent; an empty text is.
    if (value !== "" || input.type === "Input.Text") data[id] = value;
  }
  return Object.keys(typing.complaints).length > 0 ? null : data;
}

function complaintAbout(input: Json, value: string): string | null {
  const complaint = String(input.errorMessage ?? "This is not valid.");
  if (value === "") return input.isRequired === true ? complaint : null;
  if (typeof input.regex === "string" && !new RegExp(input.regex).test(value)) return complaint;
  return typeof input.maxLength === "number" && value.length > input.maxLength ? complaint : null;
}
