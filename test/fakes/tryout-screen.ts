import type { Seen, Values } from "../harness/driver.ts";
import { all, type Element, has, isOfClass, textOf } from "../harness/markup.ts";

/** A message of the try-out chat as a person sees it. */
export function seenEntry(entry: Element): Seen {
  const body = all(entry, isOfClass("entry-body"))[0] ?? entry;
  const kind = entry.attributes["data-kind"] === "ephemeral" ? "ephemeral" : "message";
  return { kind, id: entry.attributes.id ?? "", ...screen(body, isOfClass("card-title")) };
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
    fields: all(shown, isOfClass("field")).map((field) => seenField(field, shown)),
  };
}

function seenField(field: Element, form: Element): Seen["fields"][number] {
  const controls = all(field, has("name"));
  const [first] = controls;
  const name = first?.attributes.name ?? "";
  const isMany = first?.attributes.type === "checkbox";
  const chosen = controls.filter(has("checked")).map(({ attributes }) => attributes.value ?? "");
  const typed =
    first?.tag === "textarea" ? first.children.join("").replace(/^\n/, "") : (first?.attributes.value ?? "");
  const [error] = all(form, has("id", `error-${name}`));
  const isChoice = isMany || first?.attributes.type === "radio";
  return {
    name,
    label: textOf(all(field, ({ tag }) => tag === "label" || tag === "legend")[0] ?? field),
    value: isMany ? chosen : isChoice ? (chosen[0] ?? "") : typed,
    options: isChoice ? controls.map((control) => labelOf(control, field)) : [],
    ...(error && { error: textOf(error) }),
  };
}

function labelOf(control: Element, field: Element): string {
  const [label] = all(field, has("for", control.attributes.id));
  return label ? textOf(label) : "";
}

/** What the form holds, with these filled in: fields by name or label, options by value or label. */
export function filled(form: Element, values: Values): Values {
  const fields = all(form, isOfClass("field"));
  const sent = Object.fromEntries(
    fields.map((field) => seenField(field, form)).map(({ name, value }) => [name, value]),
  );
  for (const [key, value] of Object.entries(values)) {
    const field = fields.find((one) => [seenField(one, form).name, seenField(one, form).label].includes(key));
    if (!field) throw new Error(`no field "${key}" in ${textOf(form)}`);
    sent[seenField(field, form).name] = seenField(field, form).options.length > 0 ? chosen(field, value) : value;
  }
  return sent;
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
