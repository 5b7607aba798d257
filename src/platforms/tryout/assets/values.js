// What a form holds: typed, ticked, or chosen in a search field.

/** By field: several choices as a list. What does not apply is kept in the page, in case it does again, and not sent. */
export function valuesOf(form) {
  const values = {};
  for (const element of form.elements) {
    const { name, type, value, checked } = element;
    if (!name || name === "$about" || type === "file" || !isShown(element)) continue;
    if (type === "checkbox") values[name] = [...(values[name] ?? []), ...(checked ? [value] : [])];
    else if (type === "radio") values[name] = checked ? value : (values[name] ?? "");
    else values[name] = value;
  }
  for (const field of searches(form).filter(isShown)) {
    const chosen = chips(field).map(({ dataset }) => dataset.value);
    values[field.dataset.search] = field.dataset.most === "1" ? (chosen[0] ?? "") : chosen;
  }
  return values;
}

/** The labels of what was chosen in search fields: only the page knows all of them. */
export function labelsOf(form) {
  return searches(form)
    .filter(isShown)
    .flatMap((field) =>
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
  showWhatApplies(form);
}

/** Takes over the files that were chosen before: nobody but the person could choose them again. */
export function keepFiles(form, before) {
  for (const field of fileFields(form)) {
    const same = fileFields(before).find(({ name }) => name === field.name);
    if (same) field.files = same.files;
  }
}

/** What there is in a form, for telling whether anything was changed. */
export function held(form) {
  return JSON.stringify([valuesOf(form), fileFields(form).map(({ value }) => value)]);
}

/** Shows the fields that apply with what is chosen now; with a name, only those that go with that choice. */
export function showWhatApplies(form, name) {
  for (const field of form.querySelectorAll("[data-when]")) {
    const { when, is } = field.dataset;
    if (name === undefined || name === when) field.hidden = form.elements[when]?.value !== is;
  }
}

const fileFields = (form) => [...form.querySelectorAll("input[type=file]")];
const isShown = (element) => !element.closest("[data-when][hidden]");
const searches = (form) => [...form.querySelectorAll("[data-search]")];
const chips = (field) => [...field.querySelectorAll(".chosen > li")];
