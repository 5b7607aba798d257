// What a form holds: typed, ticked, or chosen in a search field.

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

/** The labels of what was chosen in search fields: only the page knows all of them. */
export function labelsOf(form) {
  return searches(form).flatMap((field) =>
    chips(field).map(({ dataset: { value, label } }) => ({ field: field.dataset.search, value, label })),
  );
}

/** The form's values without its codes: looking something up needs none. */
export function valuesWithoutCodes(form) {
  const codes = [...form.querySelectorAll("[autocomplete=one-time-code]")].map(({ name }) => name);
  return Object.fromEntries(Object.entries(valuesOf(form)).filter(([name]) => !codes.includes(name)));
}

/** Takes over what was filled in before, but no code: the form may have sent a new one. */
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
