// What a form holds: typed, ticked, or chosen in a field to search in.

/** By field: several choices as a list. */
export function valuesOf(form) {
  const values = {};
  for (const { name, type, value, checked } of form.elements) {
    if (!name || name === "$about") continue;
    if (type === "checkbox") values[name] = [...(values[name] ?? []), ...(checked ? [value] : [])];
    else if (type === "radio") values[name] = checked ? value : (values[name] ?? "");
    else values[name] = value;
  }
  for (const field of searches(form)) {
    const chosen = chips(field).map(({ dataset }) => dataset.value);
    values[field.dataset.search] = field.dataset.most === "1" ? (chosen[0] ?? "") : chosen;
  }
  return values;
}

/** The labels of what was chosen in fields to search in: only the page knows them all. */
export function labelsOf(form) {
  return searches(form).flatMap((field) =>
    chips(field).map(({ dataset: { value, label } }) => ({ field: field.dataset.search, value, label })),
  );
}

/** The form's values but its codes: for whoever only helps to fill it in. */
export function valuesWithoutCodes(form) {
  const codes = [...form.querySelectorAll("[autocomplete=one-time-code]")].map(({ name }) => name);
  return Object.fromEntries(Object.entries(valuesOf(form)).filter(([name]) => !codes.includes(name)));
}

/** Takes over what was filled in before. An old code is of no use in a form that sent a new one. */
export function refill(form, before) {
  const values = valuesOf(before);
  for (const field of form.elements) {
    const typed = values[field.name];
    if (typed === undefined || field.autocomplete === "one-time-code") continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = [typed].flat().includes(field.value);
    else field.value = typed;
  }
  for (const field of searches(form)) {
    const same = searches(before).find(({ dataset }) => dataset.search === field.dataset.search);
    if (same) field.querySelector(".chosen").replaceChildren(...chips(same));
  }
}

const searches = (form) => [...form.querySelectorAll("[data-search]")];
const chips = (field) => [...field.querySelectorAll(".chosen > li")];
