import type { Seen, Values } from "../harness/driver.ts";
import { all, type Element, has, isOfClass, textOf } from "../harness/markup.ts";

/** A message of the try-out chat as a person sees it. */
export function seenEntry(entry: Element): Seen {
  const body = all(entry, isOfClass("entry-body"))[0] ?? entry;
  const kind = entry.attributes["data-kind"] === "ephemeral" ? "ephemeral" : "message";
  return { kind, id: entry.attributes.id ?? "", ...screen(body, isOfClass("card-title")) };
}

/** Its Home. */
export function seenHome(home: Element): Seen {
  return { kind: "home", id: "home", ...screen(home, isOfClass("card-title")) };
}

/** Its dialog. */
export function seenModal(modal: Element): Seen {
  return { kind: "modal", id: "dialog", ...screen(modal, has("id", "dialog-title")) };
}

function screen(shown: Element, isTitle: (element: Element) => boolean): Omit<Seen, "kind" | "id"> {
  const [title] = all(shown, isTitle);
  const buttons = all(shown, (element) => has("data-press")(element) || has("type", "submit")(element));
  return {
    title: title ? textOf(title) : "",
    text: textOf(shown),
    buttons: buttons.map(textOf),
    links: all(shown, isOfClass("out")).map((link) => ({ label: textOf(link), url: link.attributes.href ?? "" })),
    fields: all(shown, isOfClass("field"))
      .filter((field) => !has("hidden")(field))
      .map((field) => seenField(field, shown)),
  };
}

/** An option of a field to search in. */
export type Found = { field: string; value: string; label: string };

/** What is listed below the field. */
export function foundIn(list: Element, field: string): Found[] {
  return all(list, has("role", "option")).map((option) => ({
    ...{ field, value: option.attributes["data-value"] ?? "" },
    label: textOf(all(option, isOfClass("option-label"))[0] ?? option),
  }));
}

function seenField(field: Element, form: Element): Seen["fields"][number] {
  const name = field.attributes["data-search"] ?? all(field, has("name"))[0]?.attributes.name ?? "";
  const [error] = all(form, has("id", `error-${name}`));
  return {
    name,
    label: textOf(all(field, ({ tag }) => tag === "label" || tag === "legend")[0] ?? field),
    ...(has("data-search")(field) ? seenSearch(field) : seenControls(field)),
    ...(error && { error: textOf(error) }),
  };
}

function seenControls(field: Element): Pick<Seen["fields"][number], "value" | "options"> {
  const controls = all(field, has("name"));
  const [first] = controls;
  const isMany = first?.attributes.type === "checkbox";
  const chosen = controls.filter(has("checked")).map(({ attributes }) => attributes.value ?? "");
  const typed =
    first?.tag === "textarea" ? first.children.join("").replace(/^\n/, "") : (first?.attributes.value ?? "");
  const isChoice = isMany || first?.attributes.type === "radio";
  return {
    value: isMany ? chosen : isChoice ? (chosen[0] ?? "") : typed,
    options: isChoice ? controls.map((control) => labelOf(control, field)) : [],
  };
}

/** Of a field to search in, the options are what is chosen already. */
function seenSearch(field: Element): Pick<Seen["fields"][number], "value" | "options"> {
  const values = chipsOf(field).map(({ value }) => value);
  return {
    value: field.attributes["data-most"] === "1" ? (values[0] ?? "") : values,
    options: chipsOf(field).map(({ label }) => label),
  };
}

function chipsOf(field: Element): Found[] {
  const name = field.attributes["data-search"] ?? "";
  return all(field, isOfClass("chosen")).flatMap((list) =>
    all(list, has("data-label")).map((chip) => ({
      ...{ field: name, value: chip.attributes["data-value"] ?? "" },
      label: textOf(all(chip, ({ tag }) => tag === "span")[0] ?? chip),
    })),
  );
}

function labelOf(control: Element, field: Element): string {
  const [label] = all(field, has("for", control.attributes.id));
  return label ? textOf(label) : "";
}

/** The field of that name or label. */
export function fieldOf(form: Element, key: string): { field: Element; name: string } {
  for (const field of all(form, isOfClass("field"))) {
    const { name, label } = seenField(field, form);
    if (name === key || label === key) return { field, name };
  }
  throw new Error(`no field "${key}" in ${textOf(form)}`);
}

/**
 * What the form sends with these filled in: fields by name or label, options by value or label. `found` is what was
 * found in its fields to search in.
 */
export function filled(form: Element, values: Values, found: Found[] = []): { values: Values; labels: Found[] } {
  const fields = all(form, isOfClass("field"));
  const sent: Values = Object.fromEntries(
    fields.map((field) => seenField(field, form)).map(({ name, value }) => [name, value]),
  );
  const known = [...fields.flatMap(chipsOf), ...found];
  for (const [key, value] of Object.entries(values)) {
    const { field, name } = fieldOf(form, key);
    if (has("data-search")(field)) sent[name] = searched(field, name, value, known);
    else sent[name] = seenField(field, form).options.length > 0 ? chosen(field, value) : value;
  }
  for (const field of fields) if (!isSent(field, sent, values)) delete sent[seenField(field, form).name];
  return { values: sent, labels: known.filter(({ field, value }) => [sent[field] ?? []].flat().includes(value)) };
}

/** As the page's script has it: a field is shown as it was drawn, until the choice that it goes with is made. */
function isSent({ attributes }: Element, sent: Values, changed: Values): boolean {
  const { "data-when": when, "data-is": is } = attributes;
  if (when === undefined) return true;
  return when in changed ? sent[when] === is : !("hidden" in attributes);
}

function searched(field: Element, name: string, wanted: string | string[], known: Found[]): string | string[] {
  const values = [wanted].flat().map((one) => {
    const option = known.findLast((each) => each.field === name && (each.label === one || each.value === one));
    if (!option) throw new Error(`"${one}" was not found in ${name}; found: ${known.map(({ label }) => label)}`);
    return option.value;
  });
  return field.attributes["data-most"] === "1" ? (values[0] ?? "") : values;
}

function chosen(field: Element, wanted: string | string[]): string | string[] {
  const values = [wanted].flat().map((one) => {
    const control = all(field, has("name")).find((each) => [each.attributes.value, labelOf(each, field)].includes(one));
    if (!control) throw new Error(`no option "${one}" in ${textOf(field)}`);
    return control.attributes.value ?? "";
  });
  const isMany = all(field, has("type", "checkbox")).length > 0;
  return isMany ? values : (values[0] ?? "");
}
