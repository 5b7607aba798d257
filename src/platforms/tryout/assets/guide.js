// Where there is little room the guide is one line. It opens on a press, and closes when something in it was taken.

const guide = document.getElementById("guide");
let shown = -1;

followStep();

export function toggleGuide() {
  setOpen(!guide.classList.contains("open"));
  shown = -1;
  followStep();
}

export function foldGuide() {
  setOpen(false);
}

/** The server draws it closed. */
export function keepGuide() {
  setOpen(guide.classList.contains("open"));
  followStep();
}

/** The step that comes next is brought into view once: who scrolls elsewhere afterwards stays there. */
function followStep() {
  const steps = [...guide.querySelectorAll(".step")];
  const next = steps.findIndex((step) => step.matches(".next"));
  if (next !== shown && steps[next]) showInMiddle(steps[next], guide.querySelector("ol"));
  shown = next;
}

// scrollIntoView would scroll the page too.
function showInMiddle(step, list) {
  const [inner, outer] = [step.getBoundingClientRect(), list.getBoundingClientRect()];
  list.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

function setOpen(isOpen) {
  guide.classList.toggle("open", isOpen);
  guide.querySelector("[data-guide-more]")?.setAttribute("aria-expanded", String(isOpen));
}
